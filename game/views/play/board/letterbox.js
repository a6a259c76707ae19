/* The letters as they are read: one under the other, each with its facts and what can be answered. */

import { element } from "./dom.js";
import { lettersAt } from "./letters.js";
import { number, t } from "./language.js";

function makeOption(offer, { option, taken, name, about, label, open }) {
  const button = element("button", { type: "button", class: "take", "data-offer": offer, "data-option": option }, label);
  const said = taken ? [element("b", { class: "taken" }, t("Taken"))] : open ? [button] : [];
  return element("li", {}, ...(about ? [element("span", {}, element("b", {}, name), " ", about)] : []), ...said);
}

function makeLetter({ title, lines, pairs, offer, options, fate }, nth) {
  const facts = pairs.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]);
  const [id, shown] = [`tt-letter-${nth}`, options.filter(({ about, taken, open }) => about || taken || open)];
  return element("section", { class: "letter-text", "aria-labelledby": id, "data-over": options.every(({ open }) => !open) },
    element("h2", { id }, title), ...lines.map((line) => element("p", {}, line)), element("dl", { class: "pairs" }, ...facts),
    ...(shown.length ? [element("ul", {}, ...shown.map((one) => makeOption(offer, one)))] : []),
    ...(fate ? [element("p", { class: "fate" }, fate)] : []));
}

/** What the sheet of letters shows at a cycle. */
export function letterSheet(game, decisions, cycle) {
  const letters = lettersAt(game, decisions, cycle);
  const lines = letters.length ? [] : [t("No letter has come yet.")];
  return { title: t("Letters at cycle {cycle}", { cycle: number(cycle) }), lines, nodes: letters.map(makeLetter) };
}
