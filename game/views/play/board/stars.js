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

/**
 * Fill a menu's row of chapters: a number and its stars each, and the one that comes next in words.
 * @param {HTMLElement} menu
 * @param {import("./chapter.js").Chapter[]} chapters
 * @param {(chapter: import("./chapter.js").Chapter) => void} enter what a press on one does
 */
export function fillChapters(menu, chapters, enter) {
  const kept = starsKept();
  const next = chapters.find(({ name }) => !kept[name]) ?? null;
  const buttons = chapters.map((chapter) => {
    const stars = kept[chapter.name] ?? 0;
    const named = { number: number(chapter.number), title: chapter.title, stars: number(stars), most: number(MOST_STARS) };
    const button = element("button", { type: "button", title: chapter.title, "data-next": chapter === next,
      "aria-label": stars ? t("Chapter {number}: {title}, {stars} of {most} stars", named) : t("Chapter {number}: {title}", named) },
    element("b", {}, number(chapter.number)), element("small", { "aria-hidden": "true" }, "★".repeat(stars), element("i", {}, "★".repeat(MOST_STARS - stars))));
    button.addEventListener("click", () => enter(chapter));
    return button;
  });
  const words = next ? t("Next: {title}. {idea}.", { title: next.title, idea: next.idea.replace(/[.?]$/, "") }) : t("All chapters played.");
  menu.replaceChildren(element("p", {}, words), element("div", {}, ...buttons));
}
