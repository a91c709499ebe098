// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";

import { warmUp } from "#checkpoints/warm-up.js";

test("what is verified to warm up goes all the way", async () => {
  assert.equal(await warmUp(), "valid");
});
