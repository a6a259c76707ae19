/* What the board knows, without a page: messages, lives, money, events, words. All of it pure. */

import { bytes, mark, number, t, tn } from "./language.js";

export const SENSORS = [
  "T24", "T30", "T50", "P15", "P30", "Nf", "Nc", "epr",
  "Ps30", "phi", "NRf", "NRc", "BPR", "htBleed", "W31", "W32",
];
export const STRATEGIES = ["corrective", "preventive", "local", "federated"];
export const SHORT = { corrective: mark("Corrective"), preventive: mark("Preventive"), local: mark("Local"), federated: mark("Federated") };
export const TITLES = {
  corrective: mark("Corrective"),
  preventive: mark("Preventive"),
  local: mark("Local predictive"),
  federated: mark("Federated predictive"),
};
/** The same within a sentence. */
export const NAMES = {
  corrective: mark("corrective"),
  preventive: mark("preventive"),
  local: mark("local predictive"),
  federated: mark("federated predictive"),
};
export const CYCLES_PER_SECOND = 6; // at speed 1
export const SPEEDS = [1, 2, 3, 5, 10, 20, 40];
export const SLOTS = 4;
export const NO_FORECAST = -32768;
export const LAST_CYCLE = 100_000; // of the longest match
const STEP = 1000; // cycles asked for at a time
const AHEAD = 0.1; // seconds of play between a click and the cycle its decision is stamped with

const TYPES = { u1: Uint8Array, i2: Int16Array, i4: Int32Array };

/**
 * Read one message of the server: a JSON header and its packed arrays.
 * @param {Uint8Array} bytes
 * @returns {{header: object, sections: Object<string, {data: ArrayLike<number>, shape: number[]}>}}
 */
export function decode(bytes) {
  const buffer = bytes.slice().buffer; // typed arrays want an aligned start
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const body = Math.ceil((4 + length) / 8) * 8;
  const sections = {};
  for (const [name, [offset, type, shape]] of Object.entries(header.sections ?? {})) {
    const count = shape.reduce((a, b) => a * b, 1);
    sections[name] = { data: new TYPES[type](buffer, body + offset, count), shape };
  }
  return { header, sections };
}

/**
 * @typedef {object} Life one engine in one slot of a factory
 * @property {number} slot
 * @property {number} index place of the engine in its slot's stream
 * @property {number} start boundary (elapsed cycles) at which it was installed
 * @property {number} ran cycles it ran until its event, or until the horizon
 * @property {number} stop start + ran
 * @property {number} kind 0 still running at the horizon, 1 service, 2 failure
 * @property {number} back boundary at which its down time ends
 * @property {number} lifetime cycles it would have run; -1 for a rival's engine
 */
export const RUNNING = 0;
export const SERVICE = 1;
export const FAILURE = 2;

/** @returns {Life} */
function life(data, row) {
  const [slot, index, start, ran, kind, back, lifetime] = data.subarray(row * 7, row * 7 + 7);
  return { slot, index, start, ran, stop: start + ran, kind, back, lifetime };
}

/**
 * Put new lives in place of those a decision has overtaken. A life that was already running at
 * `from` comes again under its own index; one installed at or after `from` is void unless it
 * comes again.
 * @param {Life[][]} slots lives per slot, by index; changed in place
 */
export function mergeLives(slots, fresh, from) {
  for (const lives of slots) {
    while (lives.length && lives[lives.length - 1].start >= from) lives.pop();
  }
  for (const one of fresh) slots[one.slot][one.index] = one;
}

/**
 * What is decided once a decision is taken: what was decided later is dropped, and of its cycle the
 * last of each kind and slot or offer counts.
 * @param {Array<[number, string, Array]>} decisions cycle, kind (order, call, answer) and values
 */
export function withDecision(decisions, taken) {
  const [cycle, kind, [subject]] = taken;
  const stays = ([at, sort, [about]]) => at < cycle || (at === cycle && (sort !== kind || (kind !== "order" && about !== subject)));
  return [...decisions.filter(stays), taken];
}

/** Key of an engine: the same for every factory, since all play the same streams. */
export const engineKey = (slot, index) => `${slot}:${index}`;

/** Start a game from its first message. */
export function newGame(header) {
  return {
    match: header.match,
    scenario: header.scenario,
    note: header.note ?? null,
    seed: header.seed,
    until: 0,
    decisions: [],
    factories: header.factories.map(({ name, you }) => ({
      name,
      you: Boolean(you),
      strategies: [],
      slots: Array.from({ length: SLOTS }, () => []),
      balance: new Float64Array(1),
    })),
    engines: new Map(),
    forecasts: new Map(),
    have: [0, 0, 0, 0],
    unlocks: {},
    advice: {},
    trainings: [],
    end: null,
    report: null,
    events: [],
    partings: [],
  };
}

/** Take a message into the game it belongs to. */
export function absorb(game, { header, sections }) {
  const { from, until } = header;
  game.until = until;
  for (const name of ["decisions", "unlocks", "advice", "trainings", "end", "report"]) {
    game[name] = header[name];
  }
  game.factories.forEach((factory, i) => {
    factory.strategies = header.factories[i].strategies;
    const section = sections[`lives${i}`];
    const rows = Array.from({ length: section.shape[0] }, (_, row) => life(section.data, row));
    mergeLives(factory.slots, rows, from);
    // A life that comes again brings its forecasts along, or has none any more.
    if (i === 0) for (const one of rows) game.forecasts.delete(engineKey(one.slot, one.index));
    factory.balance = balances(factory.balance, factory.slots.flat(), game.scenario, from, until);
  });
  takeEngines(game, sections);
  takeForecasts(game, sections);
  game.partings = partings(game.factories.map((f) => f.balance), until);
  game.events = events(game);
}

function takeEngines(game, { engines, sensors }) {
  if (!engines) return;
  for (let row = 0; row < engines.shape[0]; row++) {
    const [slot, index, lifetime, offset] = engines.data.subarray(row * 4, row * 4 + 4);
    const values = sensors.data.subarray(offset, offset + SENSORS.length * lifetime);
    game.engines.set(engineKey(slot, index), { lifetime, values, wear: wear(values, lifetime) });
    game.have[slot] = Math.max(game.have[slot], index + 1);
  }
}

function takeForecasts(game, { forecasts, forecast_index: rows }) {
  if (!rows) return;
  const mine = game.factories[0];
  for (let row = 0; row < rows.shape[0]; row++) {
    const [slot, index, offset] = rows.data.subarray(row * 3, row * 3 + 3);
    const ran = mine.slots[slot][index]?.ran ?? 0;
    game.forecasts.set(engineKey(slot, index), forecasts.data.subarray(offset, offset + ran));
  }
}

/**
 * How far an engine's sensors have left their own early level, 0 to 1, per cycle: what one hears
 * from outside. It drives the blades, so that they give away nothing the sensors do not.
 */
export function wear(values, lifetime) {
  const out = new Float32Array(lifetime);
  const early = Math.min(15, lifetime);
  for (let s = 0; s < SENSORS.length; s++) {
    const line = values.subarray(s * lifetime, (s + 1) * lifetime);
    const base = line.subarray(0, early).reduce((a, b) => a + b, 0) / early;
    let level = base;
    for (let age = 0; age < lifetime; age++) {
      level += (line[age] - level) / 12;
      out[age] += Math.abs(level - base) / SENSORS.length / 90;
    }
  }
  return out.map((share) => Math.min(1, share));
}

/**
 * Closing balance after each number of elapsed cycles, 0 to `until`. A running cycle earns
 * `income` for each engine; an event at a boundary is booked in the cycle that begins there, so
 * one at the very end is not booked.
 * @param {Float64Array} before the series so far, right up to `from`
 * @param {Life[]} lives
 */
export function balances(before, lives, economics, from, until) {
  const series = new Float64Array(until + 1);
  series.set(before.subarray(0, Math.min(from, until) + 1));
  const flow = new Float64Array(until + 2);
  const cost = { [SERVICE]: economics.service_cost, [FAILURE]: economics.failure_cost };
  for (const one of lives) {
    const last = Math.min(one.stop, until);
    for (let c = Math.max(one.start, from) + 1; c <= last; c++) flow[c] += economics.income;
    const booked = one.stop + 1;
    if (one.kind !== RUNNING && booked > from && booked <= until) flow[booked] -= cost[one.kind];
  }
  for (let c = from + 1; c <= until; c++) series[c] = series[c - 1] + flow[c];
  return series;
}

/** Services and failures booked within the first `cycle` cycles. */
export function counts(lives, cycle) {
  let maintained = 0;
  let failed = 0;
  for (const one of lives) {
    if (one.stop >= cycle) continue;
    if (one.kind === SERVICE) maintained++;
    if (one.kind === FAILURE) failed++;
  }
  return { maintained, failed };
}

/**
 * First cycle at which each pair of factories differs (Infinity if never): equal until then.
 * @param {Float64Array[]} series
 * @returns {number[][]}
 */
export function partings(series, until) {
  return series.map((a) =>
    series.map((b) => {
      for (let c = 0; c <= until; c++) if (a[c] !== b[c]) return c;
      return Infinity;
    }),
  );
}

/** Factories grouped by a common history up to `cycle`: `[[0, 1, 3], [2]]`. */
export function groups(apart, cycle) {
  const out = [];
  apart.forEach((row, i) => {
    const group = out.find(([first]) => row[first] > cycle);
    if (group) group.push(i);
    else out.push([i]);
  });
  return out;
}

/** Rank of the factories at a moment, best first; ties keep factory order. */
export function ranking(values) {
  return values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
}

/** What is in force at `cycle`: the last entry at or before it, else the first. */
export function inForce(entries, cycle) {
  let found = entries[0] ?? null;
  for (const entry of entries) if (entry[0] <= cycle) found = entry;
  return found;
}

/** The last entry that has come to pass at `cycle`, or null. */
export function known(entries, cycle) {
  const entry = inForce(entries ?? [], cycle);
  return entry && entry[0] <= cycle ? entry : null;
}

/**
 * The life of a slot after `now` elapsed cycles and what it is doing.
 * @param {Life[]} lives of one slot, by index
 * @param {number} hint index to start searching from
 */
export function slotAt(lives, now, hint = 0) {
  let i = Math.min(hint, lives.length - 1);
  while (i > 0 && lives[i].start >= now) i--;
  while (i + 1 < lives.length && lives[i + 1].start < now) i++;
  const one = lives[i];
  const down = one.kind !== RUNNING && now > one.stop;
  return {
    life: one,
    state: down ? one.kind : RUNNING,
    age: Math.max(0, Math.min(now - one.start, one.ran)),
    left: down ? Math.max(0, one.back - now) : 0,
  };
}

/**
 * Everything that will be said up to the horizon, in order. `shows` is the number of elapsed
 * cycles from which it is visible.
 */
export function events(game) {
  const list = [];
  const add = (shows, kind, factory, text, more = {}) => {
    list.push({ shows, kind, factory, text, id: `${shows}|${kind}|${factory}|${text}`, ...more });
  };
  game.factories.forEach((factory, i) => {
    for (const one of factory.you ? factory.slots.flat() : []) {
      if (one.kind === RUNNING || one.stop >= game.until) continue;
      const spare = one.lifetime - one.ran;
      if (one.kind === FAILURE) {
        add(one.stop + 1, "failure", i, t("Engine {engine} failed at age {age}", { engine: one.slot + 1, age: number(one.ran) }), { life: one });
      } else {
        add(one.stop + 1, "service", i, serviceText(one, spare), { life: one });
      }
    }
    factory.strategies.forEach(([cycle, strategy, setting], nth) => {
      const before = factory.strategies[nth - 1];
      const same = before && before[1] === strategy;
      if (!before || (same && before[2] === setting)) return;
      add(cycle, "strategy", i, changeText(factory, strategy, setting, same), { strategy, same });
    });
  });
  for (const [strategy, cycle] of Object.entries(game.unlocks ?? {})) {
    if (cycle !== null && cycle > 0) add(cycle, "unlock", 0, t(UNLOCKED[strategy]), { strategy });
  }
  for (const [cycle, kind, facts] of game.trainings ?? []) {
    add(cycle, "training", 0, trainingText(kind, facts), { strategy: kind });
  }
  return list.sort((a, b) => a.shows - b.shows);
}

const UNLOCKED = {
  preventive: mark("Preventive is open to you"),
  local: mark("A data scientist joined: local predictive is open to you"),
  federated: mark("A federation invites you: federated predictive is open to you"),
};

function serviceText({ slot, ran, lifetime }, spare) {
  const values = { engine: slot + 1, age: number(ran) };
  if (lifetime <= 0) return t("Engine {engine} serviced at age {age}", values);
  return tn("Engine {engine} serviced at age {age}, {n} cycle of life left",
    "Engine {engine} serviced at age {age}, {n} cycles of life left", spare, values);
}

function changeText({ you, name }, strategy, setting, same) {
  const who = you ? t("You") : name;
  if (same && setting === null) return t("{who}: {strategy} now", { who, strategy: t(NAMES[strategy]) });
  if (same) return t("{who}: {strategy} now at {setting}", { who, strategy: t(NAMES[strategy]), setting });
  const to = withSetting(t(NAMES[strategy]), setting);
  return you ? t("You went {strategy}", { strategy: to }) : t("{who} went {strategy}", { who, strategy: to });
}

/** A strategy's name with its setting, if it has one. */
export const withSetting = (strategy, setting) =>
  (setting === null ? strategy : t("{strategy} at {setting}", { strategy, setting: number(setting) }));

function trainingText(kind, facts) {
  if (facts.text) return facts.text;
  if (kind !== "federated") {
    return tn("Model trained on your {n} failure", "Model trained on your {n} failures", facts.own_failures);
  }
  return t("Federation trained: {moved} moved, {stayed} of sensor data stayed at home",
    { moved: bytes(facts.bytes), stayed: bytes(facts.raw_bytes) });
}

/** Number of shown events (those with `shows` up to `now`) in an ordered list. */
export function shownCount(list, now) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (list[mid].shows <= now) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** What stands between you and a strategy: null when open, else a sentence and its progress. */
export function lockOf(game, strategy, now) {
  const rules = game.scenario.unlocks;
  const opened = game.unlocks?.[strategy];
  if (strategy === "corrective" || !rules || (opened !== null && opened !== undefined && opened <= now)) {
    return null;
  }
  if (strategy === "preventive") {
    const mine = game.factories.find((f) => f.you) ?? game.factories[0];
    const { failed } = counts(mine.slots.flat(), now);
    const have = Math.min(failed, rules.failures);
    return { text: tn("{have} of {n} failure", "{have} of {n} failures", rules.failures, { have }), part: have / rules.failures };
  }
  const [before, wait] = strategy === "local" ? ["preventive", rules.local_wait] : ["local", rules.federated_wait];
  const since = game.unlocks?.[before];
  if (since === null || since === undefined || since > now) {
    return { text: comingText(strategy, wait), part: 0 };
  }
  const left = since + wait - now;
  return { text: arrivalText(strategy, left), part: 1 - left / wait };
}

function comingText(strategy, n) {
  if (strategy === "local") return tn("data scientist {n} cycle after preventive", "data scientist {n} cycles after preventive", n);
  return tn("federation's offer {n} cycle after local", "federation's offer {n} cycles after local", n);
}

function arrivalText(strategy, n) {
  if (strategy === "local") return tn("data scientist arrives in {n} cycle", "data scientist arrives in {n} cycles", n);
  return tn("federation's offer arrives in {n} cycle", "federation's offer arrives in {n} cycles", n);
}

/** Advance the clock: simulated time is wall time x speed, whatever the frame rate. */
export function advance(clock, seconds, speed, limit) {
  return Math.min(clock + seconds * speed * CYCLES_PER_SECOND, limit);
}

/** The cycle a decision is stamped with: a blink ahead while playing, so that nothing already
 * drawn is ever taken back. */
export function stamp(clock, speed, playing) {
  return Math.ceil(clock + (playing ? AHEAD * speed * CYCLES_PER_SECOND : 0));
}

/** The horizon to ask for, or null when enough is known. */
export function wanted(game, clock) {
  if (game.end && !game.end.kept && game.end.cycle <= game.until) return null;
  if (game.until >= game.scenario.cycles && !game.keep) return null;
  if (game.until >= LAST_CYCLE) return null;
  return clock > game.until - STEP ? Math.min(game.until + STEP, LAST_CYCLE) : null;
}

/**
 * Place labels of a height so that none overlap, each as near as can be to where it belongs.
 * @param {number[]} at wanted centres
 * @returns {number[]} centres, in the order given
 */
export function layoutTags(at, height, low, high) {
  const order = at.map((_, i) => i).sort((a, b) => at[a] - at[b] || a - b);
  const blocks = [];
  for (const i of order) {
    let block = { members: [i], sum: at[i] };
    for (;;) {
      block.size = block.members.length * height;
      const centre = block.sum / block.members.length;
      block.top = Math.max(low, Math.min(centre - block.size / 2, high - block.size));
      const above = blocks[blocks.length - 1];
      if (!above || above.top + above.size <= block.top) break;
      blocks.pop();
      block = { members: [...above.members, ...block.members], sum: above.sum + block.sum };
    }
    blocks.push(block);
  }
  const out = new Array(at.length);
  for (const { members, top } of blocks) {
    members.forEach((i, nth) => (out[i] = top + (nth + 0.5) * height));
  }
  return out;
}

const NICE = [1, 2, 2.5, 5, 10];
const RANGES = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** A round number at least as large as `value`, in steps an axis can stand on. */
export function roundUp(value, least) {
  let unit = least;
  while (value > unit * 10) unit *= 10;
  return unit * RANGES.find((n) => n * unit >= value);
}

/** Range of the profit axis: holds both values with room, changes in few steps; from half way to
 * a finish line on it shows the line. */
export function profitRange(low, high, line = null) {
  const top = roundUp(Math.max(high, 1) * 1.08, 100_000);
  const near = line !== null && high > line / 2 && high <= line;
  return [low < 0 ? -roundUp(-low * 1.05, 50_000) : 0, near ? line * 1.06 : top];
}

/** Round steps of an axis, about `count` of them. */
export function ticks(low, high, count) {
  const raw = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * NICE.find((n) => n * unit >= raw * 0.8);
  const out = [];
  for (let t = Math.ceil(low / step) * step; t <= high; t += step) out.push(t);
  return out;
}
