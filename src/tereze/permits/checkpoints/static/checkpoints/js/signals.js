// SPDX-License-Identifier: EUPL-1.2
/**
 * Verdicts for the ear and the hand: two notes upwards for go, one in the middle for wait, two deep
 * and rough ones for stop. An inspector hears them without looking away from the people.
 */

const SOUNDS = {
  go: { wave: "sine", notes: [880, 1320], seconds: 0.12 },
  wait: { wave: "triangle", notes: [587], seconds: 0.25 },
  stop: { wave: "square", notes: [196, 147], seconds: 0.28 },
};
const SHAKES = { go: [60], wait: [120, 80, 120], stop: [300, 100, 300] };

let audio = null;

/** Browsers make no sound before the person has touched the page: call this from a touch. */
export function allowSound() {
  audio ??= "AudioContext" in window ? new AudioContext() : null;
  audio?.resume();
}

export function signal(tone) {
  navigator.vibrate?.(SHAKES[tone]);
  if (audio?.state !== "running") return;
  const { wave, notes, seconds } = SOUNDS[tone];
  notes.forEach((pitch, index) => {
    const start = audio.currentTime + index * (seconds + 0.03);
    const [note, loudness] = [audio.createOscillator(), audio.createGain()];
    note.type = wave;
    note.frequency.value = pitch;
    // A note that begins or ends at once clicks.
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.5, start + 0.01);
    loudness.gain.linearRampToValueAtTime(0, start + seconds);
    note.connect(loudness).connect(audio.destination);
    note.start(start);
    note.stop(start + seconds);
  });
}
