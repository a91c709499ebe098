// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { crossingOf, judge, passage, sortByWorth, TONES } from "#checkpoints/verdict.js";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

const PERMIT = {
  code: "7K3M9QXA",
  purpose: "needs",
  kind: "movement",
  startsAt: NOON - 60 * MINUTE,
  endsAt: NOON + 60 * MINUTE,
  places: ["KZ-61-TURKISTAN"],
  party: 2,
};
const ENTRY = { withdrawn: false, replaced: false, used: { in: false, out: false }, crossings: "any" };

function verdict({ permit = {}, entry = null, passed = [], ...rest } = {}) {
  return judge({
    permit: { ...PERMIT, ...permit },
    entry: entry && { ...ENTRY, ...entry },
    takenBack: false,
    passed: new Set(passed),
    now: NOON,
    covering: ["KZ-61-TURKISTAN", "KZ-61"],
    direction: "in",
    once: new Set(),
    ...rest,
  });
}

test("a permit that holds here and now is valid", () => {
  assert.equal(verdict(), "valid");
  assert.equal(verdict({ entry: {} }), "valid");
});

test("clocks may differ by two minutes", () => {
  assert.equal(verdict({ permit: { startsAt: NOON + 2 * MINUTE } }), "valid");
  assert.equal(verdict({ permit: { startsAt: NOON + 2 * MINUTE + 1 } }), "not-yet");
  assert.equal(verdict({ permit: { endsAt: NOON - 2 * MINUTE + 1 } }), "valid");
  assert.equal(verdict({ permit: { endsAt: NOON - 2 * MINUTE } }), "ended");
});

test("a permit holds at its places and inside of them", () => {
  assert.equal(verdict({ permit: { places: ["KZ-61"] } }), "valid");
  assert.equal(verdict({ permit: { places: [] } }), "valid");
  assert.equal(verdict({ permit: { places: ["KZ-79", "KZ-61-SAURAN"] } }), "elsewhere");
  assert.equal(verdict({ permit: { places: null }, entry: {} }), "valid", "the list is of this place");
});

test("what was taken back is refused, however good its signature", () => {
  assert.equal(verdict({ takenBack: true }), "withdrawn");
  assert.equal(verdict({ entry: { withdrawn: true } }), "withdrawn");
  assert.equal(verdict({ entry: { withdrawn: true, replaced: true } }), "replaced");
});

test("a permit for one passage is used by the first in this direction", () => {
  const used = [passage(PERMIT.code, "in")];
  const once = new Set(["needs"]);
  assert.equal(verdict({ once }), "valid");
  assert.equal(verdict({ once, passed: used }), "used");
  assert.equal(verdict({ once, passed: used, direction: "out" }), "valid");
  assert.equal(verdict({ passed: used }), "valid", "others may pass again");
  assert.equal(verdict({ entry: { crossings: "once" }, passed: used }), "used");
  assert.equal(verdict({ entry: { crossings: "once", used: { in: true, out: false } } }), "used");
  assert.equal(verdict({ entry: { crossings: "once", used: { in: false, out: true } } }), "valid");
});

test("every verdict has a colour, and none is grey", () => {
  assert.deepEqual(new Set(Object.values(TONES)), new Set(["go", "wait", "stop"]));
});

test("of several permits the one that helps goes first", () => {
  const sorted = sortByWorth([{ verdict: "ended" }, { verdict: "valid" }, { verdict: "not-yet" }]);
  assert.deepEqual(sorted.map((one) => one.verdict), ["valid", "not-yet", "ended"]);
});

test("a crossing says what was pressed, and nothing about the person but the code", () => {
  const shown = { verdict: "valid", permit: { ...PERMIT, initials: "A. B." } };
  const pressed = (name, rest = shown) =>
    crossingOf({ ...rest, direction: "in", pressed: name, at: NOON, offline: true });
  assert.deepEqual(pressed("confirm"), {
    at: "2026-11-20T12:00:00.000Z",
    direction: "in",
    verdict: "valid",
    basis: "permit",
    passed: true,
    code: "7K3M9QXA",
    purpose: "needs",
    kind: "movement",
    people: 2,
    offline: true,
  });
  const receipt = { verdict: "valid", permit: { ...PERMIT, code: null, receipt: "00ff00ff00ff00ff" } };
  assert.deepEqual([pressed("confirm", receipt).basis, pressed("confirm", receipt).code], ["receipt", null]);
  const nothing = { verdict: "none", permit: null };
  assert.equal(pressed("emergency", nothing).basis, "emergency");
  assert.equal(pressed("let-pass", nothing).basis, "let-pass");
  assert.deepEqual([pressed("turn-back").basis, pressed("turn-back").passed], ["none", false]);
  assert.deepEqual([pressed("let-pass", nothing).code, pressed("let-pass", nothing).people], [null, 1]);
});
