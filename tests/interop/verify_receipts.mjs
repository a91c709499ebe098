// SPDX-License-Identifier: EUPL-1.2
// Our own verifier of receipts, as the checkpoint's page uses it. Prints the verdict's claims for each
// text; the folder with the two modules is given, as a package that says that they are ES modules.

import { answerAll } from "./reading.mjs";

const { verifyReceipt } = await import(`${process.argv[2]}/receipt.js`);
const { verify } = await import(`${process.argv[2]}/credential.js`);

await answerAll(async (text, jwks, now) => {
  const { verdict, claims } = await verifyReceipt(text, jwks, new Date(now * 1000));
  const asPermit = await verify(text, jwks, new Date(now * 1000));
  if (asPermit.verdict !== "not-ours") throw new Error(`a receipt was ${asPermit.verdict} as permit`);
  if (verdict !== "valid") throw new Error(verdict);
  return JSON.stringify(claims);
});
