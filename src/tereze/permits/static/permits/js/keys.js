// SPDX-License-Identifier: EUPL-1.2
// The public keys that permits are checked with, kept on the phone for when it has no connection.

import { patience } from "./patience.js";

const ADDRESS = "/.well-known/tereze/keys";
const PLACE = "tereze-keys";

/** The newest keys that can be had: { jwks, age } with the age in minutes, or null if none ever were. */
export async function getKeys() {
  const kept = keptKeys();
  try {
    const signal = patience({ isNeeded: !kept });
    const response = await fetch(ADDRESS, { cache: "no-cache", credentials: "omit", signal });
    if (response.ok) {
      const jwks = await response.json();
      localStorage.setItem(PLACE, JSON.stringify({ jwks, at: Date.now() }));
      return { jwks, age: 0 };
    }
  } catch {
    // Without a connection the kept list serves.
  }
  return kept;
}

function keptKeys() {
  const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null");
  return kept && { jwks: kept.jwks, age: Math.round((Date.now() - kept.at) / 60_000) };
}
