// Draws the conversation. Text goes in as text, never as HTML.

const log = document.getElementById("log");
const scroll = document.getElementById("scroll");
const dots = document.getElementById("dots");
const waiting = document.getElementById("waiting");
const drawn = new Map(); // key -> element

const SPEAKER = { me: "Anh/chị:", bot: "Thi đua:" };

const clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat("vi-VN", {
  day: "numeric",
  month: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function timeOf(instant) {
  const at = new Date(instant);
  const today = at.toDateString() === new Date().toDateString();
  return (today ? clock : dayAndClock).format(at);
}

function choices(entry, onChoose) {
  const row = make("div", "choices");
  for (const button of entry.buttons) {
    const element = make("button", "choice", button.label);
    element.type = "button";
    element.addEventListener("click", () => onChoose(button));
    row.append(element);
  }
  return row;
}

// The only links there are: our own one-time links, in what the bot said. Everything else stays text.
const FILE_LINK = /(?<![\w/.:-])\/tep\/([\w-]{32})(?![\w/-])/;

function spoken(entry) {
  const found = entry.who === "bot" ? FILE_LINK.exec(entry.text) : null;
  if (!found) return make("p", "text", entry.text);
  const element = make("p", "text", entry.text.slice(0, found.index));
  const link = make("a", "file", "Tải tệp");
  link.href = `tep/${found[1]}`;
  link.target = "_blank";
  link.rel = "noopener";
  element.append(link, entry.text.slice(found.index + found[0].length));
  return element;
}

function message(entry, { onChoose }) {
  const element = make("div", `message ${entry.who}`);
  element.append(make("span", "unseen", SPEAKER[entry.who]), spoken(entry));
  if (entry.buttons?.length) element.append(choices(entry, onChoose));
  const foot = make("p", "foot");
  const time = make("time", "", timeOf(entry.at));
  time.dateTime = entry.at;
  foot.append(time, make("span", "state"));
  element.append(foot);
  return element;
}

const STATES = {
  waiting: (entry) => (entry.tried ? "Chưa gửi được, sẽ tự thử lại" : "Đang gửi…"),
  sent: () => "Đã gửi",
  failed: (entry) => `Không gửi được: ${entry.why}`,
};

function showState(element, entry, { onRetry }) {
  const state = element.querySelector(".state");
  if (!state || !entry.state) return;
  const said = STATES[entry.state](entry);
  if (state.dataset.said === said) return;
  state.dataset.said = said;
  element.dataset.state = entry.state === "waiting" && entry.tried ? "late" : entry.state;
  state.textContent = said;
  if (element.dataset.state !== "late") return;
  const again = make("button", "again", "Thử ngay");
  again.type = "button";
  again.addEventListener("click", onRetry);
  state.append(" ", again);
}

export function atEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
}

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

// A long answer is read from its beginning.
function showFrom(element) {
  if (element.offsetHeight > scroll.clientHeight * 0.8) element.scrollIntoView({ block: "start" });
  else toEnd();
}

export function draw(entries, actions) {
  const follow = atEnd();
  const wanted = new Set(entries.map((entry) => entry.key));
  for (const [key, element] of drawn) {
    if (wanted.has(key)) continue;
    element.remove();
    drawn.delete(key);
  }
  let last = null;
  for (const entry of entries) {
    let element = drawn.get(entry.key);
    if (!element) {
      element = entry.who === "note" ? make("p", "note", entry.text) : message(entry, actions);
      drawn.set(entry.key, element);
      log.append(element);
      last = { element, entry };
    }
    showState(element, entry, actions);
  }
  if (!last) return;
  if (last.entry.who === "me") toEnd();
  else if (follow) showFrom(last.element);
}

const WAITING = {
  no: "",
  soon: "Đang tìm câu trả lời…",
  long: "Chưa có trả lời, tin nhắn vẫn được giữ…",
};

// Dots for the eye while it is soon, the same in words for the ear; once it is long, words for both.
export function showWaiting(how) {
  if (waiting.textContent === WAITING[how]) return;
  const follow = atEnd();
  dots.hidden = how !== "soon";
  waiting.textContent = WAITING[how];
  waiting.classList.toggle("unseen", how !== "long");
  if (follow && how !== "no") toEnd();
}

// The old conversation is not read aloud after a reload, what comes from now on is.
export function speakFromNowOn() {
  log.setAttribute("aria-live", "polite");
}
