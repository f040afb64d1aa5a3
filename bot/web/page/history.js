// What this browser remembers of the conversation. Several tabs share it: every change reads what is
// stored, changes that and writes it back, and the other tabs are told by the browser.

const KEPT = 200;
const SEAT = "thidua.seat"; // demo mode: who one is, each with a conversation of its own

// Where the browser keeps nothing (storage switched off), the page remembers until it is closed.
const memory = new Map();

function read(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
    memory.delete(key);
    return true;
  } catch {
    memory.set(key, value);
    return false;
  }
}

export function seat() {
  return read(SEAT) ?? "worker";
}

export function sit(role) {
  write(SEAT, role);
}

const OF_SEAT = seat() === "worker" ? "" : `.${seat()}`;
const ENTRIES = `thidua.history${OF_SEAT}`;
const CURSOR = `thidua.cursor${OF_SEAT}`;

export function entries() {
  try {
    const kept = JSON.parse(read(ENTRIES) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

// Keeps the last 200, and fewer when the browser has no room for that; what is unsent stays longest.
function keep(all) {
  let kept = all.slice(-KEPT);
  while (!write(ENTRIES, JSON.stringify(kept)) && kept.length > 1) {
    const droppable = kept.findIndex((entry) => entry.state !== "waiting");
    kept = kept.filter((_, at) => at !== (droppable < 0 ? 0 : droppable));
  }
}

export function add(entry) {
  const all = entries();
  if (all.some((known) => known.key === entry.key)) return false;
  keep([...all, entry]);
  return true;
}

export function change(key, news) {
  keep(entries().map((entry) => (entry.key === key ? { ...entry, ...news } : entry)));
}

export function clear() {
  write(ENTRIES, "[]");
}

export function cursor() {
  return read(CURSOR) ?? "0";
}

export function advance(to) {
  write(CURSOR, to);
}

export function onChangeElsewhere(tell) {
  addEventListener("storage", (event) => {
    if (event.key === ENTRIES || event.key === null) tell();
  });
}
