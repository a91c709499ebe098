// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "#checkpoints/clock.js";
import { Wedge } from "#checkpoints/wedge.js";

const TOLD = Date.parse("2026-11-20T12:00:00Z");
const DATE = new Date(TOLD).toUTCString();

function typed(wedge, text, pause) {
  let time = 1000;
  return [...text, "Enter"].map((key) => wedge.press(key, (time += pause))).at(-1);
}

test("a clock that is wrong is put right by the server's, and said to be wrong", () => {
  const device = TOLD - 7 * 60_000;
  const clock = new Clock({ device: () => device });
  assert.equal(clock.isWrong, false);
  clock.learn(DATE, device - 200);
  assert.ok(Math.abs(clock.now() - TOLD) < 1000);
  assert.equal(clock.isWrong, true);
});

test("a second or two are not worth a correction", () => {
  const clock = new Clock({ device: () => TOLD + 1200 });
  clock.learn(DATE, TOLD + 1100);
  assert.equal(clock.skew, 0);
});

test("nothing is learnt from an answer that took long, nor from one without a time", () => {
  const clock = new Clock({ device: () => TOLD + 900_000 });
  clock.learn(DATE, TOLD + 900_000 - 11_000);
  clock.learn(null, TOLD + 900_000);
  assert.equal(clock.skew, 0);
});

test("quick keys with Enter are a scanner's", () => {
  assert.equal(typed(new Wedge(), "TZ1:%69 VD92EX0", 5), "TZ1:%69 VD92EX0");
});

test("slow keys, and a few quick ones, are a person's", () => {
  assert.equal(typed(new Wedge(), "7K3M9QXA", 150), null);
  assert.equal(typed(new Wedge(), "7K3", 5), null);
});

test("what was typed before the scanner does not mix with it", () => {
  const wedge = new Wedge();
  wedge.press("x", 1);
  assert.equal(typed(wedge, "7K3M9QXA", 5), "7K3M9QXA");
});

test("the Shift that a scanner presses is no character", () => {
  const wedge = new Wedge();
  const keys = [..."TZ1:ABCD"].flatMap((key) => ["Shift", key]);
  keys.forEach((key, index) => wedge.press(key, index));
  assert.equal(wedge.press("Enter", keys.length), "TZ1:ABCD");
});
