/* The sheet of words, and the final ranking. */

import { placeOf, ranking, shareOf } from "./core.js";
import { element, emblem, put } from "./dom.js";
import { isPhotoFinish } from "./effects.js";
import { withSetting } from "./events.js";
import { mark, money, number, ordinal, percent, t, tn } from "./language.js";
import { mostly } from "./tips.js";

const FINAL = [
  mark("Place"), mark("Factory"), mark("Strategy"), mark("Profit"), mark("Serviced"), mark("Failed"), mark("Available"), mark("ROI"), mark("Of best"),
];
const TIPS = { 6: "availability", 7: "roi", 8: "best" }; // column to formula

/** Fill the sheet of words; the first action is the one most will want, unless it says otherwise. */
export function paintWords(refs, { title, lines = [], pairs = [], link = null, address = null, nodes = [] }, actions) {
  refs.wordTitle.textContent = title;
  const list = element("dl", { class: "pairs" }, ...pairs.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]));
  const extra = [];
  if (link) extra.push(element("p", {}, element("a", { href: link[1], target: "_blank", rel: "noopener noreferrer" }, link[0])));
  if (address) {
    const field = element("input", { type: "text", readonly: "", class: "address", "aria-label": t("Link"), value: address });
    field.addEventListener("focus", () => /** @type {HTMLInputElement} */ (field).select());
    extra.push(field);
  }
  refs.wordBody.replaceChildren(...lines.map((line) => element("p", {}, line)), ...(pairs.length ? [list] : []), ...nodes, ...extra);
  refs.wordActions.replaceChildren(...actions.map(([label, run, kind], nth) => {
    const button = element("button", { type: "button", class: kind ?? (nth ? "quiet" : "go") }, label);
    button.addEventListener("click", run);
    return button;
  }));
}

/** Fill the sheet at the end of a match. */
export function paintFinal(refs, { game, watching }) {
  const { factories } = game.report;
  const order = ranking(factories.map((factory) => factory.profit));
  const [mine, lead] = [factories[0], factories[game.end.winner]];
  put(refs.verdict, game.end.winner === 0 ? (watching ? t("Replay: you win.") : t("You win.")) : t("{name} wins.", { name: lead.name }));
  put(refs.verdictMore,
    mine.oracle_profit > 0
      ? tn("After {n} cycle you stand at {profit}: {share} of the best possible on these engines, luck included. How good the decisions were is in the report.",
        "After {n} cycles you stand at {profit}: {share} of the best possible on these engines, luck included. How good the decisions were is in the report.", game.end.cycle,
        { profit: money(mine.profit), share: percent(shareOf(mine.profit, mine.oracle_profit)) })
      : tn("After {n} cycle you stand at {profit}; the best possible on these engines is {best}.",
        "After {n} cycles you stand at {profit}; the best possible on these engines is {best}.", game.end.cycle,
        { profit: money(mine.profit), best: money(mine.oracle_profit) }));
  if (isPhotoFinish(factories.map(({ profit }) => profit))) put(refs.verdictMore, `${photoText(factories, order)} ${refs.verdictMore.textContent}`);
  refs.final.replaceChildren(...order.map((i) => finalRow(game, i)));
  paintOthers(refs, game);
}

const photoText = (factories, [first, second]) => t("Photo finish: {dollars} between the first two.", { dollars: money(factories[first].profit - factories[second].profit) });

/** Say what would have been without the others' model, as soon as it is known; until then that it will be. */
export function paintOthers(refs, { counterfactual, saves, factories: [{ alliances }] }) {
  refs.verdictOthers.hidden = counterfactual === null && !alliances.length;
  refs.engineByEngine.hidden = !counterfactual?.ends.length;
  if (counterfactual === null) {
    put(refs.verdictOthers, t("What the others' model did for you is being computed: the match is replayed without it."));
    return;
  }
  put(refs.verdictOthers, othersText(counterfactual, saves.size));
  refs.otherEnds.replaceChildren(...counterfactual.ends.map(endRow), feesRow(counterfactual));
}

const ENDS = [mark("Engine"), mark("Worn"), mark("With the others' model"), mark("With your own"), mark("Worth")];

function endRow({ slot, index, fault, outcome, ran, outcome_alone: alone, ran_alone: ranAlone, dollars }) {
  const name = t("{engine}, no. {index}", { engine: number(slot + 1), index: number(index + 1) });
  return otherRow([name, fault ? t(fault) : t("unknown"), fateText(outcome, ran), fateText(alone, ranAlone), signed(dollars)]);
}

/** What was charged in one of the two matches alone, so that the column adds up to what the sentence says. */
const feesRow = ({ fees }) => otherRow([t("Fees and bonuses"), "", "", "", signed(-fees)]);

const signed = (dollars) => (dollars > 0 ? `+${money(dollars)}` : money(dollars));

/** How an engine ended in one of the two matches. */
export function fateText(outcome, ran) {
  const age = number(ran);
  if (outcome === "service") return t("serviced at age {age}", { age });
  if (outcome === "failure") return t("failed at age {age}", { age });
  return outcome === "running" ? t("runs, at age {age}", { age }) : t("never installed");
}

const otherRow = (cells) => element("tr", { role: "row" }, ...cells.map((text, nth) =>
  element("td", { role: "cell", "data-label": t(ENDS[nth]), class: nth === 4 ? "n" : "" }, text)));

/**
 * What the others' model did for you, and what your calls did.
 * @param {any} replayed the counterfactual
 * @param {number} seen engines that were seen in time: by the own model of the same training they would have failed
 */
export function othersText(replayed, seen = 0) {
  const { alliance, calls, place, place_alone: alone, saved } = replayed;
  const places = { place: ordinal(alone), now: ordinal(place) };
  const values = { dollars: money(Math.abs(alliance)), place: alone === place ? t("still {place}", places) : t("{place} instead of {now}", places) };
  const lines = [];
  if (alliance > 0) lines.push(t("Without the others' model you would stand {dollars} lower, {place}.", values));
  else if (alliance < 0) lines.push(t("The others' model did not pay: alone you would stand {dollars} higher, {place}.", values));
  if (alliance < 0) lines.push(...whyLines(replayed));
  else if (saved > 0) lines.push(tn("Played again so, {n} engine failed that was serviced with it.", "Played again so, {n} engines failed that were serviced with it.", saved));
  if (seen > saved) lines.push(tn("Seen in time: {n}, judged by your own model of that very moment. Over the whole match it learns on, and does not lose it.",
    "Seen in time: {n}, judged by your own model of that very moment. Over the whole match it learns on, and loses fewer of them.", seen));
  if (calls > 0) lines.push(t("Your calls are left out on both sides: as it turned out they earned {dollars}.", { dollars: money(calls) }));
  else if (calls < 0) lines.push(t("Your calls are left out on both sides: as it turned out they cost {dollars}.", { dollars: money(-calls) }));
  return lines.join(" ");
}

/** Where the difference came from: services, failures and fees, with theirs and alone. */
function whyLines({ services, services_alone: ownServices, age, age_alone: ownAge, failures, failures_alone: ownFailures, fees }) {
  const ages = age === null || ownAge === null ? [] : [t("Why: with theirs {services} engines were serviced, at age {age} on average; alone {services_alone}, at age {age_alone}.",
    { services: number(services), age: number(age), services_alone: number(ownServices), age_alone: number(ownAge) })];
  const failed = t("Engines failed: {failures} with theirs, {failures_alone} alone.", { failures: number(failures), failures_alone: number(ownFailures) });
  const paid = { fees: money(Math.abs(fees)) };
  return [...ages, failed, fees < 0 ? t("In fees, less bonuses, you paid {fees} less than alone.", paid) : t("In fees, less bonuses, you paid {fees} more than alone.", paid)];
}

function finalRow(game, i) {
  const one = game.report.factories[i];
  const { place, shared } = placeOf(game.report.factories.map(({ profit }) => profit), i);
  const cells = [
    `${shared ? "=" : ""}${ordinal(place)}`, i === 0 ? t("Your factory") : one.name, withSetting(t(game.kinds[one.strategy].title), one.setting), money(one.profit),
    number(one.maintained), number(one.failed), percent(one.availability),
    one.roi === null ? "–" : number(one.roi, 1), percent(shareOf(one.profit, one.oracle_profit)),
  ];
  // Roles are said aloud because a phone lays the rows out as cards.
  return element("tr", { role: "row", class: i === 0 ? "you" : "" }, ...cells.map((text, nth) => {
    const cell = element("td", { role: "cell", "data-label": t(FINAL[nth]), class: nth > 2 ? "n" : "" }, text);
    if (nth === 1) cell.prepend(emblem(i));
    if (nth === 2) cell.append(element("small", {}, mostlyText(game, i)));
    if (TIPS[nth]) cell.prepend(element("button", { type: "button", class: "tip cell-tip", "data-tip": TIPS[nth], "data-factory": i }, t(FINAL[nth])));
    return cell;
  }));
}

/** How long a factory ran the strategy it ran for the longest time. */
function mostlyText(game, i) {
  const { strategy, share } = mostly(game.factories[i].strategies, game.end.cycle);
  if (strategy === game.report.factories[i].strategy) return t("{share} of the time", { share: percent(share) });
  return t("mostly {strategy}, {share} of the time", { strategy: t(game.kinds[strategy].phrase), share: percent(share) });
}
