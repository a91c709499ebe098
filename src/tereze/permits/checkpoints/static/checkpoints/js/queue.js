// SPDX-License-Identifier: EUPL-1.2
/**
 * Crossings that wait to be uploaded. They lie in a drawer (store.js) that survives a reload and an
 * empty battery, oldest first, and leave it when the server has said that it has them.
 *
 * Each has a nonce from its first moment, and belongs to the device (a shift) that made it. An answer
 * that is lost means that a batch is sent again, and the server knows it by device and nonces: each
 * crossing is counted exactly once.
 */

const BATCH = 500;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** 128 random bits in the letters that the server takes. */
export function makeNonce(random = crypto.getRandomValues(new Uint8Array(16))) {
  return btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
}

/** How long to wait after so many failures in a row; `chance` in [0, 1) keeps a crowd apart. */
export function backOff(failures, chance = Math.random()) {
  const longest = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * chance;
}

export class Queue {
  #drawer;
  #send;
  #now;
  #failures = 0;
  #notBefore = 0;
  #uploading = null;
  /** Crossings that the server did not take, and never will. */
  refused = 0;

  /**
   * drawer  { add(item), first(count) → [{key, value}], remove(keys), count() }
   * send    (body, device) → { status, body, retryAfter }; throws without a connection
   */
  constructor({ drawer, send, now = () => Date.now() }) {
    this.#drawer = drawer;
    this.#send = send;
    this.#now = now;
  }

  async add(crossing, device) {
    await this.#drawer.add({ device, crossing: { nonce: makeNonce(), ...crossing } });
  }

  count() {
    return this.#drawer.count();
  }

  /** Try at once, whatever failed before: the connection came back. */
  hurry() {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /**
   * Upload what waits; a second call while one is under way gets the first one's answer.
   *
   * Answers "empty"; "later" when the server can't be reached or has too much to do; "closed" when
   * no key that we have is taken, and everything waits for the next shift. `waiting` is the inspector's
   * estimate of the vehicles, `onAnswer` hears what the server answers to each batch.
   */
  upload({ waiting = null, onAnswer = () => {} } = {}) {
    this.#uploading ??= this.#uploadAll(waiting, onAnswer).finally(() => { this.#uploading = null; });
    return this.#uploading;
  }

  async #uploadAll(waiting, onAnswer) {
    if (this.#now() < this.#notBefore) return "later";
    let size = BATCH;
    for (;;) {
      const items = ofOneDevice(await this.#drawer.first(size));
      if (!items.length) return "empty";
      const answer = await this.#sendBatch(items, waiting);
      if (answer.status === 401) return "closed";
      if (answer.status === 200) {
        this.#failures = 0;
        this.refused += answer.body.refused?.length ?? 0;
        await this.#drawer.remove(items.map(({ key }) => key));
        onAnswer(answer.body);
      } else if ([400, 413, 422].includes(answer.status)) {
        // One that the server can't read must not hold up the others: it is found by halving.
        if (size === 1 || items.length === 1) {
          this.refused += 1;
          await this.#drawer.remove([items[0].key]);
        }
        size = Math.max(1, Math.floor(items.length / 2));
      } else {
        this.#failures += 1;
        const wait = answer.retryAfter ? answer.retryAfter * 1000 : backOff(this.#failures);
        this.#notBefore = this.#now() + wait;
        return "later";
      }
    }
  }

  async #sendBatch(items, waiting) {
    try {
      const crossings = items.map(({ value }) => value.crossing);
      return await this.#send({ crossings, waiting }, items[0].value.device);
    } catch {
      return { status: 0 };
    }
  }
}

/** The first of them, up to where another device's begin. */
function ofOneDevice(items) {
  const end = items.findIndex(({ value }) => value.device !== items[0].value.device);
  return end < 0 ? items : items.slice(0, end);
}
