// SPDX-License-Identifier: EUPL-1.2
// A verifier made with cose-js. It checks the signature with the key that it is given, by the
// algorithm that the message names; the rest is the caller's. It knows no EdDSA.

import cbor from "cbor";
import cose from "cose-js";

import { answerAll, checkTimes, chooseKey, fromText } from "./reading.mjs";

const ES256 = -7;

await answerAll(async (text, jwks, now) => {
  const bytes = Buffer.from(fromText(text));
  const header = cbor.decodeFirstSync(cbor.decodeFirstSync(bytes).value[0]);
  if (header.get(1) !== ES256) throw new Error("another algorithm than the key's");
  const { x, y, kid } = chooseKey(jwks, header.get(4));
  const [xBytes, yBytes] = [x, y].map((part) => Buffer.from(part ?? "", "base64url"));
  const payload = await cose.sign.verify(bytes, { key: { x: xBytes, y: yBytes, kid } });
  const claims = cbor.decodeFirstSync(payload);
  checkTimes(claims, now);
  return claims.get(7).toString();
});
