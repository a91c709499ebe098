// SPDX-License-Identifier: EUPL-1.2
/**
 * The screen stays on while a shift is open: nobody at a checkpoint unlocks a phone for each car.
 * Browsers take the lock back whenever the page is hidden, and where they have none (or the battery
 * is low) the screen goes off as everywhere.
 */

export class Awake {
  #locks;
  #page;
  #lock = null;
  #isWanted = false;

  /** `locks` is null where the browser has no wake locks. */
  constructor({ locks = navigator.wakeLock ?? null, page = document } = {}) {
    this.#locks = locks;
    this.#page = page;
    page.addEventListener("visibilitychange", () => this.#take());
  }

  keep() {
    this.#isWanted = true;
    return this.#take();
  }

  async letGo() {
    this.#isWanted = false;
    await this.#lock?.release();
    this.#lock = null;
  }

  async #take() {
    const isMissing = !this.#lock || this.#lock.released;
    if (!this.#isWanted || !isMissing || this.#page.visibilityState !== "visible") return;
    // Refused at low battery. The next time that the page is seen it is asked for again.
    this.#lock = (await this.#locks?.request("screen").catch(() => null)) ?? null;
    if (!this.#isWanted) await this.letGo();
  }
}
