// SPDX-License-Identifier: EUPL-1.2
/**
 * Scanners that pretend to be a keyboard: they type what they read, quicker than any hand, and
 * then press Enter. People type into fields; this listens to what is typed outside of them.
 */

/** Milliseconds between two keys of a scanner; hands take three times as long. */
const QUICK = 60;
/** A short code has eight characters. What is shorter is somebody leaning on the keyboard. */
const SHORTEST = 8;

export class Wedge {
  #text = "";
  #last = -Infinity;

  /** Take a key, pressed at `time` in milliseconds; gives the scanned text at its Enter, or null. */
  press(key, time) {
    const quick = time - this.#last <= QUICK;
    this.#last = time;
    if (key === "Enter") {
      const text = quick && this.#text.length >= SHORTEST ? this.#text : null;
      this.#text = "";
      return text;
    }
    // Shift, which a scanner presses for capitals, is no character.
    if ([...key].length === 1) this.#text = quick ? this.#text + key : key;
    return null;
  }
}

/** Hand over what a scanner types while nobody types into a field. */
export function listenToScanner(onRead, target = document) {
  const wedge = new Wedge();
  target.addEventListener("keydown", (event) => {
    if (event.target.matches?.("input, select, textarea") || event.ctrlKey || event.altKey) return;
    const text = wedge.press(event.key, event.timeStamp);
    if (text === null) return;
    // Enter would press the button that happens to have the focus.
    event.preventDefault();
    onRead(text);
  });
}
