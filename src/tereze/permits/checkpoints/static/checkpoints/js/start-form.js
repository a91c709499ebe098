// SPDX-License-Identifier: EUPL-1.2
/** What stands between two shifts: which checkpoint and lane, and why a shift can't be started. */

import * as screen from "./screen.js";
import { getChoices } from "./shift.js";

const form = document.querySelector('[data-form="start"]');

/** Show or hide one of the notes above the form. */
export function note(name, isDue, text = "") {
  const place = document.querySelector(`[data-note="${name}"]`);
  place.hidden = !isDue;
  if (text) place.textContent = text;
}

/** Let the inspector choose; `onStart` is given { choices, checkpoint, lane }. */
export async function offerChoices(onStart) {
  let choices;
  try {
    choices = await getChoices(screen.setup.start);
  } catch {
    note("no-connection", true);
    addEventListener("online", () => offerChoices(onStart), { once: true });
    return;
  }
  note("no-connection", false);
  if (!choices) {
    location.assign(screen.setup.signIn);
    return;
  }
  const { checkpoints } = choices;
  note("no-checkpoints", !checkpoints.length);
  offerCheckpoints(checkpoints);
  form.onsubmit = (event) => {
    event.preventDefault();
    const { checkpoint, lane } = form.elements;
    const { id } = chosen(checkpoints, checkpoint.value);
    onStart({ choices, checkpoint: id, lane: Number(lane.value) });
  };
  form.hidden = !checkpoints.length;
}

function offerCheckpoints(checkpoints) {
  const { checkpoint, lane } = form.elements;
  checkpoint.replaceChildren(...checkpoints.map(({ id, name }) => new Option(name, id)));
  const offerLanes = () => {
    const { lanes = 1 } = chosen(checkpoints, checkpoint.value) ?? {};
    const numbers = Array.from({ length: lanes }, (_, index) => String(index + 1));
    lane.replaceChildren(...numbers.map((number) => new Option(number, number)));
  };
  checkpoint.onchange = offerLanes;
  offerLanes();
}

function chosen(checkpoints, value) {
  return checkpoints.find(({ id }) => String(id) === value);
}
