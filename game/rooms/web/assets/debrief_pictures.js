/* Pictures of a debrief: one for each screen, drawn from plain figures. */

import { el, money, number, percent, t, tn } from "./common.js";
import { about, becameText, signOf, signed } from "./debrief_sentences.js";
import { race, shape } from "./race.js";

/** @typedef {{value: number, kind: string}} Part of a bar: how long, and its class */
/** @typedef {{seat?: number, name: string, parts: Part[], text: string, own?: boolean}} BarRow */

/** A piece of a bar; the page's policy takes no style in an attribute. */
function piece(kind, styles) {
  const made = el("i", { class: kind });
  Object.assign(made.style, styles);
  return made;
}

/** A length as a share of the longest one. */
const share = (value, whole) => `${((100 * value) / whole).toFixed(2)}%`;

/**
 * Rows of bars that begin at a line; what is below zero goes to its left.
 * @param {BarRow[]} rows
 * @param {number} [most] what a whole line stands for, if not the longest bar
 */
export function barRows(rows, most = 0) {
  const sums = rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const low = Math.min(0, ...sums);
  const whole = Math.max(most, ...sums) - low || 1;
  return el("ol", { class: "bars" }, ...rows.map(({ seat, name, parts, text, own }, place) => {
    const starts = sums[place] < 0 ? sums[place] - low : -low;
    const line = el("span", { class: "line" }, piece("gap", { width: share(starts, whole) }),
      ...parts.filter(({ value }) => value).map(({ value, kind }) => piece(kind, { width: share(Math.abs(value), whole) })));
    return el("li", { class: own ? "own" : null }, seat ? shape(seat) : el("span"), el("span", { class: "who" }, name), line, el("b", { class: "figure" }, text));
  }));
}

/** What colours stand for, in words. */
export function legend(entries) {
  return el("p", { class: "legend quiet" }, ...entries.map(([kind, text]) => el("span", {}, el("i", { class: `swatch ${kind}` }), ` ${text}`)));
}

/** Curves of balances, with the band that holds all of them. */
function curves(seen, { marks, lines, band = null }, size, own) {
  const node = el("div", { class: "curves" });
  const wide = size.wide;
  race(node, { ...seen, marks, curves: lines, own, band, wide, tall: size.tall, size: size.type });
  return node;
}

const named = (rows, own) => rows.map((row) => ({ ...row, own: row.seat === own?.seat }));

/** Rows of a screen, with one's own at its place among them. */
function withOwn(rows, own, values) {
  if (!own || !values || rows.some(({ seat }) => seat === own.seat)) return named(rows, own);
  return named([...rows, { seat: own.seat, name: own.name, ...values }].sort((one, other) => one.place - other.place), own);
}

/** How many factories of a screen are not among its rows. */
function rest(rows, of) {
  const missing = of - rows.filter(({ place }) => place <= of).length;
  return missing > 0 ? el("p", { class: "quiet rest" }, tn("and {n} more between them", "and {n} more between them", missing)) : null;
}

/** Places and names beside curves. */
function places(rows, own, figure) {
  return el("ol", { class: "lines" }, ...rows.map((one) => el("li", { "data-place": one.place ?? "", class: one.seat === own?.seat ? "own" : null },
    shape(one.seat), el("span", {}, one.name), el("b", { class: "figure" }, figure(one)))));
}

/** Who ended how: everybody's curves, on the wall as a list too. */
function moneyPicture(figures, seen, size, own) {
  const { race: told } = seen;
  const mine = own?.curve.length && !told.curves.some(({ seat }) => seat === own.seat);
  const lines = mine ? [...told.curves, { seat: own.seat, name: own.name, place: own.place, curve: own.curve }] : told.curves;
  const chart = curves(seen, { marks: told.marks, lines, band: seen.seats > lines.length ? figures.band : null }, size, own?.seat);
  const all = figures.rows.length > lines.length;
  const more = all ? 0 : seen.seats - lines.length;
  return el("div", { class: "beside" }, chart, el("div", {},
    all ? places(figures.rows, own, (one) => money(one.money)) : places(lines, own, ({ curve }) => money(curve.at(-1))),
    more > 0 ? el("p", { class: "quiet rest" }, t("and {n} more", { n: number(more) })) : null));
}

function costsPicture({ mean, rows, of }, _seen, _size, own) {
  const bars = withOwn(rows, own, own?.debrief.costs).map((one) => ({ ...one,
    parts: [{ value: one.failures, kind: "failure" }, { value: one.services, kind: "service" }, { value: one.standing, kind: "standing" }, { value: Math.max(0, one.fees), kind: "fees" }],
    text: about(one.failures + one.services + one.standing + one.fees) }));
  const average = { name: t("Average factory"), text: about(mean.failures + mean.services + mean.standing + mean.fees),
    parts: [{ value: mean.failures, kind: "failure" }, { value: mean.services, kind: "service" }, { value: mean.standing, kind: "standing" }, { value: Math.max(0, mean.fees), kind: "fees" }] };
  const words = [["failure", t("repairs after failures")], ["service", t("services")], ["standing", t("income lost while standing still")]];
  if (mean.fees > 0) words.push(["fees", t("fees")]);
  return el("div", {}, legend(words), barRows([...bars, average]), rest(bars, of));
}

function samePicture({ marks, curves: lines, of }, seen, size, own) {
  const all = withOwn(lines, own, own?.debrief.same);
  return el("div", { class: "beside" }, curves(seen, { marks, lines: all }, size, own?.seat),
    el("div", {}, places(all, own, ({ curve }) => about(curve.at(-1))), rest(all, of)));
}

function qualityPicture({ rows, mean, of }, _seen, _size, own) {
  const mine = own?.debrief.quality;
  const bars = withOwn(rows, own, mine?.quality === null ? null : mine).map((one) => ({ ...one, parts: [{ value: one.quality, kind: "quality" }], text: percent(one.quality) }));
  const average = mean === null ? [] : [{ name: t("Average of all"), parts: [{ value: mean, kind: "quality" }], text: percent(mean) }];
  return el("div", {}, legend([["quality", t("0%: who waits for every failure; 100%: the best on average, by what was known; other decisions may come out above")]]), barRows([...bars, ...average], 1), rest(bars, of));
}

function luckPicture({ rows, of }, _seen, _size, own) {
  const all = withOwn(rows, own, own?.debrief.luck);
  const ends = all.flatMap(({ money: had, expected }) => [had, expected]);
  const low = Math.min(0, ...ends);
  const whole = Math.max(...ends) - low || 1;
  const at = (value) => share(value - low, whole);
  const close = (one) => one.error >= 50 && !signOf(one);
  return el("div", {}, legend([["expected", t("what its decisions earn on average")], ["realised", t("what it earned: the distance is luck")],]),
    el("ol", { class: "bars" }, ...all.map(({ seat, name, money: had, expected, luck, error, own: mine }) => el("li", { class: mine ? "own" : null },
      shape(seat), el("span", { class: "who" }, name),
      el("span", { class: "line ends" },
        piece("way", { left: at(Math.min(had, expected)), width: share(Math.abs(had - expected), whole) }),
        piece("expected", { left: at(expected) }), piece("realised", { left: at(had) })),
      el("b", { class: "figure" }, close({ luck, error }) ? `±${about(error)}` : signed(luck))))), rest(all, of),
    all.some(close) ? el("p", { class: "quiet" }, t("±: too close to tell whether luck was good or bad.")) : null);
}

const NOISES = {
  none: [() => t("As it was"), () => t("Without noise")],
  light: [() => t("As it was, with light noise"), () => t("With light noise")],
  strong: [() => t("As it was, with strong noise"), () => t("With strong noise")],
};

/** How far forecasts were off in the end: the common model's, and those of models of one's own. */
function offBars({ common, own: alone }, mine) {
  const row = (name, value, kind, own = false) => ({ name, own, parts: [{ value, kind }], text: number(value, 1) });
  return el("div", { class: "few" }, el("p", { class: "quiet" }, t("How far forecasts were off when the last turn began, in cycles, on engines that nobody flew.")),
    barRows([row(t("The common model"), common, "quality"), row(t("An average factory's own"), alone, "standing"), ...(mine?.off ? [row(t("Yours, of what failed at yours alone"), mine.off, "standing", true)] : [])]));
}

function federationPicture({ nobody, money: had, everybody, poison, noise, level, off }, _seen, _size, own) {
  const row = (name, value) => ({ name, parts: [{ value: value - nobody, kind: value < nobody ? "less" : "quality" }], text: signed(value - nobody) });
  return el("div", {}, el("div", { class: "few" }, el("p", { class: "quiet" }, t("Balance of an average factory, against {money} had nobody federated.", { money: about(nobody) })),
    barRows([row(t("Nobody federated"), nobody), row(NOISES[level ?? "none"][0](), had), row(t("Everybody federated"), everybody),
      ...Object.entries(noise ?? {}).map(([name, value]) => row(NOISES[name][1](), value)),
      ...(poison ? [row(t("Averaged all along"), poison.average), row(t("Median all along"), poison.median), row(t("Nobody poisoned"), poison.clean)] : [])])), off ? offBars(off, own?.debrief.federation) : null);
}

/** Who had left, and what a worth below nothing need not mean; nothing where neither is. */
function caveats(bars) {
  const names = bars.filter(({ left }) => Number.isInteger(left)).map(({ called, left }) => t("{name} (turn {turn})", { name: called, turn: left + 1 })).join(", ");
  const told = [names ? t("Had left the federation: {names}.", { names }) : "",
    bars.some(({ worth }) => worth <= -50) ? t("A worth below nothing need not be harm: with another model alarms hit other engines, partly by luck. Worths do not add up to what all of them are worth.") : ""].filter(Boolean);
  return told.length ? el("p", { class: "quiet" }, told.join(" ")) : null;
}

function helpersPicture({ rows, of, free, freeCount, away, scale }, _seen, _size, own) {
  const bars = withOwn(rows, own, own?.debrief.helpers).map((one) => ({ ...one, parts: [{ value: one.worth, kind: one.worth < 0 ? "less" : "quality" }], text: signed(one.worth), called: one.name,
    name: `${one.name} · ${one.bad ? `${t("poisoned")} · ` : ""}${tn("{n} failure", "{n} failures", one.gave)}` }));
  return el("div", {}, rows.length ? el("div", {}, barRows(bars, scale), rest(bars, of), caveats(bars)) : el("p", {}, t("Nobody's failures have trained the common model.")),
    freeCount ? el("p", {}, `${tn("{n} member took the model and had no failure to give:", "{n} members took the model and had no failure to give:", freeCount)} ${free.map(({ name }) => name).join(", ")}${freeCount > free.length ? " …" : ""}`) : null,
    away ? el("p", {}, tn("{n} member was away when the model was last trained: nothing of theirs had been in it before.", "{n} members were away when the model was last trained: nothing of theirs had been in it before.", away)) : null);
}

const MARKS = 60; // of each kind, that are drawn

function marks(count, kind, text) {
  return el("p", { class: "marks" }, el("b", { class: "figure" }, number(count)), ` ${text} `,
    el("span", { "aria-hidden": "true" }, ...Array.from({ length: Math.min(MARKS, count) }, () => el("i", { class: `light ${kind}` }))));
}

/** What of it fell before the federation opened, what since. */
function metMarks({ met, before, within }, { federation }) {
  if (!federation || before === undefined) return [marks(met, "failure", t("failed without a sign: the model had never seen this fault"))];
  return [marks(before, "failure", t("failed without a sign before the federation opened: the model had never seen this fault")),
    marks(met - before - within, "failure", t("the same since then, with a model of one's own")),
    marks(within, "failure", t("the same since then, under the common model"))];
}

/** A row whose name is whole: figures that do not fit beside it stand below. */
function roomy({ own, seat, name }, text, fontSize) {
  const [who, figure] = [el("span", {}, name), el("b", { class: "figure" }, text)];
  const row = el("li", { class: own ? "own" : null }, shape(seat), who, figure);
  for (const [node, style] of [[row, { flexWrap: "wrap" }], [who, { flex: "1 0 auto", maxWidth: "85%" }], [figure, { marginLeft: "auto", textAlign: "right", fontSize }]]) Object.assign(node.style, style);
  return row;
}

/** How failures are counted in the rows: without a sign alone. A wall has no room for it, and its headline says so. */
const metText = () => t("Met: failed without a sign, of a fault the model had never seen. No other failure counts as met.");

function blindPicture(figures, seen, size, own) {
  const { rows, of, saved, lost, left } = figures;
  const all = withOwn(rows, own, own?.debrief.blind);
  return el("div", {}, ...metMarks(figures, seen),
    seen.federation ? marks(saved, "service", t("saved: serviced here, failed without a federation")) : null,
    seen.federation ? marks(lost, "failure", t("lost: failed here, serviced without a federation")) : null,
    seen.federation && left ? marks(left, "failure", t("the same in factories that had left the federation by then")) : null,
    all.length ? el("ol", { class: "lines" }, ...all.map((one) => roomy(one, seen.federation ? becameText(one) : t("{met} met", { met: one.met }), left ? ".8em" : ""))) : null, rest(all, of),
    all.length && size.title !== false ? el("p", { class: "quiet" }, metText()) : null);
}

/** What each screen draws: from its figures, what is seen, a size, and one's own seat. */
export const PICTURES = {
  money: moneyPicture,
  costs: costsPicture,
  same: samePicture,
  quality: qualityPicture,
  luck: luckPicture,
  federation: federationPicture,
  helpers: helpersPicture,
  blind: blindPicture,
};
