// SPDX-License-Identifier: EUPL-1.2
// What every page may gain from JavaScript. Nothing here is needed: without it each page works.

const language = document.documentElement.lang;

if ("serviceWorker" in navigator) {
  // The language is part of the address, so that a switch fetches the offline page in it.
  navigator.serviceWorker.register(`/sw.js?lang=${language}`).then(keepLinkedPages, () => {});
}

/** Pages behind links marked data-keep are kept too, e.g. each permit on the list of permits. */
async function keepLinkedPages() {
  const urls = [...document.querySelectorAll("a[data-keep]")].map((link) => link.href);
  if (!urls.length) return;
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: urls });
}

function showConnection() {
  for (const element of document.querySelectorAll("[data-when-offline]")) {
    element.hidden = navigator.onLine;
  }
}
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

// Signing out forgets the resident's pages on this phone before the form is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget]")) {
    navigator.serviceWorker?.controller?.postMessage({ forget: true });
  }
});

// What stands after # never goes to a server (a scanned permit): switching the language by a
// plain form would lose it, so here the page is loaded anew at the same address.
document.querySelector("[data-language]")?.addEventListener("submit", async (event) => {
  if (!location.hash) return;
  event.preventDefault();
  await fetch(event.target.action, {
    method: "POST",
    body: new FormData(event.target, event.submitter),
    redirect: "manual",
  });
  location.reload();
});

// A list that was opened closes when one turns to something else.
addEventListener("click", ({ target }) => {
  const menu = document.querySelector(".language[open]");
  if (menu && !menu.contains(target)) menu.open = false;
});
addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector(".language[open]");
  if (menu && key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
