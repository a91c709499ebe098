// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { Awake } from "#checkpoints/awake.js";

/** A page that can be hidden, and the locks that its browser gave. */
function onPhone({ refuses = false } = {}) {
  const page = new EventTarget();
  page.visibilityState = "visible";
  const given = [];
  const locks = {
    request: async (what) => {
      assert.equal(what, "screen");
      if (refuses) throw new DOMException("low battery", "NotAllowedError");
      const lock = { released: false, release: async () => { lock.released = true; } };
      given.push(lock);
      return lock;
    },
  };
  const turn = async (state) => {
    page.visibilityState = state;
    if (state === "hidden") for (const lock of given) lock.released = true;
    page.dispatchEvent(new Event("visibilitychange"));
    await null;
  };
  return { awake: new Awake({ locks, page }), given, turn };
}

const held = (given) => given.filter(({ released }) => !released).length;

test("the screen stays on from the start of a shift to its end", async () => {
  const { awake, given } = onPhone();
  assert.equal(held(given), 0);
  await awake.keep();
  assert.equal(held(given), 1);
  await awake.letGo();
  assert.equal(held(given), 0);
});

test("it is asked for again when the page is seen again, and only during a shift", async () => {
  const { awake, given, turn } = onPhone();
  await awake.keep();
  await turn("hidden");
  assert.equal(held(given), 0);
  await turn("visible");
  assert.equal(held(given), 1);
  await turn("visible");
  assert.equal(given.length, 2, "one at a time");
  await awake.letGo();
  await turn("visible");
  assert.equal(held(given), 0);
});

test("a shift that ends while the browser still thinks leaves no lock", async () => {
  const { awake, given } = onPhone();
  const taking = awake.keep();
  await awake.letGo();
  await taking;
  assert.equal(held(given), 0);
});

test("a browser without wake locks, or one that refuses, is no reason to stop", async () => {
  const page = new EventTarget();
  page.visibilityState = "visible";
  await new Awake({ locks: null, page }).keep();
  await onPhone({ refuses: true }).awake.keep();
});
