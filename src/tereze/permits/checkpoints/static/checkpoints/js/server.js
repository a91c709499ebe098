// SPDX-License-Identifier: EUPL-1.2
/**
 * How the device speaks to the server: with its key, not for long, and looking at the time that each
 * answer carries.
 */

const LONGEST_MS = 10_000;

export class Server {
  #fetch;
  #clock;
  /** The device's key of this shift; empty before it. */
  key = "";
  /** Whether the last request was answered. */
  isReachable = true;

  constructor({ clock, fetch = (...asked) => globalThis.fetch(...asked) }) {
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /** A GET with the device's key. */
  get(path, { headers = {}, patience = LONGEST_MS } = {}) {
    return this.#ask(path, { headers: { ...this.#door(), ...headers } }, patience);
  }

  /** A GET of what everybody may see; nothing tells that we asked. */
  getPublic(path, { patience = LONGEST_MS } = {}) {
    return this.#ask(path, {}, patience);
  }

  /** A POST of JSON with the device's key, or with that of an earlier shift. */
  post(path, body, { key = this.key } = {}) {
    const headers = { ...this.#door(key), "Content-Type": "application/json" };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) }, LONGEST_MS);
  }

  #door(key = this.key) {
    return { Authorization: `Bearer ${key}` };
  }

  async #ask(path, request, patience) {
    const asked = Date.now();
    const signal = AbortSignal.timeout(patience);
    try {
      const response = await this.#fetch(path, { ...request, credentials: "omit", cache: "no-store", signal });
      this.isReachable = true;
      this.#clock.learn(response.headers.get("Date"), asked);
      return response;
    } catch (error) {
      this.isReachable = false;
      throw error;
    }
  }
}
