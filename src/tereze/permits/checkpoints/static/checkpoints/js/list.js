// SPDX-License-Identifier: EUPL-1.2
/**
 * Reads the offline list: the permits that hold at the device's place, for when there is no
 * network. The counterpart of `checkpoints/offline_list.py`, held to the same answers by one set of
 * vectors; `docs/internals/offline-list.md` has the format.
 *
 * The list stays the bytes that came: a record is looked at only when somebody asks for it, so a
 * list of fifty thousand costs a cheap phone nothing to open and two megabytes to keep. A plain ES
 * module with no dependencies; needs WebCrypto.
 */

const FORMAT = "tereze-list-1";
const RECORD = 32;
const AT = { document: 5, plate: 8, starts: 11, ends: 15, purpose: 19, day: 21, flags: 22, party: 23, initials: 24 };
const FLAG = { withdrawn: 4, replaced: 8, usedIn: 16, usedOut: 32, plate: 64 };
const KINDS = [null, "movement", "entry", "exit"];
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Clocks may differ by this; a permit that ended so long ago leaves the list. */
const CLOCK_TOLERANCE = 2 * 60;

/** What came is not a list that this program reads; fetch it anew. */
export class ListDamaged extends Error {}

/**
 * The list in these bytes: { place, covering, madeAt, until, cursor, since, count, … }. `since` is
 * null when the list holds everything, and otherwise the cursor whose changes it holds.
 */
export function readList(bytes) {
  const end = bytes.indexOf(10);
  if (end < 0) throw new ListDamaged("no line of JSON");
  let head;
  try {
    head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end)));
  } catch {
    throw new ListDamaged("no line of JSON");
  }
  const records = bytes.subarray(end + 1);
  if (head?.format !== FORMAT) throw new ListDamaged(`not of the form ${FORMAT}`);
  if (records.length !== head.count * RECORD) throw new ListDamaged("cut off");
  return {
    place: head.place,
    covering: head.covering,
    madeAt: new Date(head.made_at * 1000),
    until: new Date(head.until * 1000),
    cursor: head.cursor,
    since: head.since,
    count: head.count,
    days: head.days,
    purposes: head.purposes,
    bytes,
    records,
  };
}

/** The entry of a code (in its one spelling), or null. */
export function findByCode(list, code) {
  const wanted = codeNumber(code);
  let [low, high] = [0, list.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    const number = numberAt(list.records, middle * RECORD);
    if (number === wanted) return readEntry(list, middle);
    if (number < wanted) low = middle + 1;
    else high = middle;
  }
  return null;
}

/** All entries whose holder showed this document when asking; the next to end comes last. */
export async function findByDocument(list, { documentType, number }) {
  return findByDigest(list, AT.document, documentText(documentType, number), () => true);
}

/** All entries for a car of this plate; the next to end comes last. */
export async function findByPlate(list, plate) {
  const hasPlate = (start) => Boolean(list.records[start + AT.flags] & FLAG.plate);
  return findByDigest(list, AT.plate, plateText(plate), hasPlate);
}

/** Whether a document is the one that was shown when the permit of an entry was asked for. */
export async function isDocumentOf(list, entry, { documentType, number }) {
  const found = await digestsOfDay(list.days[entry.dayIndex], documentText(documentType, number));
  return found.some((digest) => hasDigest(list.records, entry.index * RECORD + AT.document, digest));
}

/** Whether a plate is the one that the permit of an entry names. */
export async function isPlateOf(list, entry, plate) {
  if (!entry.hasPlate) return false;
  const found = await digestsOfDay(list.days[entry.dayIndex], plateText(plate));
  return found.some((digest) => hasDigest(list.records, entry.index * RECORD + AT.plate, digest));
}

/**
 * The list with what changed since its cursor. Who changed takes the place of who was there, and
 * who ended is left out.
 */
export function updateList(list, changes) {
  if (changes.since !== list.cursor || changes.place !== list.place) {
    throw new ListDamaged("these changes are of another list");
  }
  const days = new Table((day) => day.day);
  const purposes = new Table((purpose) => `${purpose.once} ${purpose.id}`);
  // Also those of no permit in the list: one that is newer than it may be for them.
  for (const purpose of changes.purposes) purposes.add(purpose);
  const over = changes.madeAt / 1000 - CLOCK_TOLERANCE;
  const records = new Uint8Array((list.count + changes.count) * RECORD);
  let end = 0;
  for (const [source, start] of merged(list, changes)) {
    if (uint(source.records, start + AT.ends, 4) < over) continue;
    const record = records.subarray(end, (end += RECORD));
    record.set(source.records.subarray(start, start + RECORD));
    const purpose = purposes.add(source.purposes[uint(record, AT.purpose, 2)]);
    record[AT.purpose] = purpose >> 8;
    record[AT.purpose + 1] = purpose & 255;
    record[AT.day] = days.add(source.days[record[AT.day]]);
  }
  const head = {
    format: FORMAT,
    place: changes.place,
    covering: changes.covering,
    made_at: changes.madeAt / 1000,
    until: changes.until / 1000,
    cursor: changes.cursor,
    since: list.since,
    count: end / RECORD,
    days: days.values,
    purposes: purposes.values,
  };
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  return readList(concat(line, records.subarray(0, end)));
}

// One record

/** What the list says of the permit in this place of it. */
export function readEntry(list, index) {
  const record = list.records.subarray(index * RECORD, (index + 1) * RECORD);
  const flags = record[AT.flags];
  const purpose = list.purposes[uint(record, AT.purpose, 2)];
  return {
    index,
    code: codeAt(record),
    startsAt: new Date(uint(record, AT.starts, 4) * 1000),
    endsAt: new Date(uint(record, AT.ends, 4) * 1000),
    purpose: purpose.id,
    crossings: purpose.once ? "once" : "any",
    kind: KINDS[flags & 3],
    withdrawn: Boolean(flags & FLAG.withdrawn),
    replaced: Boolean(flags & FLAG.replaced),
    used: { in: Boolean(flags & FLAG.usedIn), out: Boolean(flags & FLAG.usedOut) },
    hasPlate: Boolean(flags & FLAG.plate),
    party: record[AT.party],
    initials: initialsAt(record),
    dayIndex: record[AT.day],
  };
}

function initialsAt(record) {
  let letters = "";
  for (let at = AT.initials; at < RECORD; at += 2) {
    const unit = uint(record, at, 2);
    if (unit) letters += String.fromCharCode(unit);
  }
  return [...letters].map((letter) => `${letter}.`).join(" ");
}

function codeAt(record) {
  let number = numberAt(record, 0);
  let code = "";
  for (let turn = 0; turn < 8; turn += 1) {
    code = ALPHABET[number % 32] + code;
    number = Math.floor(number / 32);
  }
  return code;
}

function codeNumber(code) {
  // Forty bits: more than JavaScript's bit operators take, less than its numbers hold.
  return [...code].reduce((number, letter) => number * 32 + ALPHABET.indexOf(letter), 0);
}

function numberAt(bytes, start) {
  return uint(bytes, start, 5);
}

function uint(bytes, start, length) {
  let number = 0;
  for (let at = start; at < start + length; at += 1) number = number * 256 + bytes[at];
  return number;
}

// Documents and plates

/**
 * A number or plate as the server compares it: capitals and digits without spaces, dots and
 * hyphens, and letters that look Latin written in Latin.
 */
export function normaliseNumber(text) {
  return [...text.normalize("NFKC").toUpperCase()]
    .filter((letter) => !/[.\p{Zs}\p{Cc}\p{Cf}\p{Pd}]/u.test(letter))
    .map((letter) => LOOK_LATIN.get(letter) ?? asciiDigit(letter))
    .join("")
    .replaceAll("\u0307", "");
}

const LOOK_LATIN = new Map(
  [..."АВЕЅІЈКМНОРСТУҮХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "İ"].map((letter, index) => [
    letter,
    ("ABESIJKMHOPCTYYX" + "ABEZHIKMNOPTYX" + "I")[index],
  ]),
);

/** Digits of all scripts stand in rows of ten, so counting back to the first digit tells its value. */
function asciiDigit(letter) {
  if (!/\p{Nd}/u.test(letter)) return letter;
  let value = 0;
  const point = letter.codePointAt(0);
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
}

function documentText(documentType, number) {
  return `document|${documentType}|${normaliseNumber(number)}`;
}

function plateText(plate) {
  return `plate|${normaliseNumber(plate)}`;
}

async function findByDigest(list, offset, text, isMeant) {
  const wanted = await Promise.all(list.days.map((day) => digestsOfDay(day, text)));
  const found = [];
  for (let index = 0; index < list.count; index += 1) {
    const start = index * RECORD;
    const digests = wanted[list.records[start + AT.day]];
    const fits = digests.some((digest) => hasDigest(list.records, start + offset, digest));
    if (fits && isMeant(start)) found.push(readEntry(list, index));
  }
  return found.sort((one, other) => one.endsAt - other.endsAt);
}

/** The text's digest under each salt of a day: one, or two while a new secret takes over. */
function digestsOfDay(day, text) {
  return Promise.all(day.salts.map((salt) => digest(fromBase64Url(salt), text)));
}

async function digest(salt, text) {
  const scheme = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", salt, scheme, false, ["sign"]);
  const whole = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  return new Uint8Array(whole).subarray(0, 3);
}

function hasDigest(bytes, start, digest) {
  return (
    bytes[start] === digest[0] && bytes[start + 1] === digest[1] && bytes[start + 2] === digest[2]
  );
}

// Two lists into one

/** The places of records of both lists, by code; of the same code only that of `changes`. */
function* merged(list, changes) {
  let [old, changed] = [0, 0];
  while (old < list.count || changed < changes.count) {
    const [oldCode, newCode] = [codeIn(list, old), codeIn(changes, changed)];
    if (newCode <= oldCode) {
      yield [changes, changed * RECORD];
      changed += 1;
      if (newCode === oldCode) old += 1;
    } else {
      yield [list, old * RECORD];
      old += 1;
    }
  }
}

function codeIn(list, index) {
  return index < list.count ? numberAt(list.records, index * RECORD) : Infinity;
}

/** Values, each once, by the number that records name them with. */
class Table {
  constructor(nameOf) {
    this.values = [];
    this.nameOf = nameOf;
    this.numbers = new Map();
  }

  add(value) {
    const name = this.nameOf(value);
    if (!this.numbers.has(name)) this.numbers.set(name, this.values.push(value) - 1);
    return this.numbers.get(name);
  }
}

function concat(line, records) {
  const joined = new Uint8Array(line.length + records.length);
  joined.set(line);
  joined.set(records, line.length);
  return joined;
}

function fromBase64Url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
