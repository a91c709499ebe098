// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

import { Clock } from "#checkpoints/clock.js";
import { Examiner } from "#checkpoints/examine.js";
import { findByCode, readList } from "#checkpoints/list.js";

const PERMITS = JSON.parse(fs.readFileSync("vectors/credential.json"));
const LIST = readList(Buffer.from(JSON.parse(fs.readFileSync("vectors/offline_list.json")).list.bytes, "hex"));
/** Of a person whose permit is in the list, too: N1J5M6QB, from KZ-61. */
const SCANNED = PERMITS.cases[0].text;
const NOON = PERMITS.cases[0].now * 1000;
const DOCUMENT = { documentType: "kz-iin", number: "850101 150019" };

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });

function at({ time = NOON, list = LIST, keys = PERMITS.jwks, takenBack = [], answer = null, isPass = false } = {}) {
  const knowledge = {
    list,
    keys,
    find: (code) => list && findByCode(list, code),
    isTakenBack: (code) => takenBack.includes(code),
    isStatusBad: async () => false,
    renewKeys: async () => false,
  };
  const asked = [];
  const server = {
    isReachable: answer !== null || isPass,
    getPublic: async (path) => {
      asked.push(path);
      if (path.startsWith("/emergency/")) return new Response(null, { status: isPass ? 200 : 404 });
      return answer ? Response.json(answer) : new Response(null, { status: 404 });
    },
  };
  const clock = new Clock({ device: () => time });
  return { examiner: new Examiner({ knowledge, server, clock }), asked, knowledge };
}

const told = async (promise) => (await promise).verdict;

test("a scanned permit is judged by its signature, its time, its place and the list", async () => {
  assert.equal(await told(at().examiner.scanned(SCANNED, "in")), "valid");
  assert.equal(await told(at({ list: null }).examiner.scanned(SCANNED, "in")), "valid");
  assert.equal(await told(at({ time: NOON + 86_400_000 }).examiner.scanned(SCANNED, "in")), "ended");
  assert.equal(await told(at({ takenBack: ["N1J5M6QB"] }).examiner.scanned(SCANNED, "in")), "withdrawn");
  const elsewhere = { ...LIST, covering: ["KZ-79"] };
  assert.equal(await told(at({ list: elsewhere }).examiner.scanned(SCANNED, "in")), "elsewhere");
});

test("nothing that was changed, and nothing foreign, is ours", async () => {
  const wrong = PERMITS.cases.filter(({ verdict }) => !["valid", "not-yet", "expired", "clock-skew"].includes(verdict));
  assert.ok(wrong.length > 40);
  for (const { name, text, now } of wrong) {
    assert.equal(await told(at({ time: now * 1000 }).examiner.scanned(text, "in")), "not-ours", name);
  }
});

test("a key that is not known may be new", async () => {
  const { examiner, knowledge } = at({ keys: { keys: [] } });
  knowledge.renewKeys = async () => { knowledge.keys = PERMITS.jwks; return true; };
  assert.equal(await told(examiner.scanned(SCANNED, "in")), "valid");
});

test("a code is found in the list, however it was typed", async () => {
  const { examiner, asked } = at();
  const { verdict, permit } = await examiner.typed("n1j5 m6qb", "in");
  assert.deepEqual([verdict, permit.purpose, permit.initials], ["valid", "needs", "Ә. С."]);
  assert.deepEqual(await examiner.typed("N1J5M6Q", "in"), { mistake: "code-length", character: undefined });
  assert.equal((await examiner.typed("N1J5M6QC", "in")).mistake, "code-check");
  assert.deepEqual(asked, [], "nobody has to be asked");
});

test("a permit for one passage is refused the second time on this device", async () => {
  const list = { ...LIST, purposes: LIST.purposes.map((one) => ({ ...one, once: true })) };
  const { examiner } = at({ list });
  assert.equal(await told(examiner.scanned(SCANNED, "in")), "valid");
  examiner.remember("N1J5M6QB", "in");
  assert.equal(await told(examiner.scanned(SCANNED, "in")), "used");
  assert.equal(await told(examiner.typed("N1J5M6QB", "in")), "used");
  assert.equal(await told(examiner.scanned(SCANNED, "out")), "valid");
});

test("a code that the list lacks is asked for, if there is somebody to ask", async () => {
  const answer = {
    code: "0000004Q", state: "valid", kind: "entry", purpose: "entry", places: ["KZ-61"], initials: "A. B.",
    valid_from: new Date(NOON - 1000).toISOString(), valid_until: new Date(NOON + 3_600_000).toISOString(),
  };
  const code = PERMITS.codes.find((one) => one.code && !findByCode(LIST, one.code)).code;
  const { examiner, asked } = at({ answer });
  assert.equal(await told(examiner.typed(code, "in")), "valid");
  assert.deepEqual(asked, [`/api/v1/permits/${code}`, `/emergency/${code}`]);
  assert.equal(await told(at({ answer: { ...answer, state: "revoked" } }).examiner.typed(code, "in")), "withdrawn");
  assert.equal(await told(at().examiner.typed(code, "in")), "unknown");
});

test("an emergency pass is in no list, and is asked for like a permit", async () => {
  const code = PERMITS.codes.find((one) => one.code && !findByCode(LIST, one.code)).code;
  assert.equal(await told(at({ isPass: true }).examiner.typed(code, "in")), "emergency");
  assert.equal(await told(at().examiner.typed(code, "in")), "unknown");
});

test("a person without a phone is found by document and by plate, what helps first", async () => {
  const { examiner } = at();
  const { found } = await examiner.byDocument(DOCUMENT.documentType, DOCUMENT.number, "in");
  assert.deepEqual(found.map(({ verdict }) => verdict), ["valid", "withdrawn"]);
  const [car] = (await examiner.byPlate("10 АВ 123", "in")).found;
  assert.deepEqual([car.permit.code, car.verdict], ["0000000A", "used"]);
  assert.deepEqual(await examiner.byPlate("1", "in"), { mistake: "notFound" });
  assert.deepEqual(await at({ list: null }).examiner.byPlate("1", "in"), { mistake: "noListToSearch" });
});

test("a document is compared with the permit that was scanned, and with that in the list", async () => {
  const { examiner } = at();
  const types = ["passport", DOCUMENT.documentType, "phone"];
  const typed = await examiner.typed("N1J5M6QB", "in");
  assert.equal(await examiner.isTheirDocument(typed, DOCUMENT.number, types), true);
  assert.equal(await examiner.isTheirDocument(typed, "850101150020", types), false);
  const { code, document_type: documentType, number, digest } = PERMITS.document_digests[0];
  const scanned = { permit: { code, documentDigest: digest }, entry: null };
  assert.equal(await examiner.isTheirDocument(scanned, number, ["passport", documentType]), true);
  assert.equal(await examiner.isTheirDocument(scanned, number, ["passport"]), false);
  assert.equal(await examiner.isTheirDocument({ permit: { code }, entry: null }, number, types), null);
});

test("a standing permit is looked up in the status list that it names", async () => {
  const standing = PERMITS.cases.find(({ name }) => name.startsWith("a standing permit"));
  const { examiner, knowledge } = at({ time: standing.now * 1000 });
  const asked = [];
  knowledge.isStatusBad = async (reference) => asked.push(reference.uri) > 1;
  assert.equal(await told(examiner.scanned(standing.text, "in")), "valid");
  assert.equal(await told(examiner.scanned(standing.text, "in")), "withdrawn");
  assert.match(asked[0], /\/api\/v1\/status\/\d+$/);
});

test("a hardware scanner reads short codes and whole permits alike", async () => {
  const { examiner } = at();
  assert.equal(await told(examiner.scanned("N1J5M6QB", "in")), "valid");
  assert.equal(await told(examiner.scanned("4006381333931", "in")), "not-ours");
});
