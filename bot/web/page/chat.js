// The page: joins the history, the wire and the view.

import * as history from "./history.js";
import * as view from "./view.js";
import { Backoff, Stream, newId, post } from "./wire.js";

const ANSWERED_SOON = 20_000;
const KEPT_BY_SERVER = 48 * 3_600_000; // then the text of a message is emptied
const HIDDEN_TOO_LONG = 60_000;

const byId = (id) => document.getElementById(id);
const text = byId("text");
const welcome = byId("welcome");
const connection = byId("connection");
const clearButton = byId("clear");
const toEndButton = byId("to-end");
const dialog = byId("confirm");
const privacy = byId("privacy");
const keyboardIsUp = matchMedia("(max-height: 520px)");

function redraw() {
  const all = history.entries();
  view.draw(all, { onChoose: choose, onRetry: retryNow });
  welcome.hidden = all.length > 0;
  clearButton.hidden = all.length === 0;
  showWaiting(all);
}

let waitTimer = 0;

function showWaiting(all) {
  clearTimeout(waitTimer);
  const last = all.findLast((entry) => entry.who !== "note");
  const waited = last?.state === "sent" ? Date.now() - Date.parse(last.sentAt) : KEPT_BY_SERVER;
  if (waited < ANSWERED_SOON) {
    waitTimer = setTimeout(redraw, ANSWERED_SOON - waited);
    view.showWaiting("soon");
  } else {
    view.showWaiting(waited < KEPT_BY_SERVER ? "long" : "no");
  }
}

// --- what is said here -------------------------------------------------------------------------------

function say(entry) {
  const first = history.entries().every((entry) => entry.who === "note");
  if (first) privacy.open = false; // read or not, it is one press away
  const at = new Date().toISOString();
  history.add({ key: newId(), who: "me", at, state: "waiting", ...entry });
  redraw();
  view.toEnd();
  deliver();
}

function choose(button) {
  say({ text: button.label, choice: button.choice });
  focusText();
}

// On a phone the focus would bring up the keyboard over the answer that was just asked for.
function focusText() {
  if (matchMedia("(hover: hover)").matches) text.focus({ preventScroll: true });
}

const postBackoff = new Backoff();
let delivering = false;
let retryTimer = 0;

// One after another, so that they arrive in the order in which they were written.
async function deliver() {
  if (delivering) return;
  delivering = true;
  clearTimeout(retryTimer);
  try {
    for (let entry = nextUnsent(); entry; entry = nextUnsent()) {
      if (!(await deliverOne(entry))) {
        retryTimer = setTimeout(deliver, postBackoff.next());
        return;
      }
      postBackoff.reset();
    }
  } finally {
    delivering = false;
  }
}

function nextUnsent() {
  return history.entries().find((entry) => entry.state === "waiting");
}

async function deliverOne(entry) {
  const said = entry.choice === undefined ? { text: entry.text } : { choice: entry.choice };
  const { outcome, why, fresh } = await post({ id: entry.key, ...said });
  if (outcome === "again") {
    history.change(entry.key, { tried: true });
  } else if (outcome === "refused") {
    history.change(entry.key, { state: "failed", why });
  } else {
    history.change(entry.key, { state: "sent", sentAt: new Date().toISOString() });
    if (fresh) stream.open();
  }
  redraw();
  return outcome !== "again";
}

function retryNow() {
  postBackoff.reset();
  deliver();
  stream.hurry();
}

// --- what comes back ---------------------------------------------------------------------------------

let lostTimer = 0;

const stream = new Stream({
  cursor: history.cursor,
  onReply(cursor, reply) {
    const at = new Date().toISOString();
    history.add({ key: `b:${cursor}`, who: "bot", at, text: reply.text, buttons: reply.buttons });
    history.advance(cursor);
    redraw();
  },
  onOpen() {
    clearTimeout(lostTimer);
    lostTimer = 0;
    connection.textContent = "";
    deliver();
  },
  onLost() {
    // A line that comes back within a second is nobody's business.
    lostTimer ||= setTimeout(() => (connection.textContent = "Đang kết nối lại…"), 1000);
  },
});

// --- the composer ------------------------------------------------------------------------------------

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value;
  if (said.trim() === "") return;
  text.value = "";
  fit();
  say({ text: said });
  text.focus();
});

text.addEventListener("keydown", (event) => {
  // While a Vietnamese word is being composed, Enter belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  text.form.requestSubmit();
});

function fit() {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

text.addEventListener("input", fit);

for (const suggestion of document.querySelectorAll(".suggestion")) {
  suggestion.addEventListener("click", () => {
    say({ text: suggestion.textContent });
    focusText();
  });
}

// --- the rest ----------------------------------------------------------------------------------------

clearButton.addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue === "clear") {
    history.clear();
    redraw();
  }
  dialog.returnValue = "";
  focusText();
});

function showToEnd() {
  toEndButton.hidden = view.atEnd();
}
byId("scroll").addEventListener("scroll", showToEnd, { passive: true });
toEndButton.addEventListener("click", view.toEnd);
new ResizeObserver(() => {
  if (toEndButton.hidden) view.toEnd(); // the on-screen keyboard came or went
  showToEnd();
}).observe(byId("scroll"));

history.onChangeElsewhere(redraw);
addEventListener("thidua:note", (event) => {
  history.add({ key: newId(), who: "note", at: new Date().toISOString(), text: event.detail });
  redraw();
});
addEventListener("online", retryNow);

// A tab nobody looks at gives its line back after a while and catches up when it is looked at again.
let hiddenTimer = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiddenTimer);
  if (document.hidden) hiddenTimer = setTimeout(() => stream.close(), HIDDEN_TOO_LONG);
  else stream.hurry();
});

keyboardIsUp.addEventListener("change", () => {
  if (keyboardIsUp.matches) privacy.open = false; // the words matter more than the small print
});

redraw();
privacy.open = !welcome.hidden && !keyboardIsUp.matches;
view.toEnd();
requestAnimationFrame(view.speakFromNowOn);
stream.open();
focusText();
