// SPDX-License-Identifier: EUPL-1.2
/**
 * What stands on the screen: one of four sections, the verdict with its facts, the line of state
 * at the bottom. Words come from the page; this file knows none.
 */

import { groupCode } from "../../permits/js/credential.js";
import { TONES } from "./verdict.js";

export const setup = JSON.parse(document.getElementById("setup").textContent);
/** Minutes from which on the list is called old. It is renewed each minute while there is a connection. */
const OLD = 15;
/** The type under which somebody is known who shows no document. */
const PHONE = "phone";

let names = { purposes: {}, places: {}, documents: {}, kinds: {} };
let timeZone;

/** A sentence of the page, with what was counted put in. */
export function say(name, values = {}) {
  return setup.texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function told(name) {
  return document.querySelector(`[data-told="${name}"]`);
}

export function tell(name, text) {
  const place = told(name);
  // The same words again would be read aloud again.
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

/** Show one section: start, loading, work or shown. */
export function turnTo(section) {
  for (const other of document.querySelectorAll("main > section")) other.hidden = other.id !== section;
  document.querySelector("[data-state]").hidden = section !== "work" && section !== "shown";
  document.querySelector("[data-menu]").hidden = section !== "work";
  document.body.dataset.section = section;
  scrollTo(0, 0);
}

/** Names of purposes, places and documents for this shift. */
export function learnNames(learned) {
  names = learned;
  timeZone = learned.timezone;
  const list = document.getElementById("by");
  for (const old of list.querySelectorAll("[data-document]")) old.remove();
  for (const type of documentTypes()) {
    const text = type === PHONE ? say("phone") : say("document", { title: names.documents[type] });
    const option = new Option(text, `document ${type}`);
    option.dataset.document = type;
    list.append(option);
  }
}

/** By what people are known here: their documents, and their phone. */
export function documentTypes() {
  return [...Object.keys(names.documents), PHONE];
}

/** Fill the whole screen with a verdict; answers its tone, for ear and hand. */
export function showVerdict({ verdict, permit }) {
  const tone = TONES[verdict];
  const name = verdict === "valid" && permit.receipt ? "receipt" : verdict;
  const panel = document.querySelector(`template[data-panel="${name}"]`);
  told("verdict").replaceChildren(panel.content.cloneNode(true));
  const isPermit = Boolean(permit?.purpose);
  const facts = told("facts");
  facts.hidden = !permit;
  if (permit) tellFacts(permit, verdict, isPermit);
  document.querySelector("[data-compare]").hidden = !isPermit;
  document.querySelector("[data-compare]").open = false;
  tell("compared", "");
  offerButtons(verdict);
  turnTo("shown");
  told("verdict").querySelector("h1").focus({ preventScroll: true });
  return tone;
}

function tellFacts(permit, verdict, isPermit) {
  const kind = names.kinds[permit.kind];
  fact("initials", permit.initials);
  fact("purpose", isPermit && [names.purposes[permit.purpose] ?? permit.purpose, kind].join(" · "));
  fact("places", permit.places?.map((place) => names.places[place] ?? place).join(", "));
  fact("from", verdict === "not-yet" && timeOf(permit.startsAt));
  fact("until", isPermit && timeOf(permit.endsAt));
  fact("party", permit.party > 1 && String(permit.party));
  fact("plate", permit.plate);
  fact("employer", permit.employer);
  fact("code", permit.code && groupCode(permit.code));
}

function fact(name, value) {
  const place = document.querySelector(`[data-fact="${name}"]`);
  place.textContent = value || "";
  place.closest("div").hidden = !value;
}

const BUTTONS = {
  valid: ["confirm", "turn-back", "next"],
  // Nobody is to be stopped, so there is no button for it.
  emergency: ["emergency", "next"],
};

/** Of the buttons below a verdict, those that fit it. */
function offerButtons(verdict) {
  const isValid = verdict === "valid";
  const shown = BUTTONS[verdict] ?? ["turn-back", "let-pass", "emergency", "next"];
  for (const button of document.querySelectorAll("#shown [data-press]")) {
    const { press } = button.dataset;
    button.hidden = !shown.includes(press);
    if (press === "turn-back") button.classList.toggle("main", !isValid);
    if (press === "emergency") button.classList.toggle("main", verdict === "emergency");
    if (press === "next") button.classList.toggle("wide", !isValid);
  }
}

/** Other permits of the same document or car, each a button. */
export function offerOthers(found, onChoose) {
  const list = told("others");
  list.hidden = found.length < 2;
  list.replaceChildren(
    ...found.slice(1).map((judged) => {
      const { permit } = judged;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "row";
      const word = document.querySelector(`template[data-panel="${judged.verdict}"]`).content.querySelector("h1");
      const purpose = names.purposes[permit.purpose] ?? permit.purpose;
      button.textContent = `${permit.initials} · ${purpose} · ${timeOf(permit.endsAt)} · ${word.textContent}`;
      button.addEventListener("click", () => onChoose(judged));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

/** The line at the bottom, and its warnings. */
export function tellState({ age, waiting, refused, sampling, vehicles, clock }) {
  const share = sampling?.check_one_in ?? 1;
  const sentence = share > 1 ? "checkOneIn" : "checkAll";
  tell("sampling", say(vehicles ? sentence : `${sentence}Now`, { share, vehicles }));
  tell("waiting", String(vehicles));
  tell("age", age === null ? say("noList") : say("age", { minutes: age }));
  const queue = waiting ? say("queue", { count: waiting }) : say("queueEmpty");
  tell("queue", refused ? `${queue}, ${say("refused", { count: refused })}` : queue);
  const old = age === null ? say("missing") : age >= OLD ? say("old", { minutes: age }) : "";
  warn("age", old);
  tell("old", old);
  warn("clock", clock.isWrong ? say("clock", { minutes: Math.round(Math.abs(clock.skew) / 60_000) }) : "");
}

function warn(name, text) {
  const place = document.querySelector(`[data-warn="${name}"]`);
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

/** "14:30", with the day when it is not today; by the clock of the place. */
export function timeOf(moment) {
  const language = document.documentElement.lang;
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone });
  const isToday = day.format(moment) === day.format(Date.now());
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  const parts = isToday ? time : { ...time, day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(language, parts).format(moment);
}
