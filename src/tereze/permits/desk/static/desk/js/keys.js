// SPDX-License-Identifier: EUPL-1.2
// Which key is meant, whatever keyboard it is on; and a clock since a moment. Pure.

const FIELDS = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

/** Whether somebody writes there, so that a key is a letter. */
export function isWriting(element) {
  return Boolean(element?.matches?.(FIELDS));
}

/** The key as elements name it: "/", "1" to "9", "enter", a Latin letter; "" for any other. The place on
 *  the keyboard counts where the letter is not Latin: E is У on a Russian one, and / is somewhere else. */
export function keyOf({ key, code, ctrlKey, altKey, metaKey, repeat }) {
  if (ctrlKey || altKey || metaKey || repeat) return "";
  if (key === "Enter") return "enter";
  if (/^[1-9a-z/]$/i.test(key)) return key.toLowerCase();
  if (code === "Slash") return "/";
  const letter = /^Key([A-Z])$/.exec(code ?? "");
  return letter && key.length === 1 ? letter[1].toLowerCase() : "";
}

/** Minutes and seconds since a moment. */
export function sinceText(moment, now) {
  const seconds = Math.max(0, Math.floor((now - Date.parse(moment)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
