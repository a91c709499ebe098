// SPDX-License-Identifier: EUPL-1.2
// A verifier made with @auth0/cose. It checks the signature by the algorithm that the message names,
// among those that the caller allows; key, claims and times are the caller's.

import { Algorithms, COSEKey, Sign1 } from "@auth0/cose";
import { decode } from "cbor-x";

import { answerAll, checkTimes, chooseKey, fromText } from "./reading.mjs";

const ALGORITHMS = new Map([
  ["EC", Algorithms.ES256],
  ["OKP", Algorithms.EdDSA],
]);

await answerAll(async (text, jwks, now) => {
  const message = Sign1.decode(fromText(text));
  const jwk = chooseKey(jwks, message.kid);
  const key = await COSEKey.fromJWK(jwk).toKeyLike();
  await message.verify(key, { algorithms: [ALGORITHMS.get(jwk.kty)] });
  const claims = new Map(
    Object.entries(decode(message.payload)).map(([name, value]) => [Number(name), value]),
  );
  checkTimes(claims, now);
  return Buffer.from(claims.get(7)).toString();
});
