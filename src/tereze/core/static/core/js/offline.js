// SPDX-License-Identifier: EUPL-1.2
// On the offline page: links to the pages that this phone has kept, by their titles.

const list = document.querySelector("[data-kept-pages]");

async function showKeptPages() {
  for (const name of ["resident", "anyone"]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const kept = new DOMParser().parseFromString(await response.text(), "text/html");
      const { pathname, search } = new URL(request.url);
      if (pathname === list.dataset.keptPages) continue;
      const link = document.createElement("a");
      link.className = "row";
      link.href = pathname + search;
      link.textContent = kept.title.split(" · ")[0];
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
  }
  list.hidden = !list.children.length;
}

if (list && "caches" in window) showKeptPages();
