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
