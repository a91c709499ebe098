// SPDX-License-Identifier: EUPL-1.2
/**
 * Checks a permit in the browser, without a network: the counterpart of `permits/credential.py`
 * and `permits/codes.py`, held to the same answers by one set of test vectors.
 *
 * What is scanned at a checkpoint was drawn by anybody. So nothing is believed before the
 * signature is found good, everything has a limit, and only the one encoding that permits are
 * written in is read. A plain ES module with no dependencies; needs WebCrypto, which browsers give
 * to https and localhost only.
 */

const PREFIX = "TZ1:";
const MAX_BYTES = 4096;
const MAX_TEXT = 2 * MAX_BYTES;
const CLOCK_TOLERANCE_MS = 2 * 60 * 1000;
const ES256 = -7;
const EDDSA = -8;
export const KINDS = new Map([[1, "movement"], [2, "entry"], [3, "exit"]]);
const LAST_SECOND = 253402300799; // the end of the year 9999

/** Says why a permit is not accepted; `verdict` is the stable word, `claims` only if genuine. */
class Refused extends Error {
  constructor(verdict, detail = "", claims = null) {
    super(detail);
    this.verdict = verdict;
    this.claims = claims;
  }
}

export const notOurs = (detail) => new Refused("not-ours", detail);

/**
 * Checks a scanned or pasted permit against the issuer's public keys (a JWK set).
 *
 * Never throws for what the text may hold. The verdict is one of: valid, not-yet, expired,
 * clock-skew (these four are genuine and come with claims), not-ours, too-large,
 * unknown-algorithm, unknown-key, bad-signature.
 */
export async function verify(text, jwks, now = new Date()) {
  return answer(async () => open(await fromText(text), jwks, now));
}

/** The verdict on what `read` gives as claims, or throws as a refusal. */
export async function answer(read) {
  try {
    return { verdict: "valid", claims: await read(), detail: "" };
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    return { verdict: refusal.verdict, claims: refusal.claims, detail: refusal.message };
  }
}

/**
 * The digest that binds a permit to a document, in hex, to compare with `claims.documentDigest`
 * when the inspector has typed the document's number.
 */
export async function digestDocument({ documentType, number, code }) {
  const letters = number.normalize("NFC").toUpperCase().replace(/[^\p{L}\p{Nd}]/gu, "");
  const hashed = new TextEncoder().encode(`TZ1 ${code} ${documentType} ${letters}`);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", hashed)).subarray(0, 3));
}

// The message

async function open(cose, jwks, now) {
  const claims = readClaims(await openSigned(cose, jwks, now));
  checkIssued(claims, now);
  if (now.getTime() + CLOCK_TOLERANCE_MS < claims.validFrom) {
    throw new Refused("not-yet", "", claims);
  }
  checkOver(claims, now);
  return claims;
}

/** Refuses what was issued ahead of this clock. */
export function checkIssued(claims, now) {
  if (now.getTime() + CLOCK_TOLERANCE_MS < claims.issuedAt) {
    throw new Refused("clock-skew", "issued in the future", claims);
  }
}

/** Refuses what holds no more. */
export function checkOver(claims, now) {
  if (now.getTime() - CLOCK_TOLERANCE_MS >= claims.validUntil) {
    throw new Refused("expired", "", claims);
  }
}

/** The claims, a Map, that one of the issuer's keys signed as being of this type. */
export async function openSigned(cose, jwks, now, { type, limit = MAX_BYTES } = {}) {
  const { protectedHeader, payload, signature } = openEnvelope(withinLimit(cose, limit));
  const { algorithm, kid } = readHeader(protectedHeader, type);
  const candidates = (jwks.keys ?? []).filter((jwk) => fits(jwk, algorithm, kid, now));
  if (!candidates.length) throw new Refused("unknown-key", `kid ${hex(kid)}`);
  const signed = signedBytes(protectedHeader, payload);
  let genuine = false;
  for (const jwk of candidates) genuine ||= await accepts(jwk, algorithm, signature, signed);
  if (!genuine) throw new Refused("bad-signature");
  return readMap(payload);
}

function openEnvelope(cose) {
  if (cose[0] !== 0xd2) throw notOurs("no COSE_Sign1 tag");
  const parts = readCbor(cose.subarray(1));
  const [protectedHeader, unprotected, payload, signature] = Array.isArray(parts) ? parts : [];
  if (
    parts.length !== 4 ||
    !(unprotected instanceof Map) ||
    ![protectedHeader, payload, signature].every((part) => part instanceof Uint8Array)
  ) {
    throw notOurs("not the four parts of a COSE_Sign1");
  }
  // Who carries the permit could change what stands there.
  if (unprotected.size) throw new Refused("unknown-key", "something in the unprotected header");
  return { protectedHeader, payload, signature };
}

function readHeader(protectedHeader, type) {
  const header = readMap(protectedHeader);
  const [algorithm, kid] = [header.get(1), header.get(4)];
  if (algorithm !== ES256 && algorithm !== EDDSA) {
    throw new Refused("unknown-algorithm", `algorithm ${algorithm}`);
  }
  if (!(kid instanceof Uint8Array) || kid.length !== 8) {
    throw new Refused("unknown-key", "no kid of eight bytes in the protected header");
  }
  if (header.get(16) !== type || header.size !== (type === undefined ? 2 : 3)) {
    throw notOurs("more in the header than algorithm and kid, or another type");
  }
  return { algorithm, kid };
}

function readClaims(claims) {
  const permit = claims.get(-65601);
  if (!(permit instanceof Map)) throw notOurs("no permit among the claims");
  const places = permit.get(2);
  if (!Array.isArray(places)) throw notOurs("the places are no list");
  const code = String.fromCharCode(...expectBytes(claims.get(7)));
  const read = {
    issuer: expectText(claims.get(1)),
    code,
    purpose: expectText(permit.get(1)),
    places: places.map(expectText),
    initials: expectText(permit.get(3)),
    documentDigest: hex(expectBytes(permit.get(4))),
    issuedAt: expectTime(claims.get(6)),
    validFrom: expectTime(claims.get(5)),
    validUntil: expectTime(claims.get(4)),
    kind: KINDS.get(permit.get(8)),
    plate: permit.has(5) ? expectText(permit.get(5)) : null,
    employer: permit.has(6) ? expectText(permit.get(6)) : null,
    party: permit.has(7) ? permit.get(7) : 1,
    status: claims.has(65535) ? readStatus(claims.get(65535)) : null,
  };
  const digestBytes = read.documentDigest.length / 2;
  if (
    !/^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ||
    !read.kind ||
    !(Number.isInteger(read.party) && read.party >= 1) ||
    digestBytes < 2 ||
    digestBytes > 32 ||
    read.validFrom >= read.validUntil
  ) {
    throw notOurs("a claim that makes no sense");
  }
  return read;
}

/** Where a standing permit's status is told; null when it is told in a way that we do not know. */
function readStatus(status) {
  if (!(status instanceof Map)) throw notOurs("the status is no map");
  if (!status.has("status_list")) return null;
  const reference = status.get("status_list");
  if (!(reference instanceof Map)) throw notOurs("the place in the status list is no map");
  const index = reference.get("idx");
  if (!Number.isInteger(index) || index < 0) throw notOurs("no place in the status list");
  return { uri: expectText(reference.get("uri")), index };
}

export function expectBytes(value) {
  if (!(value instanceof Uint8Array)) throw notOurs("a claim is missing, or is not bytes");
  return value;
}

export function expectText(value) {
  if (typeof value !== "string") throw notOurs("a claim is missing, or is not text");
  // Two spellings of one word would compare as different plates or places.
  if (value.normalize("NFC") !== value) throw notOurs("a text is not in Unicode's NFC");
  return value;
}

export function expectTime(value) {
  if (!Number.isInteger(value) || value < 0 || value > LAST_SECOND) throw notOurs("no time");
  return new Date(value * 1000);
}

// The signature

function fits(jwk, algorithm, kid, now) {
  const [type, curve] = algorithm === ES256 ? ["EC", "P-256"] : ["OKP", "Ed25519"];
  const trusted = jwk.exp === undefined || now.getTime() < jwk.exp * 1000;
  return jwk.kty === type && jwk.crv === curve && jwk.kid === toBase64Url(kid) && trusted;
}

async function accepts(jwk, algorithm, signature, signed) {
  const [key, scheme] =
    algorithm === ES256
      ? [{ kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y }, { name: "ECDSA", hash: "SHA-256" }]
      : [{ kty: "OKP", crv: "Ed25519", x: jwk.x }, { name: "Ed25519" }];
  let imported;
  try {
    const importScheme = algorithm === ES256 ? { name: "ECDSA", namedCurve: "P-256" } : scheme;
    imported = await crypto.subtle.importKey("jwk", key, importScheme, false, ["verify"]);
  } catch (error) {
    // Ed25519 is missing from the WebCrypto of older phones.
    if (error.name !== "NotSupportedError") return false;
    throw new Refused("unknown-algorithm", "this browser has no Ed25519");
  }
  return crypto.subtle.verify(scheme, imported, signature, signed);
}

/** What COSE signs: ["Signature1", protected header, no external data, payload] in CBOR. */
function signedBytes(protectedHeader, payload) {
  const context = new TextEncoder().encode("Signature1");
  return concat(
    [0x84, 0x60 + context.length],
    context,
    byteString(protectedHeader),
    byteString([]),
    byteString(payload),
  );
}

function byteString(bytes) {
  const { length } = bytes;
  if (length < 24) return concat([0x40 + length], bytes);
  if (length < 256) return concat([0x58, length], bytes);
  if (length < 2 ** 16) return concat([0x59, length >> 8, length & 255], bytes);
  return concat([0x5a, length >> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255], bytes);
}

// The text

/** The bytes in what was scanned or pasted: TZ1 text, a link from any host, or bare base64url. */
async function fromText(scanned) {
  const text = withinText(scanned.trim());
  let body;
  if (text.slice(0, PREFIX.length).toUpperCase() === PREFIX) {
    body = fromBase45(text.slice(PREFIX.length));
  } else {
    const link = /^https?:\/\/[^#]*#(.*)$/is.exec(text);
    body = fromBase64Url((link ? link[1] : text).replace(/\s+/g, "").replace(/=+$/, ""));
  }
  return withinLimit(body[0] === 0x78 ? await inflate(body) : body);
}

/** The bytes of a text that has to begin with a prefix and goes on in base45. */
export function fromPrefixed(scanned, prefix) {
  const text = withinText(scanned.trim());
  if (text.slice(0, prefix.length).toUpperCase() !== prefix) throw notOurs(`no ${prefix}`);
  return withinLimit(fromBase45(text.slice(prefix.length)));
}

function withinText(text) {
  if (text.length > MAX_TEXT) throw new Refused("too-large", `${text.length} characters`);
  return text;
}

function withinLimit(bytes, limit = MAX_BYTES) {
  if (bytes.length > limit) throw new Refused("too-large", `more than ${limit} bytes`);
  return bytes;
}

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function fromBase45(written) {
  // The space is a letter of base45; only line breaks may go.
  const text = written.replace(/[\r\n\t]+/g, "").toUpperCase();
  if (text.length % 3 === 1) throw notOurs("not base45");
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((letter) => BASE45.indexOf(letter));
    if (values.includes(-1)) throw notOurs("not base45");
    const [first, second, third] = values;
    const number = first + second * 45 + (third ?? 0) * 2025;
    if (number > (third === undefined ? 0xff : 0xffff)) throw notOurs("not base45");
    if (third !== undefined) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

function fromBase64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw notOurs("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toBase64Url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Permits are not compressed, because it makes them longer; others may, and status lists are. */
export async function inflate(body, limit = MAX_BYTES) {
  const inflated = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate"));
  const reader = inflated.getReader();
  const chunks = [];
  let length = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      if (length > limit) break;
    }
  } catch {
    throw notOurs("damaged zlib");
  }
  if (length > limit) {
    await reader.cancel().catch(() => {});
    throw new Refused("too-large", `inflates to more than ${limit} bytes`);
  }
  return concat(...chunks);
}

// CBOR: as little of it as permits need, see strict_cbor.py

const MAX_DEPTH = 4;
// Below this, an argument of 1, 2, 4 or 8 bytes would have fitted a shorter form.
const SHORTEST = [24, 2 ** 8, 2 ** 16, 2 ** 32];

function readMap(bytes) {
  const value = readCbor(bytes);
  if (!(value instanceof Map)) throw notOurs("not a map");
  return value;
}

function readCbor(bytes) {
  const reader = { bytes, at: 0 };
  const value = readItem(reader, MAX_DEPTH);
  if (reader.at !== bytes.length) throw notOurs("something follows the CBOR");
  return value;
}

function readItem(reader, depth) {
  if (depth === 0) throw notOurs("CBOR too deep");
  const { major, argument } = readHead(reader);
  switch (major) {
    case 0:
      return argument;
    case 1:
      return -1 - argument;
    case 2:
      return take(reader, argument);
    case 3:
      return readUtf8(take(reader, argument));
    case 4:
      return readArray(reader, argument, depth - 1);
    case 5:
      return readEntries(reader, argument, depth - 1);
    default:
      throw notOurs("a CBOR tag, float or simple value");
  }
}

function readHead(reader) {
  const [initial] = take(reader, 1);
  const [major, info] = [initial >> 5, initial & 31];
  if (major > 5) throw notOurs("a CBOR tag, float or simple value");
  if (info < 24) return { major, argument: info };
  if (info > 27) throw notOurs("CBOR of indefinite length");
  let argument = 0;
  for (const byte of take(reader, 1 << (info - 24))) argument = argument * 256 + byte;
  if (argument < SHORTEST[info - 24]) throw notOurs("CBOR not in its shortest form");
  if (argument > Number.MAX_SAFE_INTEGER) throw notOurs("too large a number");
  return { major, argument };
}

function take(reader, length) {
  const end = reader.at + length;
  if (end > reader.bytes.length) throw notOurs("cut off");
  const taken = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return taken;
}

function readUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notOurs("text is not UTF-8");
  }
}

// A hostile count cannot make these loops long: each turn reads a byte at least, or refuses.

function readArray(reader, count, depth) {
  const items = [];
  for (let turn = 0; turn < count; turn += 1) items.push(readItem(reader, depth));
  return items;
}

function readEntries(reader, count, depth) {
  const entries = new Map();
  for (let turn = 0; turn < count; turn += 1) {
    const key = readItem(reader, depth);
    if (!["number", "string"].includes(typeof key) || entries.has(key)) {
      throw notOurs("a CBOR key twice, or neither number nor text");
    }
    entries.set(key, readItem(reader, depth));
  }
  return entries;
}

function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The short code, see codes.py

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 8;
// What is written for a character that only looks like it: Crockford's, Cyrillic, Azerbaijani.
const LOOK_ALIKES = new Map(
  [..."OIL" + "ОІЗАВСЕНКМРТУХ" + "İ"].map((letter, index) => [
    letter,
    ("011" + "013ABCEHKMPTYX" + "1")[index],
  ]),
);

/**
 * The code that somebody meant, as {code}, or what is wrong with it, as {error}: "code-length",
 * "code-character" (with the character and its position, counted from 1) or "code-check".
 */
export function checkCode(text) {
  const letters = [...text.toUpperCase()]
    .map((letter) => LOOK_ALIKES.get(letter) ?? letter)
    .filter((letter) => !/[\s\p{Pd}\p{Cf}]/u.test(letter));
  if (letters.length !== CODE_LENGTH) return { error: "code-length" };
  const index = letters.findIndex((letter) => !ALPHABET.includes(letter));
  if (index >= 0) {
    return { error: "code-character", character: letters[index], position: index + 1 };
  }
  const code = letters.join("");
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? { code } : { error: "code-check" };
}

/** The code in its one spelling, or null when it is none. */
export function normaliseCode(text) {
  return checkCode(text).code ?? null;
}

/** As it is shown and read aloud: 7K3M 9QXA. */
export function groupCode(code) {
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}

/** Damm's check character over GF(32), with x∘y = 2·(x + y). */
function checkCharacter(data) {
  let state = 0;
  for (const letter of data) {
    state = (state ^ ALPHABET.indexOf(letter)) << 1;
    if (state & 0b100000) state ^= 0b100101; // x⁵ + x² + 1
  }
  return ALPHABET[state];
}
