/* The voice of the board: a live region that says what matters, not every tick. */

import { t, tn } from "./language.js";

const BREATH = 2000; // ms between two announcements
const LULL = 6000; // ms between two announcements of nothing but failures and services
const ROUTINE = ["failure", "service"];

/**
 * What is said when: news at the next breath, each in its own sentence; failures and services of
 * one lull together, alone in their own words, several as a count. No page, no clock of its own.
 */
export function createScript() {
  let news = [];
  let routine = [];
  let spoken = -Infinity;
  let told = -Infinity; // the last time the routine had its turn
  let warning = null; // of what is announced, as long as it stands

  const digest = () => {
    if (routine.length === 1) return routine[0].sentence;
    const failures = routine.filter((one) => one.kind === "failure").length;
    const services = routine.length - failures;
    const said = [];
    if (failures) said.push(tn("{n} failure", "{n} failures", failures));
    if (services) said.push(tn("{n} service", "{n} services", services));
    const [items, last] = said;
    const sentence = last ? t("{items} and {last}", { items, last }) : items;
    return `${sentence}.`;
  };

  return {
    hear(kind, sentence) {
      if (ROUTINE.includes(kind)) routine.push({ kind, sentence });
      else news.push(sentence);
    },
    /** What is announced now; what was announced before is not worth saying any more. */
    warn(sentence) {
      warning = sentence;
    },
    /** What to say at a time, or null, and in how many ms to ask again, or null. */
    next(time) {
      const breath = spoken + BREATH - time;
      const lull = Math.max(breath, told + LULL - time);
      const due = [...(breath <= 0 && warning ? [warning] : []), ...(breath <= 0 ? news : []), ...(lull <= 0 && routine.length ? [digest()] : [])];
      if (due.length) {
        if (lull <= 0 && routine.length) [routine, told] = [[], time];
        [news, warning, spoken] = [[], null, time];
        return { text: due.join(" "), wait: routine.length ? LULL : null };
      }
      const waits = [...(news.length || warning ? [breath] : []), ...(routine.length ? [lull] : [])];
      return { text: null, wait: waits.length ? Math.min(...waits) : null };
    },
    /** The match is over, or another: its failures and services are not news any more. */
    drop() {
      routine = [];
      warning = null;
    },
  };
}

/** Speak through the live region. */
export function createSpeech(live) {
  const script = createScript();
  let timer = 0;

  function turn() {
    clearTimeout(timer);
    const { text, wait } = script.next(performance.now());
    if (text !== null) live.textContent = text;
    timer = wait === null ? 0 : setTimeout(turn, wait + 1);
  }

  return {
    say(sentence, kind = "news") {
      script.hear(kind, sentence);
      turn();
    },
    warn(sentence) {
      script.warn(sentence);
      turn();
    },
    drop: script.drop,
    stop: () => clearTimeout(timer),
  };
}
