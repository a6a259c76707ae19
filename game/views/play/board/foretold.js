/* What a model says of an engine, in words: how much is left, and what is likely. */

import { number, percent, t, tn } from "./language.js";

/** Cycles as they are told: whole, and never below zero. */
export const whole = (cycles) => number(Math.max(0, Math.round(cycles)));

/**
 * Both ends of what is likely left at an age, cycles, or null.
 * @returns {[number, number]|null}
 */
export function bandAt({ age, band, none }) {
  const low = age > 0 ? band?.[2 * age - 2] : undefined;
  return low === undefined || low === none ? null : [low / 10, band[2 * age - 1] / 10];
}

/**
 * As short as a tile wants it.
 * @param {number} left cycles
 * @param {[number, number]|null} band
 * @param {{upto: number}} rules neither looks further ahead
 */
export function foretold(left, band, { upto } = { upto: 0 }) {
  if (band === null) return t("{left} predicted left", { left: whole(left) });
  const [low, high] = band;
  const ends = { left: whole(left), low: whole(low), high: whole(high) };
  if (Math.round(left) >= upto) return t("{left} or more left", ends);
  return high < upto ? t("{left} left, {low} to {high}", ends) : t("{left} left, at least {low}", ends);
}

/**
 * The same in sentences.
 * @param {number} engines whose failures a band rests on
 */
export function foretoldInFull(left, [low, high], { upto, share }, engines) {
  const ends = { left: whole(left), low: whole(low), high: whole(high) };
  const likely = Math.round(left) >= upto ? t("{left} cycles left, or more: no forecast looks further.", ends)
    : high < upto ? t("{left} cycles left, {low} to {high} likely.", ends) : t("{left} cycles left, {low} or more likely.", ends);
  const rests = tn("Measured on {n} engine that the model had not seen: at such a forecast and age, {share} of those that had {upto} cycles or fewer left lay within.",
    "Measured on {n} engines that the model had not seen: at such a forecast and age, {share} of those that had {upto} cycles or fewer left lay within.", engines,
    { share: percent(share), upto: number(upto) });
  return `${likely} ${rests}`;
}
