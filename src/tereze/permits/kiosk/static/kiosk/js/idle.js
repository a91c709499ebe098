// SPDX-License-Identifier: EUPL-1.2
// Nobody there? A question after a while, and a clean screen after another. What was typed stays as
// long as somebody types. Without this script the page itself asks, by an address (kiosk-idle).

const dialog = document.querySelector("dialog[data-idle]");
const [idle, warned] = [dialog.dataset.idle, dialog.dataset.warned].map((seconds) => seconds * 1000);
let waiting;

function wait() {
  clearTimeout(waiting);
  waiting = setTimeout(warn, idle);
}

function warn() {
  dialog.show();
  waiting = setTimeout(() => location.replace(dialog.dataset.end), warned);
}

function stay() {
  if (dialog.open) dialog.close();
  wait();
}

for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
  addEventListener(sign, () => dialog.open || wait(), { passive: true });
}
dialog.querySelector("[data-stay]").addEventListener("click", stay);
addEventListener("pageshow", (event) => event.persisted && location.replace(dialog.dataset.end));
wait();
