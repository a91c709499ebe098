// SPDX-License-Identifier: EUPL-1.2
// Our own verifier of the browser. Node takes a .js file for an ES module only in a package that says
// so; a data: link needs none.

import { readFileSync } from "node:fs";

import { answerAll } from "./reading.mjs";

const source = new URL("../../src/tereze/permits/static/permits/js/credential.js", import.meta.url);
const { verify } = await import(`data:text/javascript;base64,${readFileSync(source, "base64")}`);

await answerAll(async (text, jwks, now) => {
  const { verdict, claims } = await verify(text, jwks, new Date(now * 1000));
  if (verdict !== "valid") throw new Error(verdict);
  return claims.code;
});
