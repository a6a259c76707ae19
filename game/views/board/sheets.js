/* What the sheets say: words and today's numbers, no page. */

import { TITLES, cyclesOf, lockOf, money, number, plural } from "./core.js";

/** The keys, as the list behind `?` shows them. */
export const KEYS = [
  ["Space", "Play and pause"], ["1 to 4", "Take a strategy"], ["+ and −", "Faster and slower"],
  ["N", "Skip to your next event"], ["U", "Undo your last decision"], ["R", "Retrain your model"],
  ["?", "This list"], ["Esc", "Close a sheet"],
];

export const keysSheet = () => ({ title: "Keys", pairs: KEYS });

const STORIES = {
  corrective: ({ failure_cost: cost, failure_cycles: down }) => [
    "Every engine runs until it fails. No life is thrown away, and no service is paid.",
    `Each failure costs ${money(cost)} and ${cyclesOf(down)} of standing still.`,
    "In an engine's graph a plain bar grows with its age. The cross is the failure.",
  ],
  preventive: ({ service_cost: cost, service_cycles: down }) => [
    "Every engine is serviced at the same age, whatever its state.",
    `Each service costs ${money(cost)} and ${cyclesOf(down)}. Serviced too early, life is thrown away; too late, engines fail.`,
    "In an engine's graph the dashed line is the service age. The hatched bar after a service is the life that was left.",
  ],
  local: () => [
    "A model trained on the failures you have seen yourself forecasts how many cycles each engine has left. The engine is serviced when the forecast falls below your alarm.",
    "A model knows only the faults it has seen. It learns from engines that failed, not from those you serviced.",
    "In an engine's graph the solid line is the forecast and the dashed line the alarm. After the event, dots show what was really left.",
  ],
  federated: ({ federation_size: size }) => [
    `${size} factories train one model together. Each sends what its model has learned; nobody's sensor data leave home.`,
    "It has seen many more failures than you, and other kinds of fault. What moves is counted beside your setting.",
    "In an engine's graph the solid line is the forecast and the dashed line the alarm. After the event, dots show what was really left.",
  ],
};

/** How a strategy opens. */
function opening(strategy, { unlocks }) {
  if (strategy === "corrective" || !unlocks) return "Open from the start.";
  if (strategy === "preventive") return `Opens after ${plural(unlocks.failures, "failure")} of your own.`;
  if (strategy === "local") return `A data scientist arrives ${cyclesOf(unlocks.local_wait)} after preventive opened.`;
  return `The federation's offer arrives ${cyclesOf(unlocks.federated_wait)} after local predictive opened.`;
}

/** What a strategy is, how to unlock it, what its graph means. */
export function strategySheet(game, strategy, now) {
  const lock = lockOf(game, strategy, now);
  const state = lock ? `Locked now: ${lock.text}.` : "Open to you now.";
  return { title: TITLES[strategy], lines: [...STORIES[strategy](game.scenario), `${opening(strategy, game.scenario)} ${state}`] };
}

/** What a turbofan's tile shows. */
export const engineSheet = ({ scenario }) => ({
  title: "A turbofan",
  lines: [`A jet engine with a large fan. It earns ${money(scenario.income)} in each cycle it runs, wears out and fails. Nobody sees its true age of failure beforehand.`],
  pairs: [
    ["Fan", "Turns slower as the sensors drift, and stands still in service or after a failure. Its rim fills with age; with a model, full means the forecast end."],
    ["Traces", "Sixteen sensors: temperatures, pressures, speeds and flows, over this engine's age. They drift as it wears."],
    ["Graph", "What your strategy sees of this engine: its age, or its forecast and the alarm."],
    ["Strip", "Its recent past: a thin bar runs, hatched is service, crossed is failure."],
  ],
});

/** Why a decision in the past asks before it is taken. */
export function branchSheet(later, cycle) {
  const list = later.map(([at, strategy, setting]) => [number(at), `${TITLES[strategy]}${setting === null ? "" : ` at ${setting}`}`]);
  const shown = list.length > 6 ? [...list.slice(0, 5), ["…", `and ${list.length - 5} more`]] : list;
  return {
    title: `A new path from cycle ${number(cycle)}?`,
    lines: [`${later.length === 1 ? "This later decision is" : `These ${later.length} later decisions are`} dropped. The path you leave stays in the race as a dashed line.`],
    pairs: shown,
  };
}

/** Greets who comes with a link that holds decisions. */
export function linkedSheet(game) {
  const taken = game.decisions.length;
  const last = game.decisions[taken - 1];
  return {
    title: "Someone played this match.",
    lines: [
      `${game.scenario.title}, engines of seed ${game.seed}, ${plural(taken, "decision")}; the last at cycle ${number(last[0])}: ${TITLES[last[1]].toLowerCase()}.`,
      "Watch it from the start, or take over after the last decision. You can leave its path at any cycle.",
    ],
  };
}

export const eggSheet = (name) => ({
  title: "Fifty million dollars.",
  lines: [
    `${name} has earned $50,000,000 by keeping turbofans in the air. The finish line is long gone. Nothing more unlocks.`,
    "If you like numbers that grow for no good reason, you will like the game that taught us how:",
  ],
  link: ["Universal Paperclips", "https://www.decisionproblem.com/paperclips/"],
});

export const addressSheet = (address) => ({
  title: "The link to this match",
  lines: ["This browser does not let the page copy. Select the link and copy it:"],
  address,
});
