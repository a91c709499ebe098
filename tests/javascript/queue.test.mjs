// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { backOff, makeNonce, Queue } from "#checkpoints/queue.js";

/** What store.js keeps in IndexedDB, here in memory; it outlives a queue as a database would. */
class Drawer {
  items = new Map();
  #next = 1;

  async add(item) {
    this.items.set(this.#next++, item);
  }

  async first(count) {
    return [...this.items].slice(0, count).map(([key, value]) => ({ key, value }));
  }

  async remove(keys) {
    for (const key of keys) this.items.delete(key);
  }

  async count() {
    return this.items.size;
  }
}

/** A server that knows nonces, and does what it is told to next. */
class Gate {
  received = new Map();
  batches = [];
  devices = [];
  troubles = [];
  isBad = () => false;

  send = async (body, device) => {
    this.batches.push(body.crossings.length);
    this.devices.push(device);
    const trouble = this.troubles.shift();
    if (trouble === "unreachable") throw new TypeError("no connection");
    if (typeof trouble === "number") return { status: trouble };
    if (body.crossings.some(this.isBad)) return { status: 400 };
    for (const crossing of body.crossings) this.received.set(crossing.nonce, crossing);
    if (trouble === "answer lost") throw new TypeError("no connection");
    return { status: 200, body: { received: body.crossings.length, refused: [] } };
  };
}

async function filled(count, gate, { now = () => 0 } = {}) {
  const drawer = new Drawer();
  const queue = new Queue({ drawer, send: gate.send, now });
  for (let number = 0; number < count; number += 1) await queue.add({ number }, "7");
  return { drawer, queue };
}

test("a nonce is 22 letters that the server takes, never twice the same", () => {
  const nonces = new Set(Array.from({ length: 1000 }, () => makeNonce()));
  assert.equal(nonces.size, 1000);
  for (const nonce of nonces) assert.match(nonce, /^[A-Za-z0-9_-]{22}$/);
});

test("everything is sent, oldest first, five hundred at a time", async () => {
  const gate = new Gate();
  const { queue } = await filled(1100, gate);
  assert.equal(await queue.upload(), "empty");
  assert.deepEqual(gate.batches, [500, 500, 100]);
  assert.deepEqual([...gate.received.values()].slice(0, 2).map(({ number }) => number), [0, 1]);
  assert.equal(await queue.count(), 0);
});

test("when an answer is lost the same nonces come again, and nothing is counted twice", async () => {
  const gate = new Gate();
  let time = 0;
  const { queue } = await filled(3, gate, { now: () => time });
  gate.troubles = ["answer lost"];
  assert.equal(await queue.upload(), "later");
  assert.equal(await queue.count(), 3);
  time += 3_600_000;
  assert.equal(await queue.upload(), "empty");
  assert.deepEqual([gate.batches, gate.received.size], [[3, 3], 3]);
});

test("after a failure it waits, longer each time, and not when the connection came back", async () => {
  const gate = new Gate();
  const { queue } = await filled(1, gate);
  gate.troubles = ["unreachable", 503];
  assert.equal(await queue.upload(), "later");
  assert.equal(await queue.upload(), "later");
  assert.equal(gate.batches.length, 1, "too soon to try again");
  queue.hurry();
  assert.equal(await queue.upload(), "later");
  queue.hurry();
  assert.equal(await queue.upload(), "empty");
  assert.ok(backOff(1, 0) >= 1000);
  assert.ok(backOff(3, 0) > backOff(1, 1));
  assert.equal(backOff(50, 1), 300_000);
});

test("when the shift is over what waits is sent in the next one, after a reload too", async () => {
  const gate = new Gate();
  const { drawer, queue } = await filled(2, gate);
  gate.troubles = [401];
  assert.equal(await queue.upload(), "closed");
  const next = new Queue({ drawer, send: gate.send });
  assert.equal(await next.count(), 2);
  assert.equal(await next.upload(), "empty");
  assert.equal(gate.received.size, 2);
});

test("crossings are told as those of the device that made them", async () => {
  const gate = new Gate();
  const { queue } = await filled(2, gate);
  await queue.add({ number: 2 }, "8");
  assert.equal(await queue.upload(), "empty");
  assert.deepEqual([gate.batches, gate.devices], [[2, 1], ["7", "8"]]);
});

test("one that the server can't read does not hold up the others", async () => {
  const gate = new Gate();
  gate.isBad = ({ number }) => number === 5;
  const { queue } = await filled(9, gate);
  assert.equal(await queue.upload(), "empty");
  assert.deepEqual([gate.received.size, queue.refused], [8, 1]);
});

test("two uploads at once are one", async () => {
  const gate = new Gate();
  const { queue } = await filled(2, gate);
  await Promise.all([queue.upload(), queue.upload()]);
  assert.deepEqual(gate.batches, [2]);
});

test("a crossing that is added while others are sent is sent too", async () => {
  const gate = new Gate();
  const { queue } = await filled(1, gate);
  const uploading = queue.upload();
  await queue.add({ number: 1 }, "7");
  await uploading;
  assert.equal(gate.received.size, 2);
});

test("the estimate of the queue goes along, and the answer is handed on", async () => {
  const gate = new Gate();
  const { queue } = await filled(1, gate);
  const bodies = [];
  const spied = new Queue({
    drawer: new Drawer(),
    send: async (body) => { bodies.push(body); return { status: 200, body: { sampling: 3 } }; },
  });
  await spied.add({}, "7");
  const answers = [];
  await spied.upload({ waiting: { vehicles: 40 }, onAnswer: (answer) => answers.push(answer.sampling) });
  assert.deepEqual([bodies[0].waiting, answers], [{ vehicles: 40 }, [3]]);
  assert.equal(await queue.count(), 1);
});
