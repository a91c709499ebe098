// SPDX-License-Identifier: EUPL-1.2
// Runs every <time data-countdown datetime="…">: hours, minutes and seconds that are left. When
// nothing is left, elements marked data-while-running hide and those marked data-when-ended show.
// More than a day is not counted down.

const clocks = [...document.querySelectorAll("[data-countdown]")];

function tick() {
  for (const clock of clocks) {
    const left = Math.max(0, Math.ceil((Date.parse(clock.dateTime) - Date.now()) / 1000));
    const [hours, minutes, seconds] = [left / 3600, (left / 60) % 60, left % 60].map(Math.floor);
    const pad = (number) => String(number).padStart(2, "0");
    clock.hidden = hours >= 24;
    clock.textContent = `${hours}:${pad(minutes)}:${pad(seconds)}`;
    const scope = clock.closest("[data-countdown-scope]") ?? document;
    for (const element of scope.querySelectorAll("[data-while-running]")) element.hidden = !left;
    for (const element of scope.querySelectorAll("[data-when-ended]")) element.hidden = !!left;
  }
}

if (clocks.length) {
  tick();
  setInterval(tick, 1000);
}
