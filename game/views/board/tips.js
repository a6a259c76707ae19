/* Behind a number: its formula with today's values, in a bubble for pointer, keyboard and touch. */

import { NO_FORECAST, RUNNING, TITLES, counts, cyclesOf, engineKey, inForce, money, number, ordinal, percent, plural, slotAt } from "./core.js";

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

/** The formula behind a number of the running match. */
const TOLD = {
  profit({ scenario: rules, factories: [mine] }, now) {
    const { maintained, failed } = counts(mine.slots.flat(), now);
    const profit = mine.balance[now];
    const ran = Math.round((profit + maintained * rules.service_cost + failed * rules.failure_cost) / rules.income);
    return `Running cycles of all engines × income − services − failures: ${number(ran)} × ${money(rules.income)} − ` +
      `${number(maintained)} × ${money(rules.service_cost)} − ${number(failed)} × ${money(rules.failure_cost)} = ${money(profit)}.`;
  },
  pace({ scenario: rules, factories: [mine] }, now) {
    const { span, gain, pace } = paceOf(mine.balance, now);
    if (!span) return `Each running engine earns ${money(rules.income)} a cycle.`;
    return `What your profit gained over the last ${cyclesOf(span)}, divided by them: ${money(gain)} / ${number(span)} = ${money(Math.round(pace))}.`;
  },
  maintained({ scenario: rules, factories: [mine] }, now) {
    const { maintained } = counts(mine.slots.flat(), now);
    return `Services begun so far. Each costs ${money(rules.service_cost)} and ${cyclesOf(rules.service_cycles)}: ` +
      `${number(maintained)} × ${money(rules.service_cost)} = ${money(maintained * rules.service_cost)}.`;
  },
  failed({ scenario: rules, factories: [mine] }, now) {
    const { failed } = counts(mine.slots.flat(), now);
    return `Failures so far. Each costs ${money(rules.failure_cost)} and ${cyclesOf(rules.failure_cycles)}: ` +
      `${number(failed)} × ${money(rules.failure_cost)} = ${money(failed * rules.failure_cost)}.`;
  },
  place({ factories }, now) {
    const ahead = factories.filter(({ balance }) => balance[now] > factories[0].balance[now]).length;
    return `Factories with more profit than you, plus one: ${ahead} + 1 = ${ordinal(ahead + 1)}. An = says that others have the same.`;
  },
  goal({ scenario: rules, factories: [mine] }, now) {
    if (!rules.finish_line) return `Length of the match − cycles played: ${number(rules.cycles)} − ${number(now)} = ${number(Math.max(0, rules.cycles - now))}.`;
    const profit = mine.balance[now];
    return `Finish line − your profit: ${money(rules.finish_line)} − ${money(profit)} = ${money(Math.max(0, rules.finish_line - profit))}.`;
  },
  history({ factories }, now, _, who) {
    const past = spells(factories[who].strategies, now);
    if (!past.length) return "What this factory has run so far: the match has not begun.";
    return `What this factory has run so far: ${past.map(([strategy, cycles]) => `${TITLES[strategy].toLowerCase()} for ${cyclesOf(cycles)}`).join(", then ")}.`;
  },
  left(game, now, slot) {
    const mine = game.factories[0];
    const { life, state, age } = slotAt(mine.slots[slot], now);
    const [, strategy, setting] = inForce(mine.strategies, Math.min(now, life.stop));
    if (state !== RUNNING) return `This engine ran ${cyclesOf(life.ran)} before it stopped.`;
    if (strategy === "preventive") return `Service age − age: ${number(setting)} − ${number(age)} = ${number(Math.max(0, setting - age))}.`;
    const tenths = game.forecasts.get(engineKey(slot, life.index))?.[age - 1] ?? NO_FORECAST;
    if (tenths === NO_FORECAST) return "There is no forecast at this age.";
    return `What the model forecasts from this engine's sensors up to now: ${(tenths / 10).toFixed(1)} cycles, shown as a whole number and never below 0. The alarm rings below ${number(setting)}.`;
  },
};

/** The formula behind a number of the final ranking. */
const RANKED = {
  availability: ({ running_cycles: running, down_cycles: down, availability }) =>
    `Running cycles / (running + down): ${number(running)} / (${number(running)} + ${number(down)}) = ${percent(availability)}.`,
  roi({ roi, profit, maintained }, { service_cost: cost }) {
    if (roi === null) return "Return on what was spent on services. Without a service there is none.";
    const spent = maintained * cost;
    return `(Profit − what corrective earns on the same engines) / money spent on services: ` +
      `(${money(profit)} − ${money(profit - roi * spent)}) / (${plural(maintained, "service")} × ${money(cost)}) = ${roi.toFixed(1)}.`;
  },
  best: ({ profit, oracle_profit: oracle }) =>
    `Profit / profit of a factory that services each engine one cycle before it fails: ${money(profit)} / ${money(oracle)} = ${percent(profit / oracle)}.`,
};

/** What stands behind a number, in words and today's values. */
export function tipText(name, game, now, { slot = 0, factory = 0 } = {}) {
  if (RANKED[name]) return game.report ? RANKED[name](game.report.factories[factory], game.scenario) : "";
  return TOLD[name](game, now, slot, factory);
}

/** Show the bubble for whatever `.tip` has the pointer or the focus; `describe(node)` fills it. */
export function wireTips(root, bubble, on, describe) {
  let shown = null;
  let leaving = 0;

  function show(node) {
    clearTimeout(leaving);
    const text = describe(node);
    if (!text) return;
    hide();
    shown = node;
    bubble.textContent = text;
    bubble.hidden = false;
    node.setAttribute("aria-describedby", bubble.id);
    const [frame, box] = [root.getBoundingClientRect(), node.getBoundingClientRect()];
    const left = Math.min(box.left - frame.left, frame.width - bubble.offsetWidth - 8);
    const below = box.bottom - frame.top + 4;
    const fits = box.bottom + bubble.offsetHeight + 4 < innerHeight;
    bubble.style.left = `${Math.max(8, left)}px`;
    bubble.style.top = `${fits ? below : box.top - frame.top - bubble.offsetHeight - 4}px`;
  }

  function hide() {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    bubble.hidden = true;
  }

  const tipOf = (event) => event.target.closest?.(".tip");
  const leave = () => (leaving = setTimeout(hide, LINGER));
  on(root, "pointerover", (event) => {
    const node = tipOf(event);
    if (node && node !== shown) show(node);
    else if (node || event.target === bubble) clearTimeout(leaving);
  });
  on(root, "pointerout", (event) => {
    if (event.pointerType === "mouse" && (tipOf(event) || event.target === bubble)) leave();
  });
  on(root, "focusin", (event) => (tipOf(event) ? show(tipOf(event)) : hide()));
  on(root, "focusout", hide);
  on(root, "click", (event) => (tipOf(event) ? show(tipOf(event)) : hide()));
  return {
    hide,
    open: () => shown !== null,
    /** Today's values have changed. */
    refresh() {
      if (shown) bubble.textContent = describe(shown);
    },
  };
}
