// SPDX-License-Identifier: EUPL-1.2
/**
 * What an inspector is told about a permit. Pure: the same permit, list, crossings, clock, place
 * and direction always give the same word, with a connection or without one.
 *
 * A permit comes from the signed text that was scanned, from the offline list (for people without a
 * phone) or from the server; the permitOf… functions bring it into one form. What was scanned may
 * stand in the list too, and only there is it said that it was replaced or used.
 */

const CLOCK_TOLERANCE_MS = 2 * 60 * 1000;

/** In which colour a verdict is told. No greys: they can't be told apart in sunlight. */
export const TONES = {
  valid: "go",
  "not-yet": "wait",
  emergency: "wait",
  unknown: "wait",
  none: "wait",
  ended: "stop",
  withdrawn: "stop",
  replaced: "stop",
  used: "stop",
  elsewhere: "stop",
  "not-ours": "stop",
};

/** A genuine permit that was scanned. */
export function permitOfClaims(claims) {
  return {
    code: claims.code,
    purpose: claims.purpose,
    kind: claims.kind,
    startsAt: claims.validFrom.getTime(),
    endsAt: claims.validUntil.getTime(),
    places: claims.places,
    initials: claims.initials,
    party: claims.party,
    plate: claims.plate,
    employer: claims.employer,
    documentDigest: claims.documentDigest,
  };
}

/** A permit that the list holds: all that the list says, so that it can be found without a QR code. */
export function permitOfEntry(entry) {
  return {
    code: entry.code,
    purpose: entry.purpose,
    kind: entry.kind,
    startsAt: entry.startsAt.getTime(),
    endsAt: entry.endsAt.getTime(),
    places: null,
    initials: entry.initials,
    party: entry.party,
    plate: null,
    employer: null,
  };
}

/** The receipt of an outage: for a while it stands for the permit that could not be given. */
export function permitOfReceipt(claims) {
  return {
    code: null,
    receipt: claims.number,
    purpose: claims.purpose,
    kind: claims.kind,
    startsAt: claims.issuedAt.getTime(),
    endsAt: claims.validUntil.getTime(),
    places: claims.places,
    initials: null,
    party: 1,
    plate: claims.plate,
    employer: null,
    documentDigest: claims.documentDigest,
  };
}

/** A permit as the server tells it of a code, for one that is newer than the list. */
export function permitOfAnswer(answer) {
  return {
    code: answer.code,
    purpose: answer.purpose,
    kind: answer.kind,
    startsAt: Date.parse(answer.valid_from),
    endsAt: Date.parse(answer.valid_until),
    places: answer.places,
    initials: answer.initials,
    party: 1,
    plate: null,
    employer: null,
  };
}

/**
 * The verdict on a genuine permit.
 *
 * entry      what the offline list says of its code, or null
 * takenBack  its code is among those that were taken back
 * passed     crossings of this device in this shift: a Set of passage() texts
 * now        milliseconds, with the clock's error taken out
 * covering   codes of the checkpoint's place and of all that hold it
 * once       purposes that are good for one passage in each direction: a Set of their ids
 */
export function judge({ permit, entry, takenBack, passed, now, covering, direction, once }) {
  if (entry?.replaced) return "replaced";
  if (entry?.withdrawn || takenBack) return "withdrawn";
  if (now - CLOCK_TOLERANCE_MS >= permit.endsAt) return "ended";
  // What the list holds, holds here: it was made for this place.
  if (permit.places && !holdsHere(permit.places, covering)) return "elsewhere";
  if (now + CLOCK_TOLERANCE_MS < permit.startsAt) return "not-yet";
  const isOnce = entry ? entry.crossings === "once" : once.has(permit.purpose);
  if (isOnce && isUsed(permit.code, entry, passed, direction)) return "used";
  return "valid";
}

/** A passage of a permit in one direction, as it is remembered. */
export function passage(code, direction) {
  return `${code} ${direction}`;
}

function isUsed(code, entry, passed, direction) {
  return Boolean(entry?.used[direction]) || passed.has(passage(code, direction));
}

function holdsHere(places, covering) {
  return !places.length || places.some((place) => covering.includes(place));
}

/** Of several permits of one person, the one that helps most: what is valid goes first. */
export function sortByWorth(judged) {
  const worth = ["valid", "not-yet", "used", "elsewhere", "ended", "replaced", "withdrawn"];
  return [...judged].sort((one, other) => worth.indexOf(one.verdict) - worth.indexOf(other.verdict));
}

/**
 * What may be recorded about a verdict, by the button that was pressed.
 *
 * `confirm`: identity confirmed. `let-pass` and `emergency`: passes though nothing allows it.
 * `turn-back`: does not pass, so on nothing.
 */
export function crossingOf({ verdict, permit, direction, pressed, at, offline }) {
  const bases = { confirm: permit?.receipt ? "receipt" : "permit", "let-pass": "let-pass", emergency: "emergency" };
  return {
    at: new Date(at).toISOString(),
    direction,
    verdict,
    basis: bases[pressed] ?? "none",
    passed: pressed !== "turn-back",
    code: permit?.code ?? null,
    purpose: permit?.purpose ?? null,
    kind: permit?.kind ?? null,
    people: permit?.party ?? 1,
    offline,
  };
}
