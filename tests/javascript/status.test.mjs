// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { openStatusList, readStatus, readStatusList, statusAt } from "./permits/js/status.js";
import { lookUp, refresh } from "./permits/js/withdrawals.js";

const VECTORS = JSON.parse(fs.readFileSync("vectors/status_list.json"));
const TOKENS = JSON.parse(fs.readFileSync("vectors/status_tokens.json"));
const NOW = new Date(TOKENS.now * 1000);
const REFERENCE = { uri: TOKENS.uri, index: TOKENS.withdrawn };

// Token Status List

test("the draft's lists are read as it says", async () => {
  for (const vector of VECTORS.lists) {
    const list = await readStatusList(claimIn(bytesOf(vector.cbor)));
    assert.equal(list.bits, vector.bits);
    assert.equal(list.data.length * 8, Math.ceil((vector.places * vector.bits) / 8) * 8);
    if (vector.bytes) assert.deepEqual(list.data, bytesOf(vector.bytes));
    const said = new Map(vector.statuses ?? []);
    for (const [index, status] of said) assert.equal(statusAt(list, index), status);
    if (vector.statuses) assert.equal(countOthers(list, said), 0);
  }
});

test("a place beyond the list says nothing", async () => {
  const list = await readStatusList(new Map([["bits", 1], ["lst", deflateSync(Buffer.from([255]))]]));
  assert.deepEqual([0, 7, 8].map((index) => statusAt(list, index)), [1, 1, null]);
});

test("a list that python signed is read", async () => {
  const list = await openStatusList(bytesOf(TOKENS.token), TOKENS.jwks, TOKENS.uri, NOW);
  assert.equal(statusAt(list, TOKENS.withdrawn), 1);
  assert.equal(statusAt(list, TOKENS.withdrawn + 1), 0);
  assert.equal(list.ttl, TOKENS.ttl);
});

for (const [name, token] of Object.entries(TOKENS.refused)) {
  test(`a list says nothing: ${name}`, async () => {
    await assert.rejects(openStatusList(bytesOf(token), TOKENS.jwks, TOKENS.uri, NOW));
  });
}

test("a list that inflates without end is not read", async () => {
  const claim = new Map([["bits", 1], ["lst", deflateSync(new Uint8Array(2 ** 20 + 1))]]);
  await assert.rejects(readStatusList(claim), { verdict: "too-large" });
});

// Fetching and keeping

function lists({ kept = null, served = null } = {}) {
  const asked = [];
  return {
    asked,
    kept,
    async read() {
      return this.kept;
    },
    async write(_, token) {
      this.kept = token;
    },
    async fetch(uri) {
      asked.push(uri);
      return served;
    },
  };
}

const token = bytesOf(TOKENS.token);
const later = (seconds) => new Date(NOW.getTime() + seconds * 1000);
const state = async (options, now = NOW, index = TOKENS.withdrawn) =>
  (await readStatus({ uri: TOKENS.uri, index }, TOKENS.jwks, now, { lists: options })).state;

test("a withdrawn permit is told with and without a connection", async () => {
  const online = lists({ served: token });
  assert.equal(await state(online), "withdrawn");
  assert.equal(await state(online, NOW, TOKENS.withdrawn + 1), "valid");
  assert.equal(await state(lists({ kept: online.kept }), later(3600)), "withdrawn");
});

test("without any list nothing is said", async () => {
  assert.deepEqual(await readStatus(REFERENCE, TOKENS.jwks, NOW, { lists: lists() }), {
    state: "unknown",
    age: null,
  });
});

test("a list is fetched anew once it is older than it says it may be", async () => {
  const fresh = lists({ kept: token, served: token });
  await state(fresh, later(TOKENS.ttl));
  assert.deepEqual(fresh.asked, []);
  await state(fresh, later(TOKENS.ttl + 1));
  assert.deepEqual(fresh.asked, [TOKENS.uri]);
});

test("a list that is over says nothing, and one that is no list does not replace it before", async () => {
  const noise = lists({ kept: token, served: new Uint8Array([1, 2, 3]) });
  assert.equal(await state(noise, later(3600)), "withdrawn");
  assert.equal(noise.kept, token);
  assert.equal(await state(lists({ kept: token }), later(TOKENS.lasts)), "unknown");
});

test("the age of the list is told", async () => {
  const { age } = await readStatus(REFERENCE, TOKENS.jwks, later(600), { lists: lists({ kept: token }) });
  assert.equal(age, 10);
});

// Withdrawals

function storage() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

test("withdrawn codes are known after a refresh, also without a connection", async () => {
  const store = storage();
  assert.deepEqual(lookUp("7K3M9QXA", 0, store), { isWithdrawn: false, age: null });
  const news = { revoked: [{ code: "7K3M9QXA", until: "1970-01-01T02:00:00Z" }], cursor: "c1" };
  await refresh(0, { store, get: async () => news });
  await refresh(60_000, { store, get: async () => null });
  assert.deepEqual(lookUp("7K3M9QXA", 120_000, store), { isWithdrawn: true, age: 2 });
  assert.equal(lookUp("7K3M9QXB", 120_000, store).isWithdrawn, false);
});

test("later only what is new is asked for, and who has ended is forgotten", async () => {
  const store = storage();
  const asked = [];
  const get = (revoked, cursor) => async (address) => (asked.push(address), { revoked, cursor });
  await refresh(0, { store, get: get([{ code: "7K3M9QXA", until: "1970-01-01T02:00:00Z" }], "a b") });
  await refresh(7_200_000, { store, get: get([], "c2") });
  assert.deepEqual(asked, ["/api/v1/revocations", "/api/v1/revocations?since=a%20b"]);
  assert.equal(lookUp("7K3M9QXA", 7_200_000, store).isWithdrawn, false);
});

// The vectors

/** The map {"bits", "lst"} in CBOR: these two entries and nothing else. */
function claimIn(cbor) {
  const length = cbor[10 + 1];
  const [size, start] = cbor[11] === 0x58 ? [cbor[12], 13] : cbor[11] === 0x59 ? [cbor[12] * 256 + cbor[13], 14] : [length - 0x40, 12];
  return new Map([["bits", cbor[6]], ["lst", cbor.subarray(start, start + size)]]);
}

function countOthers(list, said) {
  let others = 0;
  const places = (list.data.length * 8) / list.bits;
  for (let index = 0; index < places; index += 1) {
    if (!said.has(index) && statusAt(list, index) !== 0) others += 1;
  }
  return others;
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}
