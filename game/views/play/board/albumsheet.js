/* The album as it is shown: a strip of days, bests, insights, and files to take it away. */

import { albumOf, strip, takeAlbum, writeAlbum } from "./album.js";
import { element } from "./dom.js";
import { download, record } from "./keeping.js";
import { number, t } from "./language.js";

const DAYS_SHOWN = 14;

/**
 * @typedef {object} Catalogue what there is to be kept, as the page tells
 * @property {number} most stars
 * @property {Array<{name: string, title: string, hint: string}>} insights
 * @property {Array<{day: string, shown: string, scenario: string, seed: number}>} challenges today's and yesterday's
 * @property {Object<string, string>} titles of scenarios
 */

const starsText = (count, most) => "★".repeat(count) + "☆".repeat(most - count);

/** Stars beside each other, with a name. */
export const starsShown = (count, most) =>
  element("span", { class: "worth", role: "img", "aria-label": t("{stars} of {most} stars", { stars: number(count), most: number(most) }) }, starsText(count, most));

/**
 * The days of the challenge, the latest last.
 * @param {Catalogue} catalogue
 */
export function stripNode({ most, challenges }) {
  const [today] = challenges;
  const cells = strip(albumOf(record()).days, today.day, DAYS_SHOWN).map(({ day, score }) => {
    const named = score
      ? t("{day}: {stars} of {most} stars", { day, stars: number(score[0]), most: number(most) })
      : t("{day}: not played", { day });
    return element("li", { title: named, "data-stars": score?.[0] ?? 0 }, element("span", { class: "hearing" }, named), element("b", { "aria-hidden": "true" }, score ? "★".repeat(score[0]) : "·"));
  });
  return element("ol", { class: "days", "aria-label": t("Challenges of the last {days} days", { days: number(DAYS_SHOWN) }) }, ...cells);
}

/** Insights, each with what a match must show. */
const insightList = (insights) => element("ul", { class: "insights" },
  ...insights.map(({ title, hint }) => element("li", {}, element("b", {}, title), element("span", {}, hint))));

/** Insights that a match has just shown. */
export const insightsShown = ({ insights }, names) => insightList(insights.filter(({ name }) => names.includes(name)));

function bestsNode({ bests }, titles) {
  const rows = Object.entries(titles).filter(([name]) => bests[name]).flatMap(([name, title]) => {
    const [share, seed] = bests[name];
    return [element("dt", {}, title), element("dd", {}, t("{share} of the best known, engines of seed {seed}", { share: `${number(share)}%`, seed }))];
  });
  return rows.length ? element("dl", { class: "pairs" }, ...rows) : element("p", {}, t("No match has been weighed yet."));
}

/** Buttons that take the album away as a file, and bring one in. */
function filesNode(changed) {
  const said = element("p", { role: "status" });
  const file = element("input", { type: "file", accept: ".json,application/json", "aria-label": t("Exported record"), hidden: "" });
  const out = element("button", { type: "button", class: "quiet" }, t("Export"));
  const into = element("button", { type: "button", class: "quiet" }, t("Import"));
  out.addEventListener("click", () => download("turbofan-tycoon-record.json", writeAlbum()));
  into.addEventListener("click", () => /** @type {HTMLInputElement} */ (file).click());
  file.addEventListener("change", async () => {
    const [given] = /** @type {HTMLInputElement} */ (file).files;
    const problem = takeAlbum(await given.text());
    /** @type {HTMLInputElement} */ (file).value = "";
    if (!problem) changed();
    said.textContent = problem ?? t("The record was taken in: the better of both is kept.");
  });
  return element("div", { class: "row files" }, out, into, file, said);
}

/**
 * Fill a place with the whole album.
 * @param {Element} place
 * @param {Catalogue} catalogue
 */
export function fillAlbum(place, catalogue) {
  const body = element("div", {});
  const fill = () => {
    const album = albumOf(record());
    const [known, open] = [true, false].map((wish) => catalogue.insights.filter(({ name }) => album.found.includes(name) === wish));
    const total = { found: number(known.length), most: number(catalogue.insights.length) };
    body.replaceChildren(
      element("h2", {}, t("Challenges of the day")), stripNode(catalogue),
      element("h2", {}, t("Bests, by what decisions were worth on what was known")), bestsNode(album, catalogue.titles),
      element("h2", {}, t("Insights: {found} of {most}", total)), insightList(known),
      ...(open.length ? [element("details", {}, element("summary", {}, t("Still to be found")), insightList(open))] : []),
    );
  };
  fill();
  place.replaceChildren(element("p", {}, t("Kept in this browser, and nowhere else.")), body, filesNode(fill));
}
