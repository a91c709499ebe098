// SPDX-License-Identifier: EUPL-1.2
/**
 * How long a check waits for an answer. A poor connection is worse than none: it never says that there
 * will be no answer, and somebody stands there waiting.
 */

const ENOUGH_IS_KNOWN_MS = 2_000;
const NOTHING_IS_KNOWN_MS = 10_000;

/** The `signal` of a request: short where the verdict can be given without its answer. */
export function patience({ isNeeded }) {
  // Browsers before 2022 lack it, and wait as long as they like.
  return AbortSignal.timeout?.(isNeeded ? NOTHING_IS_KNOWN_MS : ENOUGH_IS_KNOWN_MS);
}
