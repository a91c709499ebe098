// SPDX-License-Identifier: EUPL-1.2
/**
 * The copy of the page on the phone (inspect_sw.js), and how a newer one takes its place: between two
 * shifts, never in one.
 */

export function keepPage(address) {
  return navigator.serviceWorker?.register(address);
}

/** Done when the whole page is on the phone; a browser that keeps none has to stay online. */
export async function pageIsKept(address) {
  await keepPage(address);
  await navigator.serviceWorker?.ready;
}

/** Load the page anew with a newer copy, once there is one, for as long as `mayReload()`. */
export function takeOver(registration, address, mayReload) {
  const ask = (worker) => {
    // Before our copy there was none, or that of the whole site: then this page is the newest itself.
    const isOurs = navigator.serviceWorker.controller?.scriptURL.endsWith(address);
    if (!worker || !isOurs || !mayReload()) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (mayReload()) location.reload();
    }, { once: true });
    worker.postMessage({ takeOver: true });
  };
  ask(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed") ask(worker);
    });
  });
}
