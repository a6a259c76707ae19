/* What the board knows, without a page: messages, lives, money, time. All of it pure. */

export const SENSORS = [
  "T24", "T30", "T50", "P15", "P30", "Nf", "Nc", "epr",
  "Ps30", "phi", "NRf", "NRc", "BPR", "htBleed", "W31", "W32",
];
export const CYCLES_PER_SECOND = 6; // at speed 1
export const SPEEDS = [1, 2, 3, 5, 10, 20, 40];
export const SLOTS = 4;
const STEP = 1000; // cycles asked for at a time
const SHORTEST = 200; // cycles, where models are trained more often
const FORESIGHT = [60, 3]; // cycles, and seconds of play, before what is known ends: more is asked for then
const AHEAD = 0.1; // seconds of play between a click and the cycle its decision is stamped with

const TYPES = { u1: Uint8Array, i2: Int16Array, i4: Int32Array };

/**
 * Read one message of the server: a JSON header and its packed arrays.
 * @param {Uint8Array} bytes
 * @returns {{header: any, sections: Object<string, {data: ArrayLike<number>, shape: number[]}>}}
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
 * @property {number} due boundary at which a service that was ordered ahead begins; beyond any match without
 * @property {number} fault what wore out: 0 the compressor, 1 the fan; below zero while it runs, for a rival's, or if nobody can tell
 * @property {number} ordered boundary of the order for its service; beyond any match without
 */
export const RUNNING = 0;
export const SERVICE = 1;
export const FAILURE = 2;
const LIFE = 10; // numbers

/** @returns {Life} */
export function life(data, row) {
  const [slot, index, start, ran, kind, back, lifetime, due, fault, ordered] = data.subarray(row * LIFE, row * LIFE + LIFE);
  return { slot, index, start, ran, stop: start + ran, kind, back, lifetime, due, fault, ordered };
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
 * @param {Array<[number, number, string]>} charges cycle, dollars and why; a bonus is below zero
 */
export function balances(before, lives, economics, from, until, charges = []) {
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
  for (const [cycle, amount] of charges) if (cycle < until) flow[cycle + 1] -= amount;
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

/** What a profit is of the best possible one; null where nobody could have earned anything. */
export const shareOf = (profit, best) => (best > 0 ? profit / best : null);

/**
 * What money spent on services and fees has earned beyond itself, per dollar of it, against waiting
 * for every failure on the same engines; null where nothing was spent. As in the rules.
 */
export const returnOn = (spent, profit, waiting) => (spent > 0 ? (profit - waiting) / spent : null);

/** Money spent on services and fees within the first `cycle` cycles. */
export function spentBy({ slots, charges }, { service_cost: cost }, cycle) {
  const fees = charges.filter(([at, amount]) => at < cycle && amount > 0);
  return fees.reduce((sum, [, amount]) => sum + amount, cost * counts(slots.flat(), cycle).maintained);
}

/** Rank of the factories at a moment, best first; ties keep factory order. */
export function ranking(values) {
  return values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
}

/** Place of one of them, and whether others share it: `{place: 3, shared: true}`. */
export const placeOf = (values, i) => ({
  place: 1 + values.filter((value) => value > values[i]).length,
  shared: values.filter((value) => value === values[i]).length > 1,
});

/** What is in force at `cycle`: the last entry at or before it, else the first. */
export function inForce(entries, cycle) {
  let found = entries[0] ?? null;
  for (const entry of entries) if (entry[0] <= cycle) found = entry;
  return found;
}

/** Cycles from an order at a cycle to its service: what befalls and what is taken may change them. */
export const leadAt = ({ leads }, cycle) => inForce(leads, cycle)[1];

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

const NEVER = 2 ** 31 - 1;

/** Whether a life's `due` is a cycle: a service has been ordered for it. */
export const isOrdered = (due) => due < NEVER;

/** Cycles until the service that was ordered for a running engine, or null if none has been by now. */
export function untilService(moment, now) {
  const { life: one, state } = moment;
  return state === RUNNING && now > one.ordered ? Math.max(0, one.due - now) : null;
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

const SLOWED = 1 / 3; // of the clock's pace, while something is announced
const [SLOWING, HURRYING] = [0.25, 0.4]; // seconds

/** The clock's pace a moment later: it falls to a third while slowed, and comes back. */
export function easePace(pace, slowed, seconds) {
  const whole = 1 - SLOWED;
  return slowed ? Math.max(SLOWED, pace - (whole * seconds) / SLOWING) : Math.min(1, pace + (whole * seconds) / HURRYING);
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

/**
 * How far the answer to a decision tells: to the next training of its model. What comes of that is
 * asked for when the clock comes near, so that nobody waits for a training that may never be.
 * @param {any} game
 * @param {number} cycle
 * @param {boolean} forecasts the strategy in force trains a model
 */
export function horizon({ scenario, rules, until }, cycle, forecasts) {
  if (!forecasts) return Math.min(Math.max(until, cycle + STEP), rules.last_cycle);
  const every = scenario.retrain_every * Math.ceil(SHORTEST / scenario.retrain_every);
  return Math.min((Math.floor(cycle / every) + 1) * every, rules.last_cycle);
}

/** The horizon to ask for, or null when enough is known; the speed in times. */
export function wanted(game, clock, speed) {
  if (game.end && !game.end.kept && game.end.cycle <= game.until) return null;
  if (game.until >= game.scenario.cycles && !game.keep) return null;
  if (game.until >= game.rules.last_cycle) return null;
  const forecasts = game.kinds[inForce(game.factories[0].strategies, game.until)[1]].forecasts;
  const [cycles, seconds] = FORESIGHT;
  const early = forecasts ? cycles + seconds * speed * CYCLES_PER_SECOND : STEP;
  return clock > game.until - early ? horizon(game, game.until, forecasts) : null;
}
