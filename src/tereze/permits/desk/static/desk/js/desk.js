// SPDX-License-Identifier: EUPL-1.2
// The desk by keyboard. An element says its key: <button data-key="e">. One key, no Ctrl: so keys work
// only while nobody writes in a field, and whoever speaks to the machine can switch them off (WCAG 2.1.4).

import { isWriting, keyOf, sinceText } from "./keys.js";

const OFF = "tereze-desk-keys-off";
const toggle = document.querySelector("[data-keys-toggle]");

function areOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function showKeys() {
  document.body.classList.toggle("keys-off", areOff());
  if (!toggle) return;
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(!areOff()));
  toggle.textContent = areOff() ? toggle.dataset.off : toggle.dataset.on;
}

toggle?.addEventListener("click", () => {
  localStorage.setItem(OFF, areOff() ? "0" : "1");
  showKeys();
});
showKeys();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isWriting(event.target)) event.target.blur();
  if (areOff() || isWriting(event.target)) return;
  const key = keyOf(event);
  // What has the focus takes Enter by itself.
  if (!key || (key === "enter" && event.target.closest("a, button, summary"))) return;
  const meant = [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key === key && one.checkVisibility(),
  );
  if (!meant) return;
  event.preventDefault();
  if (meant.matches("input, textarea, select")) meant.focus();
  else meant.click();
});

// Where the caller's answers are typed, typing begins there, or at what was typed wrong: a letter that
// meant a key would do something else.
const answers = document.querySelector("form[data-write]");
const field = answers?.querySelector(".field.wrong") ?? answers?.querySelector(".field");
(field?.querySelector("input:checked") ?? field?.querySelector("input, textarea, select"))?.focus();

// A form that is on its way is not sent again by a second press.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

const clocks = [...document.querySelectorAll("[data-since]")];
function tick() {
  for (const clock of clocks) clock.textContent = sinceText(clock.dateTime, Date.now());
}
if (clocks.length) {
  tick();
  setInterval(tick, 1000);
}
