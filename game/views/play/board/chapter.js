/* A chapter of the campaign: which beat is due, and with which values its words are filled. No page. */

import { FAILURE, RUNNING, SERVICE, engineKey, inForce, slotAt } from "./core.js";
import { money, number } from "./language.js";

/**
 * @typedef {object} Beat a moment of a chapter, as its row tells
 * @property {Array<string|number>} at
 * @property {string} say
 * @property {string} served
 * @property {Array<{label: string, does: Array<string|number>, reply: string}>} ask
 * @property {string} go
 * @property {boolean} quotes
 * @property {number|null} only
 * @property {string[]} shows
 * @property {string|null} act
 */

/**
 * @typedef {object} Chapter
 * @property {string} name
 * @property {string} link
 * @property {number} number
 * @property {string} title
 * @property {number[]} seeds
 * @property {string} idea
 * @property {string[]} shows
 * @property {Array<[number, number]>} pace
 * @property {Beat[]} beats
 * @property {string} sentence
 * @property {string} hook
 */

/** The player's engines that have ended by now, in the order of their ends. */
export const endedBy = (game, now) => game.factories[0].slots.flat()
  .filter(({ kind, stop }) => kind !== RUNNING && stop < now)
  .sort((a, b) => a.stop - b.stop || a.slot - b.slot);

/** The life that a beat is about, once its moment has come; null before. */
const MOMENTS = {
  start: (game) => game.factories[0].slots[0][0],
  ended: (game, now, nth) => endedBy(game, now)[nth - 1],
  failed: (game, now, nth) => endedBy(game, now).filter(({ kind }) => kind === FAILURE)[nth - 1],
  serviced: (game, now, nth) => endedBy(game, now).filter(({ kind }) => kind === SERVICE)[nth - 1],
  calm: (game, now, nth) => endedBy(game, now).filter((one) => game.calm.has(keyOf(one)))[nth - 1],
  saved: (game, now, nth) => endedBy(game, now).filter((one) => game.saves.has(keyOf(one)))[nth - 1],
  left: (game, now, slot, index, cycles) => {
    const one = game.factories[0].slots[slot]?.[index];
    return one && one.start + one.lifetime - cycles <= now && one.stop >= now ? one : null;
  },
  told: (game, now, nth) => {
    const told = game.announced.filter(({ cycle }) => cycle <= now)[nth - 1];
    return told && game.factories[0].slots[told.slot][told.index];
  },
  cycle: (game, now, cycle) => (now >= cycle ? game.factories[0].slots[0].at(-1) : null),
};

const keyOf = ({ slot, index }) => engineKey(slot, index);

/** The life that a beat is about at a moment, or null while its moment has not come. */
export function momentOf({ at }, game, now) {
  const [trigger, ...numbers] = at;
  return MOMENTS[trigger](game, now, ...numbers) ?? null;
}

/**
 * The first beat whose moment has come and that has not been told.
 * @param {Chapter} chapter
 * @param {{done: number[], chosen: number|null}} state
 * @returns {{place: number, beat: Beat, life: import("./core.js").Life}|null}
 */
export function dueBeat({ beats }, { done, chosen }, game, now) {
  for (const [place, beat] of beats.entries()) {
    if (done.includes(place) || (beat.only !== null && beat.only !== chosen)) continue;
    const life = momentOf(beat, game, now);
    if (life) return { place, beat, life };
  }
  return null;
}

/** Cycles that pass in a second at a moment: by the age of the first engine. */
export function paceAt({ pace }, game, now) {
  const { age, state } = slotAt(game.factories[0].slots[0], now);
  return inForce(pace, state === RUNNING ? age : 0)[1];
}

/** What the words of a beat may name. */
export function valuesOf(game, life, now) {
  const { scenario, factories } = game;
  const ended = endedBy(game, now);
  const before = ended[ended.indexOf(life) - 1];
  const tenths = game.forecasts.get(keyOf(life))?.[Math.max(0, Math.min(now - life.start, life.ran) - 1)];
  const known = tenths === undefined || tenths === game.rules.no_forecast ? null : Math.round(tenths / 10);
  return {
    income: money(scenario.income), failure_cost: money(scenario.failure_cost), service_cost: money(scenario.service_cost),
    engine: number(life.slot + 1), ran: number(life.ran), life: number(life.lifetime), left: number(life.lifetime - life.ran),
    earned: money(life.ran * scenario.income), before: before ? number(before.lifetime) : "",
    forecast: known === null ? "" : number(known), rival: factories.at(1)?.name ?? "",
    others: number(scenario.federation_size - 1), cycle: number(now),
  };
}
