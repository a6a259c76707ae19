/* The voice of the board: a live region that says what matters, not every tick. */

const PAUSE_BETWEEN = 1000; // ms between two announcements

/** Speak through the live region: at once, then at most every second and the latest three. */
export function createSpeech(live) {
  let unsaid = [];
  let speaking = 0;

  function speak() {
    speaking = 0;
    if (!unsaid.length) return;
    live.textContent = unsaid.join(" ");
    unsaid = [];
    speaking = setTimeout(speak, PAUSE_BETWEEN);
  }

  return {
    say(sentence) {
      unsaid = [...unsaid.slice(-2), sentence];
      if (!speaking) speak();
    },
    stop: () => clearTimeout(speaking),
  };
}
