/* When joining an alliance pays: what it asks to the end, against what a failure costs. No page. */

import { money, tn } from "./language.js";

/** Trainings to the end for who joins at a cycle: one at once, and those on schedule. */
export const trainingsLeft = ({ cycles, retrain_every: every }, cycle) =>
  1 + Math.max(0, Math.ceil(cycles / every) - 1 - Math.floor(cycle / every));

/** What a failure costs more than a service, standing still included. */
const costOfFailure = (scenario) => scenario.failure_cost - scenario.service_cost
  + (scenario.failure_cycles - scenario.service_cycles) * scenario.income;

/** Failures that a model must spare at least for its fees to come back. */
export const failuresToSpare = (scenario, fee, cycle) =>
  Math.ceil((fee * trainingsLeft(scenario, cycle)) / costOfFailure(scenario));

/** The same in words, as a rule. */
export function payingText(scenario, fee, cycle) {
  const values = { fees: money(fee * trainingsLeft(scenario, cycle)) };
  return tn("{fees} to the end: it pays only if it spares you {n} failure or more",
    "{fees} to the end: it pays only if it spares you {n} failures or more", failuresToSpare(scenario, fee, cycle), values);
}
