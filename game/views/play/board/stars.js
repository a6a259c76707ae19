/* The stars of chapters: what this browser keeps of them, and how they look. */

import { element } from "./dom.js";
import { record } from "./keeping.js";
import { number, t } from "./language.js";

export const MOST_STARS = 3;

/** Stars as a picture with a name. */
export const starsOf = (count) => element("span", { class: "stars", role: "img", "aria-label": t("{stars} of {most} stars", { stars: number(count), most: number(MOST_STARS) }) },
  "★".repeat(count), element("i", {}, "★".repeat(MOST_STARS - count)));

/** Stars of the chapters that this browser has played, by name. */
export function starsKept() {
  return record().chapters ?? {};
}
