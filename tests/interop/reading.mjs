// SPDX-License-Identifier: EUPL-1.2
// What docs/internals/credential.md and RFC 8392 leave to a verifier besides the signature, for
// libraries that check only that: the text, the key that the message names, and its times.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const TOLERANCE_SECONDS = 120;

/** The bytes behind TZ1:, by RFC 9285. */
export function fromText(text) {
  if (!text.startsWith("TZ1:")) throw new Error("not TZ1");
  const letters = text.slice(4);
  const bytes = [];
  for (let at = 0; at < letters.length; at += 3) {
    const values = [...letters.slice(at, at + 3)].map((letter) => ALPHABET.indexOf(letter));
    const number = values.reduceRight((sum, value) => sum * 45 + value, 0);
    if (values.length < 2 || values.includes(-1)) throw new Error("not base45");
    if (values.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}

/** The one published key of this name. */
export function chooseKey(jwks, kid) {
  const wanted = Buffer.from(kid ?? []).toString("base64url");
  const key = jwks.keys.find((jwk) => jwk.kid === wanted);
  if (!key) throw new Error("no key of this name");
  return key;
}

/** Throws unless a CWT's times hold at `now`. */
export function checkTimes(claims, now) {
  const [until, from, issued] = [4, 5, 6].map((name) => claims.get(name));
  if (now - TOLERANCE_SECONDS >= until) throw new Error("over");
  if (now + TOLERANCE_SECONDS < from) throw new Error("not yet");
  if (now + TOLERANCE_SECONDS < issued) throw new Error("issued in the future");
}

/** Asks `verify(text, jwks, now)`, which gives the permit's code or throws, of all that stdin holds. */
export async function answerAll(verify) {
  let asked = "";
  for await (const chunk of process.stdin) asked += chunk;
  const { jwks, scanned } = JSON.parse(asked);
  const answers = [];
  for (const { text, now } of scanned) {
    try {
      answers.push({ code: await verify(text, jwks, now), why: "" });
    } catch (error) {
      answers.push({ code: null, why: String(error.message || error.name) });
    }
  }
  process.stdout.write(JSON.stringify(answers));
}
