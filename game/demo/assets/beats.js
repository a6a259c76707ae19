/* Where a talk stands: which beat, and what the room has answered. All of it pure. */

/** What each key does; clickers send some of them. */
export const KEYS = {
  ArrowRight: "next", PageDown: "next", " ": "next", Enter: "next",
  ArrowLeft: "back", PageUp: "back", Backspace: "back",
  Home: "first", End: "last", r: "again", F5: "again",
  ArrowUp: "up", ArrowDown: "down",
  b: "black", ".": "black", t: "theme", n: "notes", l: "way", f: "full", h: "keys", "?": "keys", Escape: "close",
};

/**
 * @typedef {object} Place where a talk stands
 * @property {number} at the beat, from 0 on
 * @property {Object<string, number>} votes what the room has answered, by the beat that asked
 */

/** The beat of a digit: 1 is the first one, 0 the tenth; null where there is none. */
export function digitOf(key, count) {
  if (!/^\d$/.test(key)) return null;
  const at = key === "0" ? 9 : Number(key) - 1;
  return at < count ? at : null;
}

/** What stands in the address behind the hash. */
export function written(beats, { at, votes }) {
  const said = new URLSearchParams(Object.entries(votes).map(([id, option]) => [id, String(option)])).toString();
  return `#${beats[at].id}${said ? `?${said}` : ""}`;
}

/**
 * The place that an address names; the first beat where it names none.
 * @returns {Place}
 */
export function read(beats, hash) {
  const [, id, said] = /^#?([^?]*)\??(.*)$/.exec(hash) ?? [];
  const named = beats.findIndex((beat) => beat.id === id);
  const numbered = /^\d+$/.test(id) && Number(id) >= 1 && Number(id) <= beats.length ? Number(id) - 1 : 0;
  const votes = {};
  for (const [asked, option] of new URLSearchParams(said)) {
    const question = beats.find((beat) => beat.id === asked)?.question;
    if (question && Number(option) in question.options) votes[asked] = Number(option);
  }
  return { at: named < 0 ? numbered : named, votes };
}

/** The votes after the mark was moved up or down among the answers to a beat's question. */
export function voted(beat, votes, step) {
  if (!beat.question) return votes;
  const count = beat.question.options.length;
  const now = votes[beat.id];
  const next = now === undefined ? (step > 0 ? 0 : count - 1) : (now + step + count) % count;
  return { ...votes, [beat.id]: next };
}

/**
 * Where a talk stands after something was asked of it.
 * @param {any[]} beats
 * @param {Place} place
 * @param {string} asked
 * @param {boolean} moves whether the beat has not come to its end yet
 * @returns {{place: Place, begins: boolean, ends: boolean}} whether a beat begins, or goes to its end at once
 */
export function moved(beats, place, asked, moves) {
  const go = (at, votes = place.votes) => ({ place: { at, votes }, begins: true, ends: false });
  if (asked === "next" && moves) return { place, begins: false, ends: true };
  if (asked === "next" && place.at + 1 < beats.length) return go(place.at + 1);
  if (asked === "back") return go(Math.max(0, place.at - 1));
  if (asked === "first") return go(0, {});
  if (asked === "last") return go(beats.length - 1);
  if (asked === "again") return go(place.at);
  if (asked === "up" || asked === "down") {
    const votes = voted(beats[place.at], place.votes, asked === "up" ? -1 : 1);
    return { place: { ...place, votes }, begins: false, ends: false };
  }
  return { place, begins: false, ends: false };
}

/** Planned seconds of the beats before one. */
export const plannedBefore = (beats, at) => beats.slice(0, at).reduce((sum, { seconds }) => sum + seconds, 0);
