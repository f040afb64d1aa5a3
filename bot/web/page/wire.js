// Talks to the server: posts messages, listens to the stream, tries again ever more slowly.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const SILENCE = 45_000; // three heartbeats: the line is dead even if nobody said so
const PATIENCE = 20_000;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export class Backoff {
  #failures = 0;

  next() {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++);
    return pause * (0.75 + Math.random() / 2);
  }

  reset() {
    this.#failures = 0;
  }
}

// "sent", "again" (not stored: the same id once more) or a reason why it never will be.
export async function post(message) {
  let response;
  try {
    response = await fetch("chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { outcome: "again" };
  }
  if (response.ok) {
    const { fresh } = await response.json().catch(() => ({ fresh: false }));
    return { outcome: "sent", fresh };
  }
  if (response.status === 413) return { outcome: "refused", why: "Tin quá dài" };
  const hopeless = [400, 403, 404, 405].includes(response.status);
  return hopeless ? { outcome: "refused", why: "Máy chủ không nhận tin này" } : { outcome: "again" };
}

export class Stream {
  #source = null;
  #timer = 0;
  #watch = 0;
  #backoff = new Backoff();

  constructor({ cursor, onReply, onOpen, onLost }) {
    Object.assign(this, { cursor, onReply, onOpen, onLost });
  }

  open() {
    this.close();
    const source = new EventSource(`chat/stream?after=${encodeURIComponent(this.cursor())}`);
    this.#source = source;
    source.onopen = () => {
      this.#backoff.reset();
      this.#heard();
      this.onOpen();
    };
    source.addEventListener("beat", () => this.#heard());
    source.addEventListener("reply", (event) => {
      this.#heard();
      this.onReply(event.lastEventId, JSON.parse(event.data));
    });
    source.onerror = () => this.#lost();
    this.#heard();
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  // At once rather than after the pause: the network is back, or the tab is looked at again.
  hurry() {
    if (this.#source?.readyState === EventSource.OPEN) return;
    this.#backoff.reset();
    this.open();
  }

  #heard() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), SILENCE);
  }

  #lost() {
    this.close();
    this.onLost();
    this.#timer = setTimeout(() => this.open(), this.#backoff.next());
  }
}
