/* What the sheets say: words and today's numbers. */

import { CALL_KEYS, takesCalls } from "./calls.js";
import { characterMark, element, emblem } from "./dom.js";
import { lockOf, pricesOf, withSetting } from "./events.js";
import { seenBy, seenText } from "./ladder.js";
import { cyclesOf, mark, money, number, t, tn } from "./language.js";
import { wordPairs } from "./words.js";

/** @typedef {{income: number, lead: number, rivals: number}} Offered what the start sheet says of a match: dollars, cycles, factories */

/** @returns {Offered} */
export const offeredOf = ({ scenario: { income, lead }, factories }) => ({ income, lead, rivals: factories.length - 1 });

/** @param {Offered} offered */
export const introOf = ({ income, lead, rivals }) => [
  t("Each earns {income} a cycle, wears out, and fails expensively.", { income: money(income) }),
  ...(lead ? [t("A service must be ordered {lead} ahead.", { lead: cyclesOf(lead) })] : []),
  tn("One rival faces the same.", "{n} rivals face the same.", rivals),
].join(" ");

/** The rivals as the start sheet presents them. */
export const rivalsOf = ({ factories }) => factories.map(({ name, character }, i) => [i, name, character]).filter(([, , character]) => character)
  .map(([i, name, character]) => element("li", {}, emblem(i), element("b", {}, name), characterMark(character.emblem), element("q", {}, t("“{line}”", { line: t(character.believes) }))));

/** What the start sheet calls a scenario that is not one of ours, and what it says of it. */
export function ownOf({ name, title, engines, cycles }) {
  if (engines) return [t("NASA's engines"), t("{title}, on NASA's {engines}", { title, engines })];
  if (!name.includes(".")) return [title, t("As in the link")];
  return title === t("Rules of your own") ? [t("Sandbox"), t("Rules of your own, as in the link")] : [title, t("{cycles} cycles, as in the link", { cycles: number(cycles) })];
}

/** What a match is called, and whose engines it is played on. */
export const titleOf = ({ scenario: { title, engines }, seed }) => (engines
  ? t("{title}, NASA's {engines}, shuffled by seed {seed}", { title, engines, seed })
  : t("{title}, engines of seed {seed}", { title, seed }));

/** The keys, as the list behind `?` shows them. */
const KEYS = [
  [mark("Space"), mark("Play and pause")], [mark("1 to {strategies}"), mark("Take a strategy")], [mark("+ and −"), mark("Faster and slower")],
  ["N", mark("Skip to your next event")], ["U", mark("Undo your last decision")], ["R", mark("Retrain your model")],
  ["?", mark("This list")], [mark("Esc"), mark("Close a sheet")],
];

/** The keys of a call, by slot. */
const keysOf = (call) => CALL_KEYS[call].join(" ").toUpperCase();

const callKeys = () => {
  const engines = CALL_KEYS.hold.length;
  return [[keysOf("service"), t("Service engine 1 to {engines} now", { engines })], [keysOf("hold"), t("Hold engine 1 to {engines}", { engines })]];
};

const wordList = (scenario) => element("dl", { class: "pairs wide" }, ...wordPairs(scenario).flatMap(([word, meaning]) => [element("dt", {}, word), element("dd", {}, meaning)]));

export const keysSheet = (game) => ({
  title: t("Keys and words"), nodes: [element("h2", {}, t("Words")), wordList(game.scenario)], pairs: KEYS.map((pair) => pair.map((text) => t(text, { strategies: game.rules.strategies.length }))).toSpliced(3, 0, ...(takesCalls(game) ? callKeys() : []), ...(game.offers.length ? [["O", t("Read your letters")]] : [])),
});

function answerText({ offers }, [asked, option]) {
  const offer = offers.find((one) => one.number === asked);
  if (!offer) return t("Letter {number} answered", { number: number(asked + 1) });
  const alliance = offer.alliances[option];
  return alliance ? t("Joined {alliance}", { alliance: t(alliance.name) }) : t("{title} taken", { title: t(offer.title) });
}

/** A decision in a few words; when it was taken stands beside it. */
function moveText(game, [, kind, values]) {
  if (kind === "order") return withSetting(t(game.kinds[values[0]].title), values[1]);
  const [slot, call] = values;
  if (kind === "answer") return answerText(game, values);
  return call === "service" ? t("Engine {engine} serviced by hand", { engine: slot + 1 }) : t("Engine {engine} held", { engine: slot + 1 });
}

/** A decision with its cycle. */
export const decisionText = (game, move) => t("{decision} at cycle {cycle}", { decision: moveText(game, move), cycle: number(move[0]) });

/** How a strategy opens. */
function opening({ rung, together }, { unlocks, offers }) {
  if (together && offers) return t("Opens when you join an alliance.");
  if (!rung) return t("Open from the start.");
  if (rung.after === null) return tn("Opens after {n} failure of your own.", "Opens after {n} failures of your own.", unlocks.failures);
  return tn(rung.opening[0], rung.opening[1], rung.wait);
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** What a strategy is, how to unlock it, what its graph means. */
export function strategySheet(game, strategy, now) {
  const kind = game.kinds[strategy];
  const lock = lockOf(game, strategy, now);
  const state = lock ? t("Locked now: {why}.", { why: lock.text }) : t("Open to you now.");
  const story = kind.story.map((text) => sentence(t(text, pricesOf(game.scenario))));
  const { lead } = game.scenario;
  if (kind.setting && lead) story.push(t("A service begins {lead} after its order: the setting says when to order.", { lead: cyclesOf(lead) }));
  const seen = seenBy(game, strategy, now);
  return { title: t(kind.title), lines: [...story, ...(seen ? [`${seenText(seen)}.`] : []), `${opening(kind, game.scenario)} ${state}`] };
}

/** What a turbofan's tile shows. */
export const engineSheet = ({ scenario, note, faultRule }) => ({
  title: t("A turbofan"),
  lines: [t("A jet engine with a large fan. It earns {income} in each cycle it runs, wears out and fails. Nobody sees its true age of failure beforehand.", { income: money(scenario.income) }), ...[note, faultRule].filter(Boolean)],
  pairs: [
    [t("Fan"), t("Turns slower as the sensors drift, and stands still in service or after a failure. Its rim fills with age; with a model, full means the forecast end.")],
    [t("Traces"), t("Sixteen sensors: temperatures, pressures, speeds and flows, over this engine's age. They drift as it wears.")],
    [t("Names"), t("T: temperature, P: pressure, epr: ratio of pressures, N: speed of a shaft (f: fan, c: core, R: corrected), phi: fuel flow by pressure, BPR: bypass ratio, htBleed: bleed heat, W: cooling flow.")],
    [t("Graph"), t("What your strategy sees of this engine: its age, or its forecast and the alarm.")],
    ...(takesCalls({ scenario }) ? [[t("Calls"), t("Service now orders a service at once, whatever the strategy says. Hold keeps it from ordering one for {hold}; the engine may fail. An order is announced {early} before it is given.", { hold: cyclesOf(scenario.hold), early: cyclesOf(scenario.early) })]] : []),
    [t("Strip"), t("Its recent past: a thin bar runs, hatched is service, crossed is failure.")],
    [t("Emblem"), t("What wore out, known once the engine has been opened: three bars are the compressor, three blades the fan.")],
  ],
});

/** Why a decision in the past asks before it is taken. */
export function branchSheet(game, later, cycle) {
  const list = later.map((move) => [number(move[0]), moveText(game, move)]);
  const shown = list.length > 6 ? [...list.slice(0, 5), ["…", t("and {n} more", { n: list.length - 5 })]] : list;
  return {
    title: t("A new path from cycle {cycle}?", { cycle: number(cycle) }),
    lines: [tn("This later decision is dropped. The path you leave stays in the race as a dashed line.",
      "These {n} later decisions are dropped. The path you leave stays in the race as a dashed line.", later.length)],
    pairs: shown,
  };
}

/** Greets who comes back to a cycle. */
export const anewSheet = (cycle) => ({
  title: t("Back at cycle {cycle}", { cycle: number(cycle) }),
  lines: [t("What you decided before stands; what came after is open again. You have seen these engines: so money proves nothing now, and only what a decision was worth on what was known counts.")],
});

/** What was decided in a match that somebody flew. */
function takenText(game) {
  const taken = game.decisions.length;
  const last = game.decisions[taken - 1];
  const match = titleOf(game);
  if (!last) return t("{match}. Nothing was decided in it: every engine ran until it failed.", { match });
  return tn("{match}, {n} decision; the last at cycle {cycle}: {strategy}.",
    "{match}, {n} decisions; the last at cycle {cycle}: {strategy}.", taken,
    { match, cycle: number(last[0]), strategy: last[1] === "order" ? t(game.kinds[last[2][0]].phrase) : moveText(game, last) });
}

/** Greets who comes with a link to a match that somebody flew. */
export function linkedSheet(game, { mine, audience }) {
  return {
    title: mine ? t("You played this match.") : audience ? t("An audience played this match.") : t("This match has been played."),
    lines: [
      takenText(game),
      ...(game.note ? [game.note] : []),
      ...(mine ? [] : [t("Here \"you\" is who played it.")]),
      game.decisions.length
        ? t("Watch it from the start, or take over after the last decision, or at any cycle.")
        : t("Watch it from the start, and take over at any cycle."),
      ...(game.scenario.offers ? [t("Letters without an answer were refused; none stops who watches.")] : []),
    ],
  };
}

export const eggSheet = (name) => ({
  title: t("Fifty million dollars."),
  lines: [
    t("{name} has earned $50,000,000 by keeping turbofans in the air. The finish line is long gone. Nothing more unlocks.", { name }),
    t("If you like numbers that grow for no good reason, you will like the game that taught us how:"),
  ],
  link: ["Universal Paperclips", "https://www.decisionproblem.com/paperclips/"],
});

export const addressSheet = (address) => ({
  title: t("The link to this match"),
  lines: [t("This browser does not let the page copy. Select the link and copy it:")],
  address,
});
