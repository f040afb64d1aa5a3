// Demo mode: the bar that moves the date and changes who one is.

import { seat, sit } from "./history.js";

const day = document.getElementById("day");
const shownDay = document.getElementById("shown-day");
const realDay = document.getElementById("real-day");
const jumps = document.querySelectorAll(".jump[data-day]");
const long = new Intl.DateTimeFormat("vi-VN", {
  weekday: "long",
  day: "numeric",
  month: "numeric",
  year: "numeric",
  timeZone: "UTC",
});

function inWords(isoDay) {
  return long.format(new Date(`${isoDay}T00:00:00Z`));
}

// The field writes the day as the browser likes it, perhaps the month first; the words leave no doubt.
function show(shown) {
  day.value = shown.day;
  shownDay.textContent = inWords(shown.day);
  for (const jump of jumps) jump.setAttribute("aria-pressed", String(jump.dataset.day === shown.day));
  realDay.setAttribute("aria-pressed", String(!shown.moved));
}

async function move(to) {
  const response = await fetch("demo/clock", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ day: to }),
  }).catch(() => null);
  if (!response?.ok) return;
  const shown = await response.json();
  show(shown);
  dispatchEvent(new CustomEvent("thidua:note", { detail: `Ngày giả định: ${inWords(shown.day)}` }));
}

function step(days) {
  const from = new Date(`${day.value}T00:00:00Z`);
  if (Number.isNaN(from.getTime())) return;
  from.setUTCDate(from.getUTCDate() + days);
  move(from.toISOString().slice(0, 10));
}

// While a year is being typed the field passes through the year 0002: wait for the end.
let typed = 0;
day.addEventListener("change", () => {
  clearTimeout(typed);
  if (day.validity.valid) typed = setTimeout(() => move(day.value), 400);
});

for (const button of document.querySelectorAll(".step[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}
realDay.addEventListener("click", () => move(null));
for (const jump of jumps) jump.addEventListener("click", () => move(jump.dataset.day));

fetch("demo/clock")
  .then((response) => response.json())
  .then(show)
  .catch(() => {});

// --- who one is --------------------------------------------------------------------------------------

const seats = document.querySelectorAll(".jump[data-role]");

function showSeat(role) {
  for (const button of seats) button.setAttribute("aria-pressed", String(button.dataset.role === role));
}

// Each role has a conversation of its own: the page begins anew with that one.
function sitDown(role) {
  sit(role);
  location.reload();
}

async function take(role) {
  const response = await fetch("demo/seat", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ role }),
  }).catch(() => null);
  if (response?.ok) sitDown(role);
}

for (const button of seats) button.addEventListener("click", () => take(button.dataset.role));

showSeat(seat());
fetch("demo/seat")
  .then((response) => response.json())
  .then(({ role }) => role === seat() || sitDown(role))
  .catch(() => {});
