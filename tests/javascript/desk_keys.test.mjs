// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { isWriting, keyOf, sinceText } from "#desk/keys.js";

test("a key is the same on every keyboard", () => {
  assert.equal(keyOf({ key: "e", code: "KeyE" }), "e");
  assert.equal(keyOf({ key: "E", code: "KeyE" }), "e");
  assert.equal(keyOf({ key: "у", code: "KeyE" }), "e");
  assert.equal(keyOf({ key: ".", code: "Slash" }), "/");
  assert.equal(keyOf({ key: "/", code: "Digit7" }), "/");
  assert.equal(keyOf({ key: "1", code: "Numpad1" }), "1");
  assert.equal(keyOf({ key: "Enter", code: "Enter" }), "enter");
});

test("a key with another, held down or of no meaning is none", () => {
  assert.equal(keyOf({ key: "w", code: "KeyW", ctrlKey: true }), "");
  assert.equal(keyOf({ key: "w", code: "KeyW", repeat: true }), "");
  assert.equal(keyOf({ key: "Tab", code: "Tab" }), "");
  assert.equal(keyOf({ key: "0", code: "Digit0" }), "");
});

test("whoever writes in a field writes", () => {
  const field = { matches: (selector) => selector.includes("textarea") };
  assert.equal(isWriting(field), true);
  assert.equal(isWriting({ matches: () => false }), false);
  assert.equal(isWriting(null), false);
});

test("the clock runs from the pick-up", () => {
  const at = "2020-11-22T12:00:00Z";
  assert.equal(sinceText(at, Date.parse("2020-11-22T12:01:05Z")), "1:05");
  assert.equal(sinceText(at, Date.parse("2020-11-22T11:59:00Z")), "0:00", "clocks differ");
});
