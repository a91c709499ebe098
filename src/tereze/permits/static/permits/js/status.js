// SPDX-License-Identifier: EUPL-1.2
/**
 * Whether a standing permit still stands, by the Token Status List that it names: the counterpart of
 * `permits/status/token_list.py`. A list is signed by the keys that sign permits, so it convinces from
 * wherever it was kept, and is kept for when there is no connection.
 *
 * Only our own lists are fetched. What another issuer's list says can be read, if it is handed over.
 */

import { expectBytes, expectText, expectTime, inflate, notOurs, openSigned } from "./credential.js";
import { patience } from "./patience.js";

const TYPE = "application/statuslist+cwt";
const MOST_BYTES = 1 << 20;
const CLOCK_TOLERANCE_MS = 2 * 60 * 1000;
const INVALID = 1;
const CACHE = "status-lists";

/**
 * What a permit's list says of it: { state, age }. `state` is "valid", "withdrawn", "suspended" or
 * "unknown"; `age` is that of the list in minutes, null without one.
 *
 * `reference` is the `status` of a permit's claims. The list is fetched when the one at hand is older
 * than it says it may be; without a connection the one at hand serves until its end.
 */
export async function readStatus(reference, jwks, now = new Date(), { lists = keptLists() } = {}) {
  const { uri, index } = reference;
  let list = await tryToOpen(await lists.read(uri), jwks, uri, now);
  if (!list || now.getTime() - list.issuedAt.getTime() > list.ttl * 1000) {
    const token = await lists.fetch(uri, { isNeeded: !list });
    const newer = await tryToOpen(token, jwks, uri, now);
    if (newer) {
      list = newer;
      await lists.write(uri, token);
    }
  }
  const state = list ? stateOf(list, index) : "unknown";
  const age = list && Math.max(0, Math.round((now - list.issuedAt) / 60_000));
  return { state, age };
}

/** The list in a signed token: { issuedAt, expiresAt, ttl, bits, data }. Throws for any other token. */
export async function openStatusList(token, jwks, uri, now = new Date()) {
  const claims = await openSigned(token, jwks, now, { type: TYPE, limit: MOST_BYTES });
  if (expectText(claims.get(2)) !== uri) throw notOurs("the status list of another address");
  const list = {
    issuedAt: expectTime(claims.get(6)),
    expiresAt: expectTime(claims.get(4)),
    ttl: claims.get(65534),
    ...(await readStatusList(claims.get(65533))),
  };
  if (!Number.isInteger(list.ttl) || list.ttl < 0) throw notOurs("no time to live");
  if (now.getTime() + CLOCK_TOLERANCE_MS < list.issuedAt.getTime()) {
    throw notOurs("a status list from the future");
  }
  if (now >= list.expiresAt) throw notOurs("a status list that is over");
  return list;
}

/** The claim of a status list, a Map: { bits, data } with its bytes, inflated. */
export async function readStatusList(claim) {
  const bits = claim instanceof Map ? claim.get("bits") : null;
  if (![1, 2, 4, 8].includes(bits)) throw notOurs("no status list");
  return { bits, data: await inflate(expectBytes(claim.get("lst")), MOST_BYTES) };
}

/** The status at a place, from the least significant bit on; null beyond the list. */
export function statusAt({ bits, data }, index) {
  const at = index * bits;
  const byte = data[Math.floor(at / 8)];
  return byte === undefined ? null : (byte >> at % 8) & ((1 << bits) - 1);
}

function stateOf(list, index) {
  const status = statusAt(list, index);
  if (status === null) return "unknown";
  if (status === 0) return "valid";
  return status === INVALID ? "withdrawn" : "suspended";
}

async function tryToOpen(token, jwks, uri, now) {
  if (!token) return null;
  try {
    return await openStatusList(token, jwks, uri, now);
  } catch (error) {
    if (!error.verdict) throw error;
    return null; // a list that is over, or nobody's: as good as none
  }
}

/** Lists in the browser's cache, by their addresses. */
function keptLists() {
  return {
    async read(uri) {
      const kept = await (await caches.open(CACHE)).match(uri).catch(() => null);
      return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
    },
    async write(uri, token) {
      const cache = await caches.open(CACHE);
      await cache.put(uri, new Response(token)).catch(() => {});
    },
    async fetch(uri, { isNeeded }) {
      if (!uri.startsWith(`${location.origin}/`)) return null;
      try {
        const signal = patience({ isNeeded });
        const response = await fetch(uri, { credentials: "omit", headers: { Accept: TYPE }, signal });
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
      } catch {
        return null;
      }
    },
  };
}
