// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

import { Clock } from "#checkpoints/clock.js";
import { Knowledge } from "#checkpoints/knowledge.js";

const VECTORS = JSON.parse(fs.readFileSync("vectors/offline_list.json"));
const WHOLE = Buffer.from(VECTORS.list.bytes, "hex");
const CHANGES = Buffer.from(VECTORS.changes.bytes, "hex");
const MADE = VECTORS.list.head.made_at * 1000;
const UNTIL = VECTORS.list.head.until * 1000;
const LIST = "/api/v1/checkpoint/list";
const REVOCATIONS = "/api/v1/revocations";

/** The device's database, in memory. */
class Store {
  kept = new Map();
  sealed = new Map();

  async get(name) { return structuredClone(this.kept.get(name)); }
  async put(name, value) { this.kept.set(name, structuredClone(value)); }
  async seal(name, bytes, until) { this.sealed.set(name, { bytes, until }); }
  async unseal(name, now) {
    const found = this.sealed.get(name);
    if (found && now >= found.until) this.sealed.delete(name);
    return this.sealed.get(name)?.bytes ?? null;
  }
}

/** Answers what was laid out for an address; without anything there is no connection. */
class Server {
  isReachable = true;
  answers = new Map();
  asked = [];

  lay(path, body, { status = 200, headers = {} } = {}) {
    this.answers.set(path, () => new Response(status === 304 ? null : body, { status, headers }));
  }

  get = async (path) => {
    this.asked.push(path);
    const answer = this.answers.get(path);
    this.isReachable = Boolean(answer);
    if (!answer) throw new TypeError("no connection");
    return answer();
  };

  getPublic = this.get;
}

/** localStorage, in memory. */
class PublicStore {
  #items = new Map();

  getItem(name) { return this.#items.get(name) ?? null; }
  setItem(name, value) { this.#items.set(name, value); }
}

function device({ store = new Store(), time = MADE } = {}) {
  const server = new Server();
  const clock = new Clock({ device: () => device.time });
  device.time = time;
  server.lay(LIST, WHOLE);
  server.lay("/.well-known/tereze/keys", '{"keys": [{"kid": "one"}]}');
  server.lay(REVOCATIONS, '{"revoked": [{"code": "N1J5M6QB", "until": "2026-11-22T00:00:00Z"}], "cursor": "a"}');
  const publicStore = new PublicStore();
  return { server, store, clock, publicStore, knowledge: new Knowledge({ server, store, clock, publicStore }) };
}

test("it begins with everything, and asks for what changed from then on", async () => {
  const { server, knowledge } = device();
  assert.equal(knowledge.isComplete, false);
  assert.equal(await knowledge.refresh(), "fresh");
  assert.equal(knowledge.isComplete, true);
  assert.equal(knowledge.find("N1J5M6QB").withdrawn, false);
  server.lay(`${LIST}?since=one`, CHANGES);
  server.lay(`${REVOCATIONS}?since=a`, '{"revoked": [], "cursor": "b"}');
  assert.equal(await knowledge.refresh(), "fresh");
  assert.equal(knowledge.find("N1J5M6QB").withdrawn, true);
  assert.equal(knowledge.isTakenBack("N1J5M6QB"), true);
  assert.equal(knowledge.isTakenBack("0000000A"), false);
});

test("without a connection what came last is kept, its age is told, a reload changes nothing", async () => {
  const { store, clock, publicStore, knowledge } = device();
  await knowledge.refresh();
  device.time = MADE + 12 * 60_000;
  const reloaded = new Knowledge({ server: new Server(), store, clock, publicStore });
  await reloaded.load();
  assert.equal(await reloaded.refresh(), "stale");
  assert.equal(reloaded.age, 12);
  assert.equal(reloaded.keys.keys[0].kid, "one");
  assert.ok(reloaded.find("N1J5M6QB"));
  assert.equal(reloaded.isTakenBack("N1J5M6QB"), true);
});

test("a list that did not change is as young as the answer that said so", async () => {
  const { server, knowledge } = device();
  await knowledge.refresh();
  device.time = MADE + 5 * 60_000;
  assert.equal(knowledge.age, 5);
  server.lay(`${LIST}?since=one`, null, { status: 304 });
  await knowledge.refresh();
  assert.equal(knowledge.age, 0);
});

test("at its end the list is deleted", async () => {
  const { store, knowledge, server } = device();
  await knowledge.refresh();
  device.time = UNTIL;
  server.answers.clear();
  assert.equal(await knowledge.refresh(), "stale");
  assert.deepEqual([knowledge.list, knowledge.age, store.sealed.size], [null, null, 0]);
});

test("what is damaged is not believed, and all of it is fetched anew", async () => {
  const { server, knowledge } = device();
  await knowledge.refresh();
  server.lay(`${LIST}?since=one`, WHOLE.subarray(0, -1));
  assert.equal(await knowledge.refresh(), "stale");
  assert.ok(knowledge.find("N1J5M6QB"), "the old list still serves");
  const foreign = Buffer.from(CHANGES.toString("latin1").replace('"since":"one"', '"since":"xyz"'), "latin1");
  server.lay(`${LIST}?since=one`, foreign);
  assert.equal(await knowledge.refresh(), "stale");
  assert.ok(knowledge.find("N1J5M6QB"), "the old list serves still");
  await knowledge.refresh();
  assert.equal(server.asked.filter((path) => path === LIST).length, 2);
  assert.ok(knowledge.find("N1J5M6QB"));
});

test("who asks while somebody else does gets the same changes once", async () => {
  const { server, knowledge } = device();
  await knowledge.refresh();
  server.lay(`${LIST}?since=one`, CHANGES);
  server.lay(`${LIST}?since=${VECTORS.changes.head.cursor}`, null, { status: 304 });
  server.lay(`${REVOCATIONS}?since=a`, '{"revoked": [], "cursor": "a"}');
  const first = knowledge.refresh();
  await Promise.resolve(); // it is under way
  await Promise.resolve();
  const states = await Promise.all([first, knowledge.refresh(), knowledge.refresh()]);
  assert.deepEqual(states, ["fresh", "fresh", "fresh"]);
  assert.equal(server.asked.filter((path) => path === `${LIST}?since=one`).length, 1);
  assert.equal(knowledge.find("N1J5M6QB").withdrawn, true);
});

test("a key that is over says so", async () => {
  const { server, knowledge } = device();
  server.lay(LIST, "{}", { status: 401 });
  assert.equal(await knowledge.refresh(), "closed");
});

test("keys are asked for again when one is not known", async () => {
  const { server, knowledge } = device();
  await knowledge.refresh();
  assert.equal(await knowledge.renewKeys(), false, "they are the same");
  server.lay("/.well-known/tereze/keys", '{"keys": [{"kid": "two"}]}');
  assert.equal(await knowledge.renewKeys(), true);
});
