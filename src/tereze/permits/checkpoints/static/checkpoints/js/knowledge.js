// SPDX-License-Identifier: EUPL-1.2
/**
 * What the device knows about permits without asking: the keys that they are signed with, the list
 * of those that hold here, and the codes that were taken back. Brought up to date each minute, and
 * kept over a reload; where there is no connection, the last that came is good until its end.
 */

import { readStatus } from "../../permits/js/status.js";
import { lookUp, refresh } from "../../permits/js/withdrawals.js";
import { findByCode, ListDamaged, readList, updateList } from "./list.js";

const LIST = "/api/v1/checkpoint/list";
const KEYS = "/.well-known/tereze/keys";
/** For the status of a permit an inspector waits so long, and no longer. */
const PATIENCE_MS = 800;

export class Knowledge {
  #server;
  #store;
  #clock;
  #public;
  #kept = { keys: null, etag: null, checkedAt: 0 };
  /** The changes that came fit another list than ours: all of it next time. */
  #wantsAll = false;
  #underWay = Promise.resolve();
  #following = null;
  /** The offline list (list.js), or null. */
  list = null;

  /** `publicStore` keeps what everybody may know: codes that were taken back. */
  constructor({ server, store, clock, publicStore = globalThis.localStorage }) {
    this.#server = server;
    this.#store = store;
    this.#clock = clock;
    this.#public = publicStore;
  }

  /** Take up what was kept before the page was loaded. */
  async load() {
    this.#kept = (await this.#store.get("knowledge")) ?? this.#kept;
    const bytes = await this.#store.unseal("list", this.#clock.now());
    this.list = bytes && readList(bytes);
  }

  /** All that verdicts without a connection need is here. */
  get isComplete() {
    return Boolean(this.list && this.#kept.keys);
  }

  get keys() {
    return this.#kept.keys ?? { keys: [] };
  }

  /** Minutes since the list was known to be the newest; null without one. */
  get age() {
    const age = this.#clock.now() - this.#kept.checkedAt;
    return this.list ? Math.max(0, Math.floor(age / 60_000)) : null;
  }

  /** What the list says of a code, or null. */
  find(code) {
    return this.list && findByCode(this.list, code);
  }

  isTakenBack(code) {
    return lookUp(code, this.#clock.now(), this.#public).isWithdrawn;
  }

  /** Whether the status list that a standing permit names says so; what is not known is no. */
  async isStatusBad(reference) {
    const lists = {
      read: (uri) => this.#store.get(`status ${uri}`),
      write: (uri, token) => this.#store.put(`status ${uri}`, token),
      fetch: (uri) => this.#fetchStatus(uri),
    };
    const { state } = await readStatus(reference, this.keys, new Date(this.#clock.now()), { lists });
    return state === "withdrawn" || state === "suspended";
  }

  /** A list has an end, after which nothing of it may be used, nor lie about. */
  async forgetWhatIsOver() {
    if (!this.list || this.#clock.now() < this.list.until.getTime()) return;
    this.list = null;
    await this.#store.unseal("list", this.#clock.now()); // deletes it
  }

  /**
   * Ask for what is new. Answers "fresh", "stale" when not all of it came, "closed" when the key is over.
   * One after the other: the same changes can't be made twice. Who asks while one is under way waits
   * for the one that follows it.
   */
  refresh() {
    this.#following ??= this.#underWay.then(() => {
      this.#following = null;
      const mine = this.#refreshAll();
      this.#underWay = mine.catch(() => {});
      return mine;
    });
    return this.#following;
  }

  async #refreshAll() {
    const steps = [() => this.#refreshList(), () => this.#refreshKeys(), () => this.#refreshTakenBack()];
    const done = await Promise.allSettled(steps.map((step) => step()));
    await this.#store.put("knowledge", this.#kept);
    if (done.some(({ value }) => value === "closed")) return "closed";
    return done.every(({ value }) => value === "fresh") ? "fresh" : "stale";
  }

  async #refreshList() {
    await this.forgetWhatIsOver();
    const since = this.list && !this.#wantsAll ? `?since=${encodeURIComponent(this.list.cursor)}` : "";
    const headers = since && this.#kept.etag ? { "If-None-Match": this.#kept.etag } : {};
    const response = await this.#server.get(LIST + since, { headers });
    if (response.status === 401) return "closed";
    if (response.status === 410 || response.status === 400) {
      this.#wantsAll = true;
      return "stale";
    }
    if (response.ok) {
      await this.#takeList(new Uint8Array(await response.arrayBuffer()));
      this.#kept.etag = response.headers.get("ETag");
    } else if (response.status !== 304) {
      return "stale";
    }
    this.#kept.checkedAt = this.#clock.now();
    return "fresh";
  }

  async #takeList(bytes) {
    const came = readList(bytes);
    try {
      this.list = came.since === null ? came : updateList(this.list, came);
      this.#wantsAll = false;
    } catch (error) {
      // Until all of it comes the old list serves: an old one is better than none.
      if (error instanceof ListDamaged) this.#wantsAll = true;
      throw error;
    }
    await this.#store.seal("list", this.list.bytes, this.list.until.getTime());
  }

  async #refreshKeys() {
    const response = await this.#server.getPublic(KEYS);
    if (!response.ok) return "stale";
    this.#kept.keys = await response.json();
    return "fresh";
  }

  /** A key that we do not know may be new. Answers whether there are other keys now. */
  async renewKeys() {
    const before = JSON.stringify(this.#kept.keys);
    const isHere = this.#server.isReachable && (await this.#refreshKeys().catch(() => "stale"));
    return isHere === "fresh" && JSON.stringify(this.#kept.keys) !== before;
  }

  async #refreshTakenBack() {
    let isHere = false;
    const get = async (address) => {
      const response = await this.#server.getPublic(address);
      isHere = response.ok;
      return isHere ? response.json() : null;
    };
    await refresh(this.#clock.now(), { store: this.#public, get });
    return isHere ? "fresh" : "stale";
  }

  async #fetchStatus(uri) {
    if (!this.#server.isReachable || !uri.startsWith(`${location.origin}/`)) return null;
    try {
      const response = await this.#server.getPublic(uri, { patience: PATIENCE_MS });
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }
}
