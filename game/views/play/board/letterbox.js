/* The letters as they are read: one under the other, each with its facts and what can be answered. */

import { element } from "./dom.js";
import { lettersAt } from "./letters.js";
import { number, t, tn } from "./language.js";
import { wordButton } from "./words.js";

function makeOption(offer, { option, taken, name, about, label, open, useful }) {
  const button = element("button", { type: "button", class: useful ? "take" : "take idle", "data-offer": offer, "data-option": option }, label);
  const said = taken && about ? [element("b", { class: "taken" }, t("Taken"))] : open ? [button] : [];
  return element("li", {}, ...(about ? [element("span", {}, element("b", {}, name), " ", about)] : []), ...said);
}

/** The button that refuses: beside the one that takes, or under those that choose. */
function makeRefusal(offer, options) {
  const button = element("button", { type: "button", class: "refuse", "data-offer": offer, "data-refuse": "" }, t("Refuse"));
  return options.length > 1 ? [element("li", {}, element("span", {}, t("None of them, and nothing to pay.")), button)] : [button];
}

/** How much of the time for an answer is left, as a line that shortens. */
const makeTime = (left) => element("span", { class: "time-left", "aria-hidden": "true", style: `--left: ${left.toFixed(3)}` });

function makeLetter({ title, lines, pairs, offer, options, waits, left, fate, words }, nth) {
  const facts = pairs.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]);
  const [id, shown] = [`tt-letter-${nth}`, options.filter(({ about, open }) => about || open)];
  return element("section", { class: "letter-text", "aria-labelledby": id, "data-over": options.every(({ open }) => !open) },
    element("h2", { id }, title), ...lines.map((line) => element("p", {}, line)), element("dl", { class: "pairs" }, ...facts),
    ...(waits ? [makeTime(left)] : []),
    ...(shown.length ? [element("ul", { "data-choices": shown.length }, ...shown.map((one) => makeOption(offer, one)), ...(waits ? makeRefusal(offer, shown) : []))] : []),
    ...(fate ? [element("p", { class: "fate" }, fate)] : []),
    ...(words.length ? [element("p", { class: "words-met" }, t("What is meant:"), ...words.flatMap((name) => [" ", wordButton(name)]))] : []));
}

/**
 * What the sheet of letters shows at a cycle.
 * @param {boolean} all those that wait for no answer, too
 * @param {number} now what the clock shows: an answer that was given just now counts a boundary later
 */
export function letterSheet(game, decisions, cycle, all, now) {
  const letters = lettersAt(game, decisions, cycle, all);
  const lines = letters.length ? [] : [t("No letter has come yet.")];
  const title = all ? t("Letters at cycle {cycle}", { cycle: number(now) }) : tn("A letter", "{n} letters", letters.length);
  return { title, lines, nodes: letters.map(makeLetter), read: true };
}
