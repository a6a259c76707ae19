/* What the sheets say: words and today's numbers, no page. */

import { NAMES, TITLES, lockOf, withSetting } from "./core.js";
import { cyclesOf, mark, money, number, t, tn } from "./language.js";

/** What the start sheet says of a match. */
export const introOf = ({ scenario, factories }) => [
  t("Each earns {income} a cycle, wears out, and fails expensively.", { income: money(scenario.income) }),
  tn("One rival faces the same.", "{n} rivals face the same.", factories.length - 1),
].join(" ");

/** What the start sheet calls a scenario that is not one of ours, and what it says of it. */
export const ownOf = ({ title, engines }) => (engines
  ? [t("Real engines"), t("{title}, on NASA's {engines}", { title, engines })]
  : [t("Sandbox"), t("Rules of your own, as in the link")]);

/** What a match is called, and whose engines it is played on. */
export const titleOf = ({ scenario: { title, engines }, seed }) => (engines
  ? t("{title}, NASA's {engines}, shuffled by seed {seed}", { title, engines, seed })
  : t("{title}, engines of seed {seed}", { title, seed }));

/** The keys, as the list behind `?` shows them. */
export const KEYS = [
  [mark("Space"), mark("Play and pause")], [mark("1 to 4"), mark("Take a strategy")], [mark("+ and −"), mark("Faster and slower")],
  ["N", mark("Skip to your next event")], ["U", mark("Undo your last decision")], ["R", mark("Retrain your model")],
  ["?", mark("This list")], [mark("Esc"), mark("Close a sheet")],
];

export const keysSheet = () => ({ title: t("Keys"), pairs: KEYS.map((pair) => pair.map((text) => t(text))) });

const STORIES = {
  corrective: ({ failure_cost: cost, failure_cycles: down }) => [
    t("Every engine runs until it fails. No life is thrown away, and no service is paid."),
    t("Each failure costs {cost} and {down} of standing still.", { cost: money(cost), down: cyclesOf(down) }),
    t("In an engine's graph a plain bar grows with its age. The cross is the failure."),
  ],
  preventive: ({ service_cost: cost, service_cycles: down }) => [
    t("Every engine is serviced at the same age, whatever its state."),
    t("Each service costs {cost} and {down}. Serviced too early, life is thrown away; too late, engines fail.", { cost: money(cost), down: cyclesOf(down) }),
    t("In an engine's graph the dashed line is the service age. The hatched bar after a service is the life that was left."),
  ],
  local: () => [
    t("A model trained on the failures you have seen yourself forecasts how many cycles each engine has left. The engine is serviced when the forecast falls below your alarm."),
    t("A model knows only the faults it has seen. It learns from engines that failed, not from those you serviced."),
    t("In an engine's graph the solid line is the forecast and the dashed line the alarm. After the event, dots show what was really left."),
  ],
  federated: ({ federation_size: size }) => [
    t("{size} factories train one model together. Each sends what its model has learned; nobody's sensor data leave home.", { size: number(size) }),
    t("It has seen many more failures than you, and other kinds of fault. What moves is counted beside your setting."),
    t("In an engine's graph the solid line is the forecast and the dashed line the alarm. After the event, dots show what was really left."),
  ],
};

/** How a strategy opens. */
function opening(strategy, { unlocks }) {
  if (strategy === "corrective" || !unlocks) return t("Open from the start.");
  if (strategy === "preventive") {
    return tn("Opens after {n} failure of your own.", "Opens after {n} failures of your own.", unlocks.failures);
  }
  if (strategy === "local") {
    return tn("A data scientist arrives {n} cycle after preventive opened.", "A data scientist arrives {n} cycles after preventive opened.", unlocks.local_wait);
  }
  return tn("The federation's offer arrives {n} cycle after local predictive opened.",
    "The federation's offer arrives {n} cycles after local predictive opened.", unlocks.federated_wait);
}

/** What a strategy is, how to unlock it, what its graph means. */
export function strategySheet(game, strategy, now) {
  const lock = lockOf(game, strategy, now);
  const state = lock ? t("Locked now: {why}.", { why: lock.text }) : t("Open to you now.");
  return { title: t(TITLES[strategy]), lines: [...STORIES[strategy](game.scenario), `${opening(strategy, game.scenario)} ${state}`] };
}

/** What a turbofan's tile shows. */
export const engineSheet = ({ scenario, note }) => ({
  title: t("A turbofan"),
  lines: [t("A jet engine with a large fan. It earns {income} in each cycle it runs, wears out and fails. Nobody sees its true age of failure beforehand.", { income: money(scenario.income) }), ...(note ? [note] : [])],
  pairs: [
    [t("Fan"), t("Turns slower as the sensors drift, and stands still in service or after a failure. Its rim fills with age; with a model, full means the forecast end.")],
    [t("Traces"), t("Sixteen sensors: temperatures, pressures, speeds and flows, over this engine's age. They drift as it wears.")],
    [t("Graph"), t("What your strategy sees of this engine: its age, or its forecast and the alarm.")],
    [t("Strip"), t("Its recent past: a thin bar runs, hatched is service, crossed is failure.")],
  ],
});

/** Why a decision in the past asks before it is taken. */
export function branchSheet(later, cycle) {
  const list = later.map(([at, , [strategy, setting]]) => [number(at), withSetting(t(TITLES[strategy]), setting)]);
  const shown = list.length > 6 ? [...list.slice(0, 5), ["…", t("and {n} more", { n: list.length - 5 })]] : list;
  return {
    title: t("A new path from cycle {cycle}?", { cycle: number(cycle) }),
    lines: [tn("This later decision is dropped. The path you leave stays in the race as a dashed line.",
      "These {n} later decisions are dropped. The path you leave stays in the race as a dashed line.", later.length)],
    pairs: shown,
  };
}

/** Greets who comes with a link that holds decisions. */
export function linkedSheet(game) {
  const taken = game.decisions.length;
  const [cycle, , [strategy]] = game.decisions[taken - 1];
  return {
    title: t("Someone played this match."),
    lines: [
      tn("{match}, {n} decision; the last at cycle {cycle}: {strategy}.",
        "{match}, {n} decisions; the last at cycle {cycle}: {strategy}.", taken,
        { match: titleOf(game), cycle: number(cycle), strategy: t(NAMES[strategy]) }),
      ...(game.note ? [game.note] : []),
      t("Watch it from the start, or take over after the last decision. You can leave its path at any cycle."),
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
