// SPDX-License-Identifier: EUPL-1.2
/**
 * What runs for the first time is slow: a browser compiles and loads it then. So a permit of nobody is
 * verified while the inspector still looks around, and the first person at the checkpoint waits no
 * longer than the tenth. (The QR reader warms up by itself: scan-worker.js.)
 */

import { digestDocument, verify } from "../../permits/js/credential.js";

/** Signed by a key that was thrown away, which no instance ever had: nowhere else is it worth anything. */
const TEXT =
  "TZ1:RRQT 9O60GO0MJUQ66R+2J%38CKE9B380B$CBECP9ERZC04E21D0F3VFGFAK0F33FGE8G0F33FGF8GF69IA6" +
  "AX60*6YG8100J10V%K1$C$ CKVCBE063E0IBD%6*W5HZADN92OANB8FJ0XXQE-5-FIBO0000800T70Q78:0G*4DA" +
  "WST862DI.$7VO8SAJF.H0SEEC7F1T2PA9AJ9CDD45FHOIQ84S0RBAVV4:B6V3BU1CSR1CTE:MOP8C6I8-E7Q$E85";
const KEY = {
  kty: "EC",
  crv: "P-256",
  x: "Vl6NWX6rmlf9R4u8SsDDFKIu-B_1ICXw11CjpxyMQuE",
  y: "jgoxs07U9qy-GY4Oq6aJYqrle255WKQWppn7kQD2DNk",
  kid: "8Lswnhb1Hnw",
};
const THEN = new Date("2020-03-30T00:30:00Z");

/** Do once for nobody what every verdict does. Answers the verdict. */
export async function warmUp() {
  const { verdict, claims } = await verify(TEXT, { keys: [KEY] }, THEN);
  await digestDocument({ documentType: "none", number: "0", code: claims?.code });
  performance.mark("warmed-up");
  return verdict;
}
