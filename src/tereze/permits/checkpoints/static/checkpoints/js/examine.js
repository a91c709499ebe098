// SPDX-License-Identifier: EUPL-1.2
/**
 * From what was scanned or typed to a verdict. Everything is looked up on the device; the server is
 * asked only about a code that the list does not hold, and only for as long as a person would wait.
 *
 * An answer is { verdict, permit, entry }: `permit` null if there is none, `entry` what the list
 * says of it. Typing mistakes are no verdicts: they answer { mistake }.
 */

import { checkCode, digestDocument, verify } from "../../permits/js/credential.js";
import { isReceipt, verifyReceipt } from "../../permits/js/receipt.js";
import { findByDocument, findByPlate, isDocumentOf, normaliseNumber } from "./list.js";
import {
  judge,
  passage,
  permitOfAnswer,
  permitOfClaims,
  permitOfEntry,
  permitOfReceipt,
  sortByWorth,
} from "./verdict.js";

/** What is longer is no short code but a whole permit. */
const LONGEST_SHORT_CODE = 20;
const PATIENCE_MS = 800;

export class Examiner {
  #knowledge;
  #server;
  #clock;
  /** Passages of this shift on this device, as passage() of verdict.js writes them. */
  passed = new Set();
  /** Purposes that are good for one passage, beyond those that the list names. */
  once = [];

  constructor({ knowledge, server, clock }) {
    this.#knowledge = knowledge;
    this.#server = server;
    this.#clock = clock;
  }

  /** What a camera or a hardware scanner read. */
  async scanned(text, direction) {
    if (text.trim().length <= LONGEST_SHORT_CODE) {
      const typed = await this.typed(text, direction);
      return typed.mistake ? forged() : typed;
    }
    let found = await this.#verify(text);
    // A key that is newer than our copy is no forgery.
    if (found.verdict === "unknown-key" && (await this.#knowledge.renewKeys())) {
      found = await this.#verify(text);
    }
    if (!found.claims) return forged();
    if (isReceipt(text)) return this.#judge(permitOfReceipt(found.claims), direction);
    const { status } = found.claims;
    const isBad = Boolean(status) && (await this.#knowledge.isStatusBad(status));
    return this.#judge(permitOfClaims(found.claims), direction, isBad);
  }

  /** A short code that somebody read out. */
  async typed(text, direction) {
    const { code, error, character } = checkCode(text);
    if (error) return { mistake: error, character };
    const entry = this.#knowledge.find(code);
    if (entry) return this.#judge(permitOfEntry(entry), direction);
    const [answer, isPass] = await this.#askServer(code);
    if (isPass) return { verdict: "emergency", permit: { code }, entry: null };
    if (!answer) return { verdict: "unknown", permit: { code }, entry: null };
    const judged = this.#judge(permitOfAnswer(answer), direction);
    return answer.state === "revoked" ? { ...judged, verdict: "withdrawn" } : judged;
  }

  /** All permits in the list for a document, the most useful first. */
  async byDocument(documentType, number, direction) {
    const { list } = this.#knowledge;
    return this.#judgeAll(list && (await findByDocument(list, { documentType, number })), direction);
  }

  /** All permits in the list for a car. */
  async byPlate(plate, direction) {
    const { list } = this.#knowledge;
    return this.#judgeAll(list && (await findByPlate(list, plate)), direction);
  }

  /**
   * Whether a document with this number is the one of this permit; null when that can't be told.
   * Every type is tried: nobody has to know under which one the register keeps the paper in their hand.
   */
  async isTheirDocument({ permit, entry }, number, types) {
    if (!permit.documentDigest && !entry) return null;
    const isOfType = async (documentType) => {
      if (!permit.documentDigest) return isDocumentOf(this.#knowledge.list, entry, { documentType, number });
      const code = permit.code ?? permit.receipt;
      const document = { documentType, number: normaliseNumber(number), code };
      return (await digestDocument(document)) === permit.documentDigest;
    };
    return (await Promise.all(types.map(isOfType))).includes(true);
  }

  /** Remember a passage, so that a permit for one is not taken twice. */
  remember(code, direction) {
    this.passed.add(passage(code, direction));
  }

  #verify(text) {
    const check = isReceipt(text) ? verifyReceipt : verify;
    return check(text, this.#knowledge.keys, new Date(this.#clock.now()));
  }

  #judgeAll(entries, direction) {
    if (!entries) return { mistake: "noListToSearch" };
    if (!entries.length) return { mistake: "notFound" };
    return { found: sortByWorth(entries.map((entry) => this.#judge(permitOfEntry(entry), direction))) };
  }

  #judge(permit, direction, isStatusBad = false) {
    const { list } = this.#knowledge;
    const entry = permit.code && this.#knowledge.find(permit.code);
    const once = list?.purposes.filter((purpose) => purpose.once).map(({ id }) => id) ?? [];
    const verdict = judge({
      permit,
      entry,
      takenBack: isStatusBad || this.#knowledge.isTakenBack(permit.code),
      passed: this.passed,
      now: this.#clock.now(),
      covering: list?.covering ?? permit.places ?? [],
      direction,
      once: new Set([...once, ...this.once]),
    });
    return { verdict, permit, entry };
  }

  /** The permit of a code, or null; and whether it is an emergency pass: those lie in no list. */
  async #askServer(code) {
    // Without a connection nobody should wait for what will not come.
    if (!this.#server.isReachable || !navigator.onLine) return [null, false];
    // Both at once, because the person waits for both.
    const asked = [`/api/v1/permits/${code}`, `/emergency/${code}`].map((path) =>
      this.#server.getPublic(path, { patience: PATIENCE_MS }).catch(() => null),
    );
    const [permit, pass] = await Promise.all(asked);
    return [permit?.ok ? await permit.json().catch(() => null) : null, Boolean(pass?.ok)];
  }
}

function forged() {
  return { verdict: "not-ours", permit: null, entry: null };
}
