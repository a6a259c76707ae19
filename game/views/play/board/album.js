/* The album: challenges, insights and bests that this browser keeps. No page. */

import { keepRecord, record } from "./keeping.js";
import { t } from "./language.js";

const DAY = /^20\d\d-[01]\d-[0-3]\d$/;
const NAME = /^[a-z_]\w{0,23}$/i;
const STARS = 3;
const MOST_SEED = 2 ** 32 - 1;
const DAY_LENGTH = 24 * 3600 * 1000; // ms
export const LARGEST_ALBUM = 20_000; // letters of a file

/**
 * @typedef {object} Weighed what a match that was played here comes to
 * @property {string} link
 * @property {string} scenario
 * @property {number} seed
 * @property {boolean} settled no redraw is still to come
 * @property {number|null} stars by the decisions' quality on what was known
 * @property {number|null} share the same in percent
 * @property {string[]} found insights
 * @property {string|null} day whose challenge it is
 * @property {string|null} text to share
 */

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isWhole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
const isScore = (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);

/** Entries of an object that are as they should be; nothing of anything else. */
const sound = (value, holds) => Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter(([name, one]) => holds(name, one)));

/** What a record holds that can be shown, whatever else somebody may have written there. */
export const albumOf = (kept) => ({
  chapters: sound(kept.chapters, (name, stars) => NAME.test(name) && isWhole(stars, 1, STARS)),
  days: sound(kept.days, (day, score) => DAY.test(day) && isScore(score) && isWhole(score[0], 1, STARS)),
  bests: sound(kept.bests, (name, score) => NAME.test(name) && isScore(score) && isWhole(score[1], 0, MOST_SEED)),
  found: (Array.isArray(kept.found) ? kept.found : []).filter((name) => typeof name === "string" && NAME.test(name)),
});

const better = (one, other) => (other === undefined || one > other ? one : other);
const higher = (one, other, place) => (other === undefined || one[place] > other[place] ? one : other);

/** Two albums as one: the better of both. */
export function together(mine, theirs) {
  const all = (name, choose) => {
    const both = { ...mine[name] };
    for (const [key, value] of Object.entries(theirs[name])) both[key] = choose(value, both[key]);
    return both;
  };
  return {
    chapters: all("chapters", better), days: all("days", (one, other) => higher(one, other, 1)),
    bests: all("bests", (one, other) => higher(one, other, 0)), found: [...new Set([...mine.found, ...theirs.found])],
  };
}

/**
 * Keep what a match comes to; the insights that are new.
 * @param {Weighed} weighed
 */
export function noteWeighed({ scenario, seed, stars, share, found, day }) {
  const before = albumOf(record());
  const judged = stars !== null && share !== null;
  const now = {
    chapters: {}, found, days: judged && day ? { [day]: [stars, share] } : {}, bests: judged && NAME.test(scenario) ? { [scenario]: [share, seed] } : {},
  };
  keepRecord({ ...record(), ...together(before, now) });
  return found.filter((name) => !before.found.includes(name));
}

/** The album as a file's text. */
export const writeAlbum = () => JSON.stringify({ game: "turbofan-tycoon", version: 1, ...albumOf(record()) });

/** Take in a file: nothing where that has worked, else a sentence; what is here is not lost. */
export function takeAlbum(text) {
  let given = null;
  try {
    given = text.length > LARGEST_ALBUM ? null : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (!isObject(given) || given.game !== "turbofan-tycoon" || given.version !== 1) {
    return t("This file holds no record of ours: choose one that was exported here.");
  }
  keepRecord({ ...record(), ...together(albumOf(record()), albumOf(given)) });
  return null;
}

/** The last days, the latest last, with their scores if they were played. */
export function strip(days, today, count) {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, back) => {
    const day = new Date(end - (count - 1 - back) * DAY_LENGTH).toISOString().slice(0, 10);
    return { day, score: days[day] ?? null };
  });
}
