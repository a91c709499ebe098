// SPDX-License-Identifier: EUPL-1.2
// Keeps the inspector's page on the phone, whole: it opens without a connection, and with a poor one
// it does not wait. The server writes the lines below.
//
// Each version has a cache of its own and is complete before it counts. A new one waits until no
// page of the old one is open, or until a page between two shifts asks for it; so a page that is
// open never meets parts of another version.

const VERSION = "inspect-{{ version|escapejs }}";
const PAGE = "{{ page|escapejs }}";
const SHELL = [{% for url in shell %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldVersions().then(() => self.clients.claim()));
});

self.addEventListener("message", ({ data }) => {
  if (data.takeOver) self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    // With a code in its address the page is the server's answer, for browsers without scripts.
    if (url.pathname === PAGE && !url.search) event.respondWith(kept(PAGE, request));
  } else if (SHELL.includes(url.pathname + url.search)) {
    event.respondWith(kept(url.pathname + url.search, request));
  }
});

async function keepAll() {
  const cache = await caches.open(VERSION);
  const page = await fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
  // Who is not signed in is led to another page, which must not be kept as this one.
  if (!page.ok || page.redirected) throw new Error("the page can't be kept before somebody signs in");
  await Promise.all([cache.put(PAGE, page), cache.addAll(SHELL)]);
}

async function forgetOldVersions() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("inspect-") && name !== VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function kept(address, request) {
  const cache = await caches.open(VERSION);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}
