// SPDX-License-Identifier: EUPL-1.2
/**
 * The time, though the device's clock may be wrong: phones at checkpoints are old, and permits
 * end by the minute. Every answer of the server carries its time.
 */

/** From this difference on the inspector is told. Verdicts forgive as much. */
export const WARN_MS = 2 * 60 * 1000;

export class Clock {
  #device;
  /** How far the server is ahead of the device, in milliseconds. */
  skew;

  constructor({ skew = 0, device = () => Date.now() } = {}) {
    this.#device = device;
    this.skew = skew;
  }

  /** The server's time as far as we know, in milliseconds. */
  now() {
    return this.#device() + this.skew;
  }

  get isWrong() {
    return Math.abs(this.skew) > WARN_MS;
  }

  /** Learn from an answer's Date header; `asked` is the device's time when it was asked for. */
  learn(dateHeader, asked) {
    const told = Date.parse(dateHeader ?? "");
    if (Number.isNaN(told)) return;
    const answered = this.#device();
    // An answer that took long says little about now.
    if (answered - asked > 10_000) return;
    // The header has whole seconds: on average half of one is cut off.
    const skew = told + 500 - (asked + answered) / 2;
    this.skew = Math.abs(skew) < 2000 ? 0 : Math.round(skew);
  }
}
