// SPDX-License-Identifier: EUPL-1.2
// Keeps on the phone what must work without a connection. The server writes the three lines below.
//
// assets    style, scripts, icons: their names carry a digest, so a copy is never out of date
// anyone    pages that are the same for everybody
// resident  a resident's own permits, forgotten at sign-out
//
// A page is kept only when the server marks it (header Tereze-Offline); pages of staff never are.
// A new version waits until no page of the old one is open, and removes only those assets that
// neither it nor a kept page names: an open page and a kept permit never lose their style.

const VERSION = "{{ version|escapejs }}";
const SHELL = [{% for url in shell %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const [OFFLINE, ASSETS] = ["{{ offline|escapejs }}", "{{ assets|escapejs }}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open("assets").then((assets) => assets.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeUnusedAssets().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data.forget) event.waitUntil(inTurn(() => caches.delete("resident")));
  if (event.data.keep) event.waitUntil(inTurn(() => Promise.allSettled(event.data.keep.map(keep))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith(ASSETS)) event.respondWith(asset(request));
});

/** The page from the server; without a connection the kept copy, or what to do without one. */
async function page(event) {
  try {
    const response = await fetch(event.request);
    const copy = response.clone();
    event.waitUntil(inTurn(() => store(event.request.url, copy)));
    return response;
  } catch (error) {
    return (
      (await caches.match(withoutFragment(event.request.url), { ignoreVary: true })) ??
      (await caches.match(OFFLINE, { ignoreVary: true })) ??
      Promise.reject(error)
    );
  }
}

async function asset(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open("assets")).put(request, response.clone());
  return response;
}

let last = Promise.resolve();

/** One after the other: a page that is still being kept must not come back after a sign-out. */
function inTurn(job) {
  const mine = last.then(job);
  last = mine.catch(() => {});
  return mine;
}

async function keep(url) {
  await store(url, await fetch(url, { credentials: "same-origin" }));
}

async function store(url, response) {
  const mark = response.headers.get("Tereze-Offline");
  if (mark === "forget") await caches.delete("resident");
  if ((mark !== "anyone" && mark !== "resident") || !response.ok || response.redirected) return;
  // A page that was fetched in advance has loaded nothing yet: its style and scripts come along.
  const names = assetsNamedIn(await response.clone().text());
  const assets = await caches.open("assets");
  await Promise.allSettled(names.map(async (name) => (await assets.match(name)) ?? assets.add(name)));
  await (await caches.open(mark)).put(withoutFragment(url), response);
}

async function removeUnusedAssets() {
  const used = new Set(SHELL);
  for (const name of ["anyone", "resident"]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      for (const asset of assetsNamedIn(await response.text())) used.add(asset);
    }
  }
  const assets = await caches.open("assets");
  for (const request of await assets.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!used.has(pathname + search)) await assets.delete(request);
  }
}

function assetsNamedIn(html) {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)]
    .map(([, name]) => name)
    .filter((name) => name.startsWith(ASSETS));
}

function withoutFragment(url) {
  return url.split("#")[0];
}
