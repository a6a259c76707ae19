/* Behind a number: its formula with today's values, in a bubble for pointer, keyboard and touch. */

import { RUNNING, counts, engineKey, inForce, shareOf, slotAt } from "./core.js";
import { bandAt, foretoldInFull } from "./foretold.js";
import { returnOf } from "./game.js";
import { boxOf, put, zoomOf } from "./dom.js";
import { cyclesOf, money, number, ordinal, percent, t, tn } from "./language.js";
import { wordText } from "./words.js";

const PACE = 200; // cycles over which the current pace is taken
const LINGER = 150; // ms a bubble waits for the pointer to come over to it

/** Profit gained per cycle over the last cycles, and how many cycles those were. */
export function paceOf(balance, now) {
  const before = Math.max(0, now - PACE);
  const span = now - before;
  return { span, gain: balance[now] - balance[before], pace: span ? (balance[now] - balance[before]) / span : 0 };
}

/**
 * What a factory has run, and for how long: `[["corrective", 231], ["preventive", 69]]`.
 * @param {Array} strategies its changes, in order
 */
export function spells(strategies, now) {
  const out = [];
  strategies.forEach(([cycle, strategy], nth) => {
    const cycles = Math.min(strategies[nth + 1]?.[0] ?? now, now) - cycle;
    const last = out.at(-1);
    if (last?.[0] === strategy) last[1] += Math.max(0, cycles);
    else if (cycles > 0) out.push([strategy, cycles]);
  });
  return out;
}

/** The strategy that was in force longest, and its share of the time. */
export function mostly(strategies, now) {
  const total = {};
  for (const [strategy, cycles] of spells(strategies, now)) total[strategy] = (total[strategy] ?? 0) + cycles;
  const [longest, cycles] = Object.entries(total).sort((a, b) => b[1] - a[1])[0];
  return { strategy: longest, share: cycles / now };
}

/** An amount as it stands behind a minus. */
const bracketed = (dollars) => (dollars < 0 ? `(${money(dollars)})` : money(dollars));

/** The formula behind a number of the running match. */
const RUNNING_MATCH = {
  profit({ scenario: rules, factories: [mine] }, now) {
    const { maintained, failed } = counts(mine.slots.flat(), now);
    const profit = mine.balance[now];
    const due = mine.charges.filter(([cycle]) => cycle < now);
    const paid = due.reduce((sum, [, amount]) => sum + amount, 0);
    const ran = Math.round((profit + maintained * rules.service_cost + failed * rules.failure_cost + paid) / rules.income);
    const values = {
      ran: number(ran), income: money(rules.income), maintained: number(maintained), service: money(rules.service_cost),
      failed: number(failed), failure: money(rules.failure_cost), profit: money(profit), paid: bracketed(paid),
    };
    if (due.length) return t("Running cycles of all engines × income − services − failures − fees less bonuses: {ran} × {income} − {maintained} × {service} − {failed} × {failure} − {paid} = {profit}.", values);
    return t("Running cycles of all engines × income − services − failures: {ran} × {income} − {maintained} × {service} − {failed} × {failure} = {profit}.", values);
  },
  pace({ scenario: rules, factories: [mine] }, now) {
    const { span, gain, pace } = paceOf(mine.balance, now);
    if (!span) return t("Each running engine earns {income} a cycle.", { income: money(rules.income) });
    return tn("What your profit gained over the last {n} cycle, divided by them: {gain} / {n} = {pace}.",
      "What your profit gained over the last {n} cycles, divided by them: {gain} / {n} = {pace}.", span,
      { gain: money(gain), pace: money(Math.round(pace)) });
  },
  maintained({ scenario: rules, factories: [mine] }, now) {
    const { maintained } = counts(mine.slots.flat(), now);
    return t("Services begun so far. Each costs {cost} and {down}: {count} × {cost} = {sum}.", {
      cost: money(rules.service_cost), down: cyclesOf(rules.service_cycles), count: number(maintained), sum: money(maintained * rules.service_cost),
    });
  },
  failed({ scenario: rules, factories: [mine] }, now) {
    const { failed } = counts(mine.slots.flat(), now);
    return t("Failures so far. Each costs {cost} and {down}: {count} × {cost} = {sum}.", {
      cost: money(rules.failure_cost), down: cyclesOf(rules.failure_cycles), count: number(failed), sum: money(failed * rules.failure_cost),
    });
  },
  place({ factories }, now) {
    const ahead = factories.filter(({ balance }) => balance[now] > factories[0].balance[now]).length;
    return t("Factories with more profit than you, plus one: {ahead} + 1 = {place}. An = says that others have the same.",
      { ahead, place: ordinal(ahead + 1) });
  },
  goal({ scenario: rules, factories: [mine] }, now) {
    if (!rules.finish_line) {
      return t("Length of the match − cycles played: {length} − {played} = {left}.",
        { length: number(rules.cycles), played: number(now), left: number(Math.max(0, rules.cycles - now)) });
    }
    const profit = mine.balance[now];
    return t("Finish line − your profit: {line} − {profit} = {left}.",
      { line: money(rules.finish_line), profit: money(profit), left: money(Math.max(0, rules.finish_line - profit)) });
  },
  history({ factories, kinds }, now, _, who) {
    const past = spells(factories[who].strategies, now);
    if (!past.length) return t("What this factory has run so far: the match has not begun.");
    const parts = past.map(([strategy, cycles]) => t("{strategy} for {cycles}", { strategy: t(kinds[strategy].phrase), cycles: cyclesOf(cycles) }));
    const spans = parts.reduce((before, span) => t("{before}, then {span}", { before, span }));
    const { character } = factories[who];
    const ran = t("What this factory has run so far: {spans}.", { spans });
    const belief = character && t("“{line}”", { line: t(character.believes) });
    return belief ? `${belief} ${ran}` : ran;
  },
  return(game, now, _, who) {
    const told = returnOf(game, who, now);
    return told ? returnText(told) : "";
  },
  left(game, now, slot) {
    const mine = game.factories[0];
    const { life, state, age } = slotAt(mine.slots[slot], now);
    const [, strategy, setting] = inForce(mine.strategies, Math.min(now, life.stop));
    if (state !== RUNNING) {
      return tn("This engine ran {n} cycle before it stopped.", "This engine ran {n} cycles before it stopped.", life.ran);
    }
    const { lead } = game.scenario;
    if (game.kinds[strategy].scheduled) {
      return t("Service age − age: {setting} − {age} = {left}.",
        { setting: number(setting + lead), age: number(age), left: number(Math.max(0, setting + lead - age)) });
    }
    const tenths = game.forecasts.get(engineKey(slot, life.index))?.[age - 1] ?? game.rules.no_forecast;
    if (tenths === game.rules.no_forecast) return t("There is no forecast at this age.");
    const ends = bandAt({ age, band: game.bands.get(engineKey(slot, life.index)), none: game.rules.no_forecast });
    const alarm = t("The alarm rings below {setting}.", { setting: number(setting) });
    if (ends) return `${foretoldInFull(tenths / 10, ends, game.scenario.band, judgedBy(game, now))} ${alarm}`;
    const forecast = t("What the model forecasts from this engine's sensors up to now: {forecast} cycles, shown as a whole number and never below 0.",
      { forecast: number(tenths / 10, 1) });
    if (!game.scenario.band) return `${forecast} ${alarm}`;
    const unknown = t("How far it may miss is not known: nobody was there to judge it, or updates travel with noise.");
    return `${forecast} ${alarm} ${unknown}`;
  },
};

/** How a return comes about: the same for a running match and for one that has ended. */
function returnText({ roi, profit, waiting, spent }) {
  if (roi === null) return t("Return on what was spent on services and fees. Without either there is none.");
  return t("(Profit − what waiting for every failure earns on the same engines) / money spent on services and fees: ({profit} − {waiting}) / {spent} = {roi}.",
    { profit: money(profit), waiting: waiting < 0 ? `(${money(waiting)})` : money(waiting), spent: money(spent), roi: number(roi, 1) });
}

/** Engines on which the band of the last training rests. */
function judgedBy({ trainings }, now) {
  return trainings.filter(([cycle]) => cycle <= now).at(-1)?.[2].judged ?? 0;
}

/** The formula behind a number of the final ranking. */
const RANKED = {
  availability: ({ running_cycles: running, down_cycles: down, availability }) =>
    t("Running cycles / (running + down): {running} / ({running} + {down}) = {share}.",
      { running: number(running), down: number(down), share: percent(availability) }),
  roi: ({ roi, profit, spent }) => returnText({ roi, profit, spent, waiting: profit - (roi ?? 0) * spent }),
  best: ({ profit, oracle_profit: oracle }) =>
    t("Profit / profit of who knows when each engine would fail: {profit} / {oracle} = {share}.",
      { profit: money(profit), oracle: money(oracle), share: percent(shareOf(profit, oracle)) }),
};

/** What stands behind a number or a word, in words and today's values. */
export function tipText(name, game, now, { slot = 0, factory = 0, word = "" } = {}) {
  if (word) return wordText(word, game.scenario);
  if (RANKED[name]) return game.report ? RANKED[name](game.report.factories[factory], game.scenario) : "";
  return RUNNING_MATCH[name](game, now, slot, factory);
}

/** How far down a board or a sheet is seen: what stands at the edge of a narrow screen lies over it. */
function edgeOf(around) {
  const standing = [...around.querySelectorAll(".transport, .letter, .calls[data-told=true], .stage")]
    .filter((node) => ["sticky", "fixed"].includes(getComputedStyle(node).position) && node.offsetHeight > 0);
  return Math.min(innerHeight / zoomOf(around), ...standing.map((node) => boxOf(node).top));
}

/** The bubble, shown for whatever `.tip` has the pointer or the focus. */
class Bubble {
  /**
   * @param {HTMLElement} node the bubble, in the board or in the sheet that is open
   * @param {(tip: HTMLElement) => string} describe what it says of a tip
   */
  constructor(node, describe) {
    this.node = node;
    this.describe = describe;
    this.shown = null; // the tip
    this.leaving = undefined; // timer
  }

  show(tip) {
    const { node } = this;
    clearTimeout(this.leaving);
    const text = this.describe(tip);
    if (!text) return;
    this.hide();
    this.shown = tip;
    put(node, text);
    node.hidden = false;
    tip.setAttribute("aria-describedby", node.id);
    this.place();
  }

  /** Under the tip, or above it where that would reach over the edge or what stands there. */
  place() {
    const { node, shown: tip } = this;
    const around = node.parentElement;
    const [frame, box] = [boxOf(around), boxOf(tip)];
    const top = frame.top + around.clientTop - around.scrollTop;
    const left = Math.min(box.left - frame.left, frame.width - node.offsetWidth - 8);
    const fits = box.bottom + node.offsetHeight + 4 < Math.min(edgeOf(around), Math.max(frame.bottom, box.bottom + 4));
    node.style.left = `${Math.max(8, left)}px`;
    node.style.top = `${(fits ? box.bottom + 4 : box.top - node.offsetHeight - 4) - top}px`;
  }

  hide() {
    clearTimeout(this.leaving);
    this.shown?.removeAttribute("aria-describedby");
    this.shown = null;
    this.node.hidden = true;
  }

  /** Wait for the pointer to come over to the bubble, then hide. */
  leave() {
    this.leaving = setTimeout(() => this.hide(), LINGER);
  }

  stay() {
    clearTimeout(this.leaving);
  }

  open() {
    return this.shown !== null;
  }

  /** Today's values have changed. */
  refresh() {
    if (!this.shown) return;
    put(this.node, this.describe(this.shown));
    this.place();
  }
}

/** Let a bubble follow pointer, focus and touch; `describe(node)` fills it. */
export function wireTips(root, node, on, describe) {
  const bubble = new Bubble(node, describe);
  const tipOf = (event) => event.target.closest?.(".tip");
  const turn = (event) => (tipOf(event) ? bubble.show(tipOf(event)) : bubble.hide());
  let rests = null; // where the pointer has been since a click
  const moved = ({ clientX, clientY }) => rests === null || rests[0] !== clientX || rests[1] !== clientY;
  on(root, "click", ({ clientX, clientY, detail }) => (rests = detail ? [clientX, clientY] : null));
  on(root, "pointermove", (event) => {
    if (rests === null || !moved(event)) return;
    rests = null;
    if (tipOf(event)) bubble.show(tipOf(event));
  });
  on(root, "pointerover", (event) => {
    const tip = tipOf(event);
    if (!moved(event)) return; // what has come under a pointer that rests is not asked about
    if (tip && tip !== bubble.shown) bubble.show(tip);
    else if (tip || event.target === node) bubble.stay();
  });
  on(root, "pointerout", (event) => {
    if (event.pointerType === "mouse" && (tipOf(event) || event.target === node)) bubble.leave();
  });
  on(root, "focusin", turn);
  on(root, "focusout", () => bubble.hide());
  on(root, "click", turn);
  return bubble;
}
