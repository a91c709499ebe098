// SPDX-License-Identifier: EUPL-1.2
/**
 * What the inspector's device keeps, in the browser's own database (IndexedDB).
 *
 * kept       a shift and what belongs to it; wiped when the shift ends
 * sealed     the offline list, encrypted under a key that no script can read out
 * crossings  what waits to be uploaded; outlives the shift, so that nothing counted is lost
 * devices    keys by which those crossings can be told, and nothing else once their shift is over
 */

const NAME = "tereze-inspector";
const KEY = "key";
const ALGORITHM = "AES-GCM";

export async function openStore(name = NAME) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("kept");
    opening.result.createObjectStore("sealed");
    opening.result.createObjectStore("crossings", { autoIncrement: true });
    opening.result.createObjectStore("devices");
  };
  return new Store(await settled(opening));
}

class Store {
  #database;

  constructor(database) {
    this.#database = database;
  }

  get(name) {
    return settled(this.#table("kept").get(name));
  }

  put(name, value) {
    return this.#written("kept", (table) => table.put(value, name));
  }

  /** Encrypt bytes and keep them until a time. */
  async seal(name, bytes, until) {
    const key = await this.#sealingKey();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, bytes);
    await this.#written("sealed", (table) => table.put({ iv, text, until }, name));
  }

  /** The bytes that were sealed, or null: never were, or their time is over and they are gone. */
  async unseal(name, now) {
    const kept = await settled(this.#table("sealed").get(name));
    if (!kept) return null;
    if (now >= kept.until) {
      await this.#written("sealed", (table) => table.delete(name));
      return null;
    }
    const key = await settled(this.#table("sealed").get(KEY));
    if (!key) return null;
    const { iv, text } = kept;
    return new Uint8Array(await crypto.subtle.decrypt({ name: ALGORITHM, iv }, key, text));
  }

  /** The shift is over: the key goes, and with it all that only the key could open. */
  async wipe() {
    await this.#written("sealed", (table) => table.clear());
    await this.#written("kept", (table) => table.clear());
  }

  keepDevice(device, key) {
    return this.#written("devices", (table) => table.put(key, device));
  }

  getDeviceKey(device) {
    return settled(this.#table("devices").get(device));
  }

  /** Nothing waits any more, so only the key of the shift under way is needed. */
  forgetDevicesBut(device) {
    return this.#written("devices", (table) => {
      table.getAllKeys().onsuccess = ({ target }) => {
        for (const name of target.result) if (name !== device) table.delete(name);
      };
    });
  }

  /** The drawer of queue.js. */
  get crossings() {
    return {
      add: (item) => this.#written("crossings", (table) => table.add(item)),
      first: (count) => this.#firstCrossings(count),
      remove: (keys) => this.#written("crossings", (table) => keys.forEach((key) => table.delete(key))),
      count: () => settled(this.#table("crossings").count()),
    };
  }

  async #firstCrossings(count) {
    const table = this.#table("crossings");
    const [keys, values] = await Promise.all([
      settled(table.getAllKeys(null, count)),
      settled(table.getAll(null, count)),
    ]);
    return keys.map((key, index) => ({ key, value: values[index] }));
  }

  async #sealingKey() {
    const kept = await settled(this.#table("sealed").get(KEY));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey(
      { name: ALGORITHM, length: 256 },
      false, // can't be exported
      ["encrypt", "decrypt"],
    );
    await this.#written("sealed", (table) => table.put(made, KEY));
    return made;
  }

  #table(name) {
    return this.#database.transaction(name).objectStore(name);
  }

  /** Done when it is on the disk. */
  #written(name, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(name));
    });
  }
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
