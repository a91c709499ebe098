// SPDX-License-Identifier: EUPL-1.2
// The page /v: checks what was scanned, pasted or typed, and shows the verdict. The panels with
// their words wait in the page's <template>s, so that this file knows no language.

import { checkCode, verify } from "./credential.js";
import { getKeys } from "./keys.js";
import { patience } from "./patience.js";
import { readStatus } from "./status.js";
import { lookUp, refresh } from "./withdrawals.js";

const LONGEST_SHORT_CODE = 20;
const names = JSON.parse(document.getElementById("names").textContent);
const ask = document.querySelector("[data-ask]");
const answer = document.querySelector("[data-answer]");
const form = ask.querySelector("form");

/** How the verdicts of credential.js are called on this page. */
const PANELS = { valid: "valid", "not-yet": "not-yet", expired: "ended", "clock-skew": "clock" };

form.addEventListener("submit", (event) => {
  const text = form.elements.code.value.trim();
  // Short codes are the server's to answer; a misspelt one is told there too, with words.
  if (text.length <= LONGEST_SHORT_CODE && navigator.onLine) return;
  event.preventDefault();
  judge(text);
});

window.addEventListener("hashchange", judgeAddress);
judgeAddress();
// What is needed later is fetched at the first visit, so that the second works without a connection.
if (location.hash.length < 2) getKeys();
refresh();

function judgeAddress() {
  const text = location.hash.slice(1);
  if (text) judge(text);
}

async function judge(text) {
  if (text.length <= LONGEST_SHORT_CODE) {
    show(checkCode(text).code ? "unknown" : "not-ours");
    return;
  }
  const keys = await getKeys();
  if (!keys) {
    show("unknown");
    return;
  }
  const { verdict, claims } = await verify(text, keys.jwks, new Date());
  const known = verdict === "valid" ? await whetherWithdrawn(claims, keys.jwks) : UNKNOWN;
  show(known.isWithdrawn ? "revoked" : (PANELS[verdict] ?? "not-ours"), claims);
  note(known.from, Boolean(claims) && !known.isWithdrawn);
  fact("age", String(keys.age));
  fact("list-age", String(known.age));
}

const UNKNOWN = { isWithdrawn: false, from: "offline", age: null };

/** Whether a permit was withdrawn, and from where we know: the server, or a list that was kept. */
async function whetherWithdrawn(claims, jwks) {
  const state = await askServer(claims.code);
  // Looked up also when the server answered: so the list is here when it does not.
  const listed = claims.status ? readStatus(claims.status, jwks) : null;
  if (state) return { ...UNKNOWN, isWithdrawn: state === "revoked", from: "online" };
  const { isWithdrawn, age } = listed ? asLookedUp(await listed) : lookUp(claims.code);
  return age === null ? UNKNOWN : { isWithdrawn, from: "listed", age };
}

function asLookedUp({ state, age }) {
  return { isWithdrawn: state === "withdrawn", age: state === "unknown" ? null : age };
}

/** The state that the server knows, or null when it can't be asked, or not soon. Only the code is sent. */
async function askServer(code) {
  try {
    const signal = patience({ isNeeded: false });
    const response = await fetch(`/api/v1/permits/${code}`, { credentials: "omit", signal });
    return response.ok ? (await response.json()).state : null;
  } catch {
    return null;
  }
}

function show(panel, claims = null) {
  const words = document.querySelector(`template[data-panel="${panel}"]`);
  answer.querySelector("[data-verdict]").replaceChildren(words.content.cloneNode(true));
  const facts = answer.querySelector("[data-facts]");
  facts.hidden = !claims;
  if (claims) {
    fact("from", people(claims.validFrom));
    fact("until", people(claims.validUntil));
    fact("purpose", [names.purposes[claims.purpose] ?? claims.purpose, names.kinds[claims.kind]].join(" · "));
    fact("places", claims.places.map((place) => names.places[place] ?? place).join(", "));
    fact("initials", claims.initials);
    fact("plate", claims.plate);
    fact("employer", claims.employer);
    fact("party", claims.party > 1 ? String(claims.party) : null);
  }
  for (const line of answer.querySelectorAll("[data-note]")) line.hidden = true;
  ask.hidden = true;
  answer.hidden = false;
  document.title = answer.querySelector("h1").textContent;
}

function fact(name, value) {
  const place = answer.querySelector(`[data-fact="${name}"]`);
  place.textContent = value ?? "";
  const row = place.closest("dl > div");
  if (row) row.hidden = !value;
}

function note(name, isDue) {
  answer.querySelector(`[data-note="${name}"]`).hidden = !isDue;
}

/** "14:30", with the day when it is not today. */
function people(moment) {
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "long" };
  const language = document.documentElement.lang;
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", ...day }).format(moment);
}
