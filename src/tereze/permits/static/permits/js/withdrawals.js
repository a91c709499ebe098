// SPDX-License-Identifier: EUPL-1.2
/**
 * The codes of permits for a day at most that were withdrawn before their end, kept for when there is
 * no connection. Only what is new is fetched, and what would have ended is forgotten.
 */

const ADDRESS = "/api/v1/revocations";
const PLACE = "tereze-withdrawn";

/**
 * Whether a code is known to be withdrawn, and how old that knowledge is: { isWithdrawn, age } with
 * the age in minutes, null when there never was a list.
 */
export function lookUp(code, now = Date.now(), store = localStorage) {
  const { until, at } = read(store);
  const age = at === null ? null : Math.max(0, Math.round((now - at) / 60_000));
  return { isWithdrawn: code in until, age };
}

/** Fetch what is new. Without a connection what is known stays. */
export async function refresh(now = Date.now(), { store = localStorage, get = getJson } = {}) {
  const known = read(store);
  const news = await get(known.cursor ? `${ADDRESS}?since=${encodeURIComponent(known.cursor)}` : ADDRESS);
  if (!news) return;
  const until = Object.fromEntries(Object.entries(known.until).filter(([, end]) => end > now));
  for (const { code, until: end } of news.revoked) until[code] = Date.parse(end);
  store.setItem(PLACE, JSON.stringify({ until, cursor: news.cursor, at: now }));
}

function read(store) {
  return JSON.parse(store.getItem(PLACE) ?? "null") ?? { until: {}, cursor: null, at: null };
}

async function getJson(address) {
  try {
    const response = await fetch(address, { credentials: "omit" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
