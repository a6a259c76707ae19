/* Matches as the board gets them, taken apart for the views of a talk. All of it pure. */

import { FAILURE, balances, decode, engineKey, inForce, life, slotAt } from "./core.js";

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function slotsOf({ data, shape }, slots) {
  const out = Array.from({ length: slots }, () => []);
  for (let row = 0; row < shape[0]; row++) {
    const one = life(data, row);
    out[one.slot][one.index] = one;
  }
  return out;
}

/**
 * Take a match apart.
 * @param {string} packed a message to the board, as text
 */
export function matchOf(packed) {
  const { header, sections } = decode(bytesOf(packed));
  const { scenario, until } = header;
  const factories = header.factories.map(({ name, you, strategies, charges }, i) => {
    const slots = slotsOf(sections[`lives${i}`], scenario.slots);
    const balance = balances(new Float64Array(1), slots.flat(), scenario, 0, until, charges);
    return { name, you, strategies, slots, balance };
  });
  const forecasts = new Map();
  const [rows, tenths] = /** @type {any[]} */ ([sections.forecast_index, sections.forecasts]);
  for (let row = 0; row < rows.shape[0]; row++) {
    const [slot, index, offset] = rows.data.subarray(row * 3, row * 3 + 3);
    forecasts.set(engineKey(slot, index), tenths.data.subarray(offset, offset + factories[0].slots[slot][index].ran));
  }
  return { scenario, until, factories, forecasts, none: header.rules.no_forecast, healthy: header.rules.healthy };
}

/** @typedef {ReturnType<typeof matchOf>} Shown */

/** An engine at a cycle: its life, state and age, what the model gives it, and the alarm; null where there is none. */
export function engineAt(match, slot, now) {
  const [mine] = match.factories;
  const moment = slotAt(mine.slots[slot], Math.max(1, now));
  const forecasts = match.forecasts.get(engineKey(slot, moment.life.index));
  const seen = Math.min(moment.age, moment.life.ran - (moment.life.kind === FAILURE ? 1 : 0));
  const tenths = seen > 0 ? forecasts?.[seen - 1] : undefined;
  const [, , setting] = inForce(mine.strategies, Math.min(now, moment.life.stop));
  const given = tenths === undefined || tenths === match.none ? null : tenths / 10;
  return { ...moment, forecasts: given === null ? undefined : forecasts, given, alarm: given === null ? null : setting };
}
