/* Calls: what may be done with one engine by hand, and what is announced of it. No page. */

import { RUNNING, SERVICE, engineKey, inForce, leadAt, slotAt } from "./core.js";
import { bandAt } from "./foretold.js";

/** The two calls and their keys, by slot. */
export const CALL_KEYS = { service: ["a", "s", "d", "f"], hold: ["z", "x", "c", "v"] };

/** Whether these rules take calls at all. */
export const takesCalls = ({ scenario }) => scenario.hold !== null;

/** Whether anything but waiting is open at a boundary, and the match goes on: else no call and no answer counts. */
export function isOpen({ scenario, kinds, unlocks, end }, cycle) {
  if (end && !end.kept && cycle >= end.cycle) return false;
  if (!scenario.unlocks) return true;
  return Object.entries(unlocks).some(([name, at]) => kinds[name].rung && at !== null && at <= cycle);
}

/**
 * The life that a call at a boundary is about: the engine runs, has run before, and nothing has been
 * ordered for it by then. Null where a call would do nothing.
 */
export function callable(game, slot, cycle) {
  if (!takesCalls(game) || !isOpen(game, cycle)) return null;
  const { life } = slotAt(game.factories[0].slots[slot], cycle);
  const stands = life.kind === RUNNING || life.stop > cycle || (life.kind === SERVICE && life.stop === cycle);
  return stands && life.start < cycle && life.ordered >= cycle ? life : null;
}

/** The calls on a life by a boundary, as `[cycle, call]` in order. */
function callsOn(decisions, { slot, start }, cycle) {
  return decisions
    .filter(([at, kind, values]) => kind === "call" && values[0] === slot && at > start && at <= cycle)
    .map(([at, , values]) => [at, values[1]]);
}

/** Whether a call at a boundary would change anything, as far as is known. */
export function mayCall(game, decisions, slot, call, cycle) {
  const life = callable(game, slot, cycle);
  if (!life) return false;
  const taken = callsOn(decisions, life, cycle);
  const ordered = taken.some(([at, what]) => what === "service" && at < cycle);
  return !ordered && !taken.some(([at, what]) => what === call && at === cycle);
}

/**
 * What the calls that were taken by a boundary have done to a running engine, before an answer says
 * so: `{ordered}` the cycle of a service called, `{until}` the end of a hold; null where they did not.
 * @param {import("./core.js").Life} life
 */
export function calledFor(game, decisions, life, cycle) {
  const open = ([at]) => isOpen(game, at) && (life.ordered >= at);
  const last = callsOn(decisions, life, cycle).filter(open).at(-1);
  if (!last) return { ordered: null, until: null };
  const [at, call] = last;
  return call === "service" ? { ordered: at, until: null } : { ordered: null, until: at + game.scenario.hold };
}

/**
 * What is announced at a moment, one at a time: the first that has come and is neither answered nor
 * over. It is over when the order has acted, or the engine is gone, or nothing has come of it for
 * twice as long as it comes early.
 * @param {number} now elapsed cycles
 * @param {number} said the cycle by which decisions count: one taken just now is a blink ahead
 * @returns {{cycle: number, slot: number, index: number} | null}
 */
export function announcedNow(game, decisions, now, said) {
  for (const row of game.announced) {
    if (row.cycle > now) break;
    if (row.cycle <= now - 2 * game.scenario.early) continue;
    const life = callable(game, row.slot, now);
    if (life?.index !== row.index) continue;
    if (!callsOn(decisions, life, said).some(([at]) => at >= row.cycle)) return row;
  }
  return null;
}

/** What is forecast of an engine at a boundary: cycles left, and both ends of what is likely; or null. */
export function seenOf({ forecasts, bands, rules }, { slot, index, start }, cycle) {
  const [key, age, none] = [engineKey(slot, index), cycle - start, rules.no_forecast];
  const tenths = forecasts.get(key)?.[age - 1];
  const left = tenths === undefined || tenths === none ? null : tenths / 10;
  return { left, ends: bandAt({ age, band: bands.get(key), none }) };
}

/**
 * What a service called at a boundary costs beside its price: `{unused}` cycles between its
 * beginning and the forecast end (below zero: it would come too late), `{more}` where no forecast looks
 * further, or `{early}` cycles before the order of a service age; null of what the strategy in force
 * does not know.
 */
export function priceOf(game, life, cycle) {
  const [, strategy, setting] = inForce(game.factories[0].strategies, cycle);
  const kind = game.kinds[strategy];
  if (kind.scheduled) return { unused: null, more: false, early: Math.max(0, setting - (cycle - life.start)) };
  const left = kind.forecasts ? seenOf(game, life, cycle).left : null;
  const { upto } = game.scenario.band || { upto: Infinity };
  return { unused: left === null ? null : Math.round(left - leadAt(game, cycle)), more: Math.round(left ?? 0) >= upto, early: null };
}

/** Everything that was called up to the horizon and counted, as `[cycle, slot, call]`. */
export const callsTaken = (game) => game.decisions
  .filter(([cycle, kind, values]) => kind === "call" && cycle < game.until && callable(game, values[0], cycle))
  .map(([cycle, , values]) => [cycle, ...values]);

/** Take the announcements of a message in place of those that it has overtaken. */
export function mergeAnnounced(before, section, from) {
  const rows = Array.from({ length: section?.shape[0] ?? 0 }, (_, row) => {
    const [cycle, slot, index] = section.data.subarray(row * 3, row * 3 + 3);
    return { cycle, slot, index };
  });
  return [...before.filter(({ cycle }) => cycle < from), ...rows];
}
