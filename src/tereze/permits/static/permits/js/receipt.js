// SPDX-License-Identifier: EUPL-1.2
/**
 * Checks the receipt of an outage in the browser: who asked while the records could not be reached
 * holds one, and is let pass on it for some time. The counterpart of `credential/receipt.py`.
 */

import {
  KINDS,
  answer,
  checkIssued,
  checkOver,
  expectBytes,
  expectText,
  expectTime,
  fromPrefixed,
  hex,
  notOurs,
  openSigned,
} from "./credential.js";

const PREFIX = "TZR1:";
const RECEIPT = -65602;

/** Whether a scanned text is meant to be a receipt, so that no other check need be tried. */
export function isReceipt(text) {
  return text.trim().slice(0, PREFIX.length).toUpperCase() === PREFIX;
}

/**
 * Checks a scanned receipt against the issuer's public keys (a JWK set). Never throws for what the
 * text may hold. The verdict is one of: valid, expired, clock-skew (these come with claims),
 * not-ours, too-large, unknown-algorithm, unknown-key, bad-signature.
 *
 * The claims are {issuer, number, issuedAt, validUntil, purpose, places, documentDigest, plate,
 * kind}. `digestDocument({documentType, number, code})` compares the document as with a permit, with
 * the receipt's number for the code.
 */
export async function verifyReceipt(text, jwks, now = new Date()) {
  return answer(async () => {
    const claims = readClaims(await openSigned(fromPrefixed(text, PREFIX), jwks, now));
    checkIssued(claims, now);
    checkOver(claims, now);
    return claims;
  });
}

function readClaims(claims) {
  const receipt = claims.get(RECEIPT);
  if (!(receipt instanceof Map)) throw notOurs("no receipt among the claims");
  const places = receipt.get(2);
  if (!Array.isArray(places)) throw notOurs("the places are no list");
  const read = {
    issuer: expectText(claims.get(1)),
    number: hex(expectBytes(claims.get(7))),
    issuedAt: expectTime(claims.get(6)),
    validUntil: expectTime(claims.get(4)),
    purpose: expectText(receipt.get(1)),
    places: places.map(expectText),
    documentDigest: hex(expectBytes(receipt.get(4))),
    plate: receipt.has(5) ? expectText(receipt.get(5)) : null,
    kind: KINDS.get(receipt.get(8)),
  };
  if (!read.kind || read.number.length !== 16) throw notOurs("a claim that makes no sense");
  return read;
}
