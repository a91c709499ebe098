// SPDX-License-Identifier: EUPL-1.2
/**
 * A shift: one inspector, one checkpoint and lane, one key, twelve hours at most. It begins with a
 * connection and somebody who is signed in, and ends by its clock, by hand, or when the server no
 * longer takes the key (a lost device is closed from afar). Then all but the crossings that wait
 * is deleted.
 */

/** What can be chosen at the start; null: nobody is signed in. Throws without a connection. */
export async function getChoices(address) {
  const response = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
  if (response.redirected || response.status === 401) return null;
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

/** Open a device. Answers the shift, as it is kept; null when the server does not open it. */
export async function openShift({ choices, checkpoint, lane }) {
  const response = await fetch("/api/v1/devices", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": choices.csrf },
    body: JSON.stringify({ checkpoint, lane }),
  });
  if (!response.ok || response.redirected) return null;
  const device = await response.json();
  const { place } = choices.checkpoints.find(({ id }) => id === checkpoint);
  return {
    device: device.device,
    key: device.key,
    until: Date.parse(device.until),
    checkpoint: device.checkpoint,
    lane,
    names: choices.names[place],
  };
}

/** The shift that is under way, or null. */
export async function getShift(store, clock) {
  const shift = await store.get("shift");
  return shift && clock.now() < shift.until ? shift : null;
}

export async function keepShift(store, shift) {
  await store.put("shift", shift);
  await store.keepDevice(shift.device, shift.key);
}

/**
 * Tell crossings with the key of the shift that made them: the server takes it for a while after its
 * end. Later, or when it was closed, the key of the shift under way serves.
 */
export async function tellCrossings({ store, server, shift }, body, device) {
  const own = await store.getDeviceKey(device);
  const keys = [...new Set([own, shift?.key])].filter(Boolean);
  let response = null;
  for (const key of keys) {
    response = await server.post("/api/v1/crossings", body, { key });
    if (response.status !== 401) break;
  }
  if (!response) return { status: 401 };
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  return { status: response.status, body: response.ok ? await response.json() : null, retryAfter };
}

/** Tell the server that the key is needed no more. Without a connection it ends by itself. */
export async function giveBackKey(server) {
  await server.post("/api/v1/devices/close", {}).catch(() => {});
}

/** Forget the shift: key, list, and what belongs to them. What waits to be uploaded stays. */
export async function closeShift({ store, server }) {
  server.key = "";
  await store.wipe();
}
