// SPDX-License-Identifier: EUPL-1.2
/**
 * The inspector's page, put together: a shift, a camera, verdicts, crossings. What each part does
 * stands in its own file; here they meet.
 *
 *   start → loading → work ⇄ shown
 */

import { Awake } from "./awake.js";
import { Clock } from "./clock.js";
import { Examiner } from "./examine.js";
import { Knowledge } from "./knowledge.js";
import { keepPage, pageIsKept, takeOver } from "./page-copy.js";
import { Queue } from "./queue.js";
import { Scanner } from "./scanner.js";
import * as screen from "./screen.js";
import { Server } from "./server.js";
import {
  closeShift,
  getShift,
  giveBackKey,
  keepShift,
  openShift,
  tellCrossings,
} from "./shift.js";
import { allowSound, signal } from "./signals.js";
import { note, offerChoices } from "./start-form.js";
import { openStore } from "./store.js";
import { crossingOf } from "./verdict.js";
import { warmUp } from "./warm-up.js";
import { listenToScanner } from "./wedge.js";

const SYNC_MS = 60_000;
/** So long the camera takes no notice of what it showed last: it is still being held there. */
const SAME_AGAIN_MS = 4_000;

const { setup } = screen;
const store = await openStore();
const clock = new Clock({ skew: (await store.get("skew")) ?? 0 });
const server = new Server({ clock });
const knowledge = new Knowledge({ server, store, clock });
const examiner = new Examiner({ knowledge, server, clock });
const awake = new Awake();
const queue = new Queue({
  drawer: store.crossings,
  send: (body, device) => tellCrossings({ store, server, shift }, body, device),
});

let shift = null;
/** From the press on Start on, nothing may load the page anew. */
let isStarting = false;
let scanner = null;
let shown = null;
let last = { text: "", at: 0 };
let sampling = null;
let waiting = null;

// Between two shifts -------------------------------------------------------------------------

async function begin() {
  const keeping = keepPage(setup.serviceWorker);
  shift = await getShift(store, clock);
  if (shift) {
    await takeUp();
    return;
  }
  const wasOver = Boolean(await store.get("shift"));
  await closeShift({ store, server });
  keeping?.then((kept) => takeOver(kept, setup.serviceWorker, () => !isStarting), () => {});
  screen.turnTo("start");
  note("over", wasOver);
  await upload();
  const count = await queue.count();
  note("unsent", count > 0, screen.say("unsent", { count }));
  await offerChoices(startShift);
}

async function startShift(chosen) {
  allowSound();
  note("no-start", false);
  isStarting = true;
  shift = await openShift(chosen).catch(() => null);
  if (!shift) {
    isStarting = false;
    note("no-start", true);
    return;
  }
  await keepShift(store, shift);
  await navigator.storage?.persist?.();
  await fetchAll();
  await takeUp();
}

/** What works without a connection must be here before the connection goes. */
async function fetchAll() {
  screen.turnTo("loading");
  server.key = shift.key;
  const steps = [knowledge.refresh(), pageIsKept(setup.serviceWorker), tellCheckpoint()];
  let done = 0;
  const count = () => { screen.told("progress").value = ++done; };
  await Promise.allSettled(steps.map((step) => step.finally(count)));
}

// At work --------------------------------------------------------------------------------------

async function takeUp() {
  server.key = shift.key;
  await knowledge.load();
  examiner.passed = new Set((await store.get("passed")) ?? []);
  examiner.once = shift.names.once;
  sampling = (await store.get("sampling")) ?? null;
  screen.learnNames(shift.names);
  screen.tell("checkpoint", shift.checkpoint.name);
  screen.tell("lane", screen.say("lane", { lane: shift.lane }));
  work();
  // Nothing waits for the camera, which may wait for somebody's leave, nor for the server: what is on
  // the device is enough to work with.
  openCamera();
  awake.keep();
  // The first verdict shall be as quick as the tenth; names of months take a browser longest.
  warmUp();
  screen.timeOf(clock.now());
  sync();
  setInterval(sync, SYNC_MS);
}

function work() {
  shown = null;
  screen.turnTo("work");
  if (scanner) scanner.looking = true;
  tellState();
}

async function openCamera() {
  scanner ??= new Scanner({
    video: document.querySelector("[data-camera]"),
    urls: setup.reader,
    onRead: (text) => onCamera(text),
  });
  scanner.looking = !shown;
  const why = await scanner.start();
  document.querySelector("[data-camera]").hidden = Boolean(why);
  screen.tell("camera", why && screen.say(why));
  if (why) document.querySelector("[data-typing]").open = true;
  document.querySelector('[data-do="lamp"]').hidden = !scanner.hasLamp;
}

function onCamera(text) {
  const isSame = text === last.text && performance.now() - last.at < SAME_AGAIN_MS;
  last = { text, at: performance.now() };
  if (!isSame) examine(() => examiner.scanned(text, direction()));
}

/** Something else was looked at: what the camera showed before is held there anew. */
function seeAnew() {
  last = { text: "", at: 0 };
}

/** From here to the screen is what takes less than a second: 50 ms without a connection. */
async function examine(look) {
  if (scanner) scanner.looking = false;
  performance.clearMeasures("verdict");
  performance.mark("shown-to-us");
  const judged = await look();
  if (judged.mistake) {
    screen.tell("typed-error", screen.say(judged.mistake, judged));
    if (scanner) scanner.looking = true;
    return;
  }
  const found = judged.found ?? [judged];
  show(found[0]);
  screen.offerOthers(found, show);
  // The next frame is painted before what it has set off runs.
  requestAnimationFrame(() => setTimeout(() => performance.measure("verdict", "shown-to-us")));
}

function show(judged) {
  shown = { ...judged, at: clock.now(), offline: !server.isReachable || !navigator.onLine };
  const tone = screen.showVerdict(judged);
  signal(tone);
}

/** A button: below a verdict, or at once, when nothing was shown. */
async function press(pressed) {
  if (pressed !== "next") {
    const { verdict, permit, at, offline } = shown ?? {
      verdict: "none", permit: null, at: clock.now(), offline: !server.isReachable,
    };
    const crossing = crossingOf({ verdict, permit, direction: direction(), pressed, at, offline });
    await queue.add(crossing, shift.device);
    if (crossing.passed && crossing.code) await remember(crossing);
  }
  last.at = performance.now();
  form("type").reset();
  screen.tell("typed-error", "");
  work();
  upload();
}

async function remember({ code, direction: way }) {
  examiner.remember(code, way);
  await store.put("passed", [...examiner.passed]);
}

function direction() {
  return document.querySelector('[name="direction"]:checked').value;
}

// With the server --------------------------------------------------------------------------------

async function sync() {
  if (!shift) return;
  if (clock.now() >= shift.until) {
    await end(true);
    return;
  }
  const state = await knowledge.refresh();
  await store.put("skew", clock.skew);
  tellState();
  if (state === "closed") await end(true);
  else await upload();
}

async function upload() {
  const state = await queue.upload({ waiting, onAnswer: learnSampling });
  if (state === "empty") await store.forgetDevicesBut(shift?.device);
  if (!shift) return;
  if (state === "closed") await end(true);
  else tellState();
}

async function tellCheckpoint() {
  const response = await server.get("/api/v1/checkpoint");
  if (response.ok) await learnSampling(await response.json());
}

async function learnSampling(answer) {
  sampling = answer.sampling;
  await store.put("sampling", sampling);
}

async function tellState() {
  screen.tellState({
    age: knowledge.age,
    waiting: await queue.count(),
    refused: queue.refused,
    sampling,
    vehicles: waiting?.vehicles ?? 0,
    clock,
  });
}

/** The shift is over. What waits to be uploaded stays. */
async function end(isOver) {
  // With crossings that wait the key has to tell them yet: only then is each counted once.
  if (!isOver && (await queue.upload({ waiting })) === "empty") await giveBackKey(server);
  shift = null;
  scanner?.stop();
  awake.letGo();
  await closeShift({ store, server });
  if (isOver) await store.put("shift", { until: 0 });
  location.reload();
}

// What is pressed ----------------------------------------------------------------------------------

function form(name) {
  return document.querySelector(`[data-form="${name}"]`);
}

form("type").addEventListener("submit", (event) => {
  event.preventDefault();
  const { by, typed } = form("type").elements;
  const text = typed.value.trim();
  seeAnew();
  const [what, type] = by.value.split(" ");
  screen.tell("typed-error", "");
  examine(() => {
    if (what === "document") return examiner.byDocument(type, text, direction());
    if (what === "plate") return examiner.byPlate(text, direction());
    // Whoever pastes a whole permit, or scans into the field, means the same.
    return text.length > 20 ? examiner.scanned(text, direction()) : examiner.typed(text, direction());
  });
});

form("compare").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { number } = form("compare").elements;
  const isTheirs = await examiner.isTheirDocument(shown, number.value, screen.documentTypes());
  const word = isTheirs === null ? "cannotCompare" : isTheirs ? "sameDocument" : "otherDocument";
  screen.tell("compared", screen.say(word));
});

document.addEventListener("click", ({ target }) => {
  allowSound();
  const button = target.closest("button");
  if (button?.dataset.press) press(button.dataset.press);
  if (button?.dataset.wait) countVehicles(Number(button.dataset.wait));
  if (button?.dataset.do) menu[button.dataset.do](button);
});

function countVehicles(more) {
  const vehicles = Math.max(0, (waiting?.vehicles ?? 0) + more);
  waiting = { at: new Date(clock.now()).toISOString(), vehicles };
  tellState();
  // Taps come in a row, and each changes what everybody here is told.
  clearTimeout(countVehicles.timer);
  countVehicles.timer = setTimeout(reportQueue, 1_000);
}

/** The estimate also goes along with crossings; by itself it need not arrive. */
async function reportQueue() {
  if (!shift) return;
  const response = await server.post("/api/v1/crossings", { crossings: [], waiting }).catch(() => null);
  if (response?.ok) await learnSampling(await response.json());
  tellState();
}

const menu = {
  "change-hand": () => changeHand(document.body.classList.toggle("left-handed")),
  lamp: (button) => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    scanner.light(isOn);
  },
  "end-shift": () => {
    if (confirm(screen.say("endShift"))) end(false);
  },
};

function changeHand(isLeft) {
  localStorage.setItem("tereze-left-handed", isLeft ? "1" : "");
}

document.body.classList.toggle("left-handed", Boolean(localStorage.getItem("tereze-left-handed")));
listenToScanner((text) => {
  seeAnew();
  if (shift) examine(() => examiner.scanned(text, direction()));
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && scanner?.isLost) {
    scanner.stop();
    openCamera();
  }
});
addEventListener("online", () => {
  queue.hurry();
  sync();
});
setInterval(() => { if (shift) tellState(); }, 20_000);

await begin();
