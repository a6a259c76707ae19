/* What an availability contract allows, and how it stands. No page. */

import { number, t, tn } from "./language.js";

/** Cycles for which engines may stand still in all places together. */
export const allowedBy = ({ availability, begins, ends }, slots) =>
  Math.floor(((100 - availability) * slots * (ends - begins)) / 100);

/** Cycles for which no engine ran from the beginning of a contract to a cycle, in all places together. */
export function stoodStill({ begins, ends }, slots, cycle) {
  const until = Math.min(cycle, ends);
  const ran = slots.flat().reduce((sum, { start, stop }) => sum + Math.max(0, Math.min(stop, until) - Math.max(start, begins)), 0);
  return Math.max(0, until - begins) * slots.length - ran;
}

/** The cycle from which a contract is lost by a horizon, or null. */
export function lostAt(offer, slots, horizon) {
  const allowed = allowedBy(offer, slots.length);
  for (let cycle = offer.begins + 1; cycle <= Math.min(offer.ends, horizon); cycle++) if (stoodStill(offer, slots, cycle) > allowed) return cycle;
  return null;
}

/** How the contract stands that runs at a cycle, or ""; a lost one is told until it would have ended. */
export function standingText({ offers, factories: [{ slots }] }, cycle) {
  const offer = offers.find(({ availability, begins, ends, taken }) => availability && taken.length && begins <= cycle && cycle < ends);
  if (!offer) return "";
  const values = { ends: number(offer.ends), stood: number(stoodStill(offer, slots, cycle)), allowed: number(allowedBy(offer, slots.length)) };
  return stoodStill(offer, slots, cycle) > allowedBy(offer, slots.length)
    ? t("Contract lost: {stood} cycles stood still, {allowed} allowed", values)
    : t("Contract to {ends}: {stood} of {allowed} cycles stood still", values);
}

/** What is told of a contract that was taken, as `[cycle, kind, factory, text]`. */
export function contractEvents({ factories: [{ slots }], until }, offer) {
  if (!offer.availability || !offer.taken.length) return [];
  const values = { allowed: number(allowedBy(offer, slots.length)), ends: number(offer.ends) };
  const lost = lostAt(offer, slots, until);
  return [
    [offer.begins, "letter", 0, t("The contract begins: until cycle {ends} engines may stand still for {allowed} cycles in all", values)],
    ...(lost === null ? [] : [[lost, "letter", 0, t("The contract is lost: more than {allowed} cycles stood still", values)]]),
  ];
}

/** What a contract allows and, once it runs for who has taken it, how it stands: as pairs. */
export function contractFacts(game, offer, taken, cycle) {
  const [{ slots }, allowed] = [game.factories[0], allowedBy(offer, game.factories[0].slots.length)];
  const facts = [[t("Allows"), tn(
    "{n} cycle of standing still in all places together; a service takes {service}",
    "{n} cycles of standing still in all places together; a service takes {service}",
    allowed, { service: number(game.scenario.service_cycles) },
  )]];
  if (!taken || cycle <= offer.begins) return facts;
  const stood = stoodStill(offer, slots, cycle);
  facts.push([t("So far"), tn("{n} cycle stood still", "{n} cycles stood still", stood)]);
  if (stood > allowed) facts.push([t("Bonus"), t("lost")]);
  else if (cycle >= offer.ends) facts.push([t("Bonus"), t("won")]);
  return facts;
}
