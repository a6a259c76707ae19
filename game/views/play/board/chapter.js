/* A chapter of the campaign: which beat is due, and with which values its words are filled. No page. */

import { FAILURE, RUNNING, SERVICE, engineKey, inForce, leadAt, slotAt } from "./core.js";
import { seenBy } from "./ladder.js";
import { bytes, money, number, t, tn } from "./language.js";

/**
 * @typedef {object} Beat a moment of a chapter, as its row tells
 * @property {Array<string|number>} at
 * @property {string} say
 * @property {string} served
 * @property {Array<{label: string, does: Array<string|number>, reply: string}>} ask
 * @property {string} go
 * @property {Array<string|number>} does
 * @property {boolean} quotes
 * @property {number|null} only
 * @property {string[]} shows
 * @property {string|null} act
 */

/**
 * @typedef {object} Chapter
 * @property {string} name under which its stars are kept
 * @property {string[]} scenarios the one it plays, then former ones
 * @property {string} link
 * @property {number} number
 * @property {string} title
 * @property {number[]} seeds
 * @property {string} idea
 * @property {string[]} shows
 * @property {boolean} bare
 * @property {Array<[number, number]>} pace
 * @property {number} rest
 * @property {Beat[]} beats
 * @property {string} unsettled told beside a bet whose engine runs at the end
 * @property {string} sentence
 * @property {boolean} either whether the sentence stands whatever the match comes to
 * @property {string} hook
 */

/**
 * @typedef {object} State where a chapter stands
 * @property {number[]} done places of the beats that were told
 * @property {number|null} chosen place of the last answer
 * @property {string|null} about the engine that was last asked about
 * @property {boolean} open whether a card waits for a press
 * @property {boolean} returns whether somebody has come back, and it has not gone on yet
 * @property {boolean} over
 */

/** The player's engines that have ended by now, in the order of their ends. */
export const endedBy = (game, now) => game.factories[0].slots.flat()
  .filter(({ kind, stop }) => kind !== RUNNING && stop < now)
  .sort((a, b) => a.stop - b.stop || a.slot - b.slot);

/** The cycle from which on a model of many has been in force. */
const sharedFrom = ({ trainings }) => trainings.find(([, , { rounds }]) => rounds)?.[0] ?? Infinity;

/** The life that a beat is about, once its moment has come; nothing before. */
const MOMENTS = {
  start: (game) => game.factories[0].slots[0][0],
  ended: (game, now, nth) => endedBy(game, now)[nth - 1],
  failed: (game, now, nth) => endedBy(game, now).filter(({ kind }) => kind === FAILURE)[nth - 1],
  serviced: (game, now, nth) => endedBy(game, now).filter(({ kind }) => kind === SERVICE)[nth - 1],
  after: (game, now, about) => endedBy(game, now).find((one) => keyOf(one) === about),
  joined: (game, now) => game.factories[0].alliances.some(([cycle]) => cycle <= now) && game.factories[0].slots[0].at(-1),
  calm: (game, now, nth) => endedBy(game, now).filter((one) => game.calm.has(keyOf(one)))[nth - 1],
  seen: (game, now, nth) => endedBy(game, now).filter((one) => one.kind === SERVICE && one.fault === FAN && one.stop > sharedFrom(game))[nth - 1],
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

// The fault.
const FAN = 1;
// Times the pace, when there is only something to see.
const HASTE = 2;

export const keyOf = ({ slot, index }) => engineKey(slot, index);

/**
 * The life that a beat is about at a moment, or null while its moment has not come.
 * @param {Beat} beat
 * @param {import("./game.js").Game} game
 * @param {number} now
 * @param {string|null} about the engine that was last asked about
 */
export function momentOf(beat, game, now, about = null) {
  const [trigger, ...numbers] = beat.at;
  return MOMENTS[trigger](game, now, ...(trigger === "after" ? [about] : numbers)) ?? null;
}

/**
 * The first beat whose moment has come and that has not been told; none beside an open card.
 * @param {Chapter} chapter
 * @param {State} state
 * @returns {{place: number, beat: Beat, life: import("./core.js").Life}|null}
 */
export function dueBeat({ beats }, { done, chosen, about, open, over }, game, now) {
  if (open || over) return null;
  for (const [place, beat] of beats.entries()) {
    if (done.includes(place) || (beat.only !== null && beat.only !== chosen)) continue;
    // It follows what was asked.
    if ((beat.at[0] === "after" || beat.only !== null) && !done.includes(place - 1)) continue;
    const life = momentOf(beat, game, now, about);
    if (life) return { place, beat, life };
  }
  return null;
}

/**
 * What the tab keeps of a chapter, but for its clock: a card that is open is told anew.
 * @param {State & {bet: string, reply: string}} state
 */
export const keptOf = ({ done, chosen, about, bet, reply, open, returns }) => ({ done: open && !returns ? done.slice(0, -1) : done, chosen, about, bet, reply });

/** Whether the tab has kept this of such a chapter. */
function isKept(kept, { beats }) {
  const places = kept?.done;
  return Array.isArray(places) && places.every((place) => Number.isInteger(place) && place in beats) && [kept.bet, kept.reply].every((text) => typeof text === "string");
}

/**
 * Where a chapter goes on: as it was kept; without that as far as its moments tell.
 * @param {Chapter} chapter
 * @param {{stage?: any}|null} kept nothing of one that begins
 */
export function goneOn(chapter, kept, game, now) {
  const { stage } = kept ?? {};
  if (isKept(stage, chapter)) return keptOf({ ...stage, open: false, returns: true });
  const told = chapter.beats.flatMap((beat, place) => (place === 0 || momentOf(beat, game, now) ? [place] : []));
  return { done: kept ? told : [], chosen: null, about: null, bet: "", reply: "" };
}

/**
 * The next cycle at which a beat may have its moment: a clock that hurries must not leap over it.
 * @param {Chapter} chapter
 * @param {State} state
 */
export function nextMoment(chapter, state, game, now) {
  if (dueBeat(chapter, state, game, now)) return now;
  const { beats } = chapter;
  const lives = game.factories[0].slots.flat();
  const stated = beats.flatMap(({ at: [trigger, first, index, cycles] }) => {
    if (trigger === "cycle") return [Number(first)];
    const one = trigger === "left" ? game.factories[0].slots[first]?.[index] : null;
    return one ? [one.start + one.lifetime - Number(cycles)] : [];
  });
  const ends = lives.flatMap(({ stop, ordered, kind }) => (kind === RUNNING ? [] : [stop + 1, ordered]));
  const told = game.announced.map(({ cycle }) => cycle);
  return Math.min(...[...stated, ...ends, ...told].filter((cycle) => cycle > now), Infinity);
}

/** What is still to come: a question or the player's own move, else the first fan that others make seen. */
function awaited({ beats }, { done, chosen, act, open }, game, now) {
  const left = beats.filter(({ only }, place) => !done.includes(place) && (only === null || only === chosen));
  if (act || open || left.some(({ ask }) => ask.length)) return "question";
  return sharedFrom(game) <= now && left.some(({ at: [trigger] }) => trigger === "seen") ? "seen" : null;
}

/** Cycles that pass in a second: by the age of the first engine, and faster the less is awaited. */
export function paceAt(chapter, game, now, state) {
  const { pace, rest } = chapter;
  const next = awaited(chapter, state, game, now);
  const { age, state: runs } = slotAt(game.factories[0].slots[0], now);
  const since = runs === RUNNING ? age : 0;
  // To the very end: nothing can go wrong.
  const young = since + game.scenario.cycles - now < pace.at(-1)[0];
  return next && !young ? inForce(pace, since)[1] * (next === "seen" ? HASTE : 1) : rest;
}

/** What became of the fans that wore out under a model of many, in words: the verdict on a guess about them. */
export function sharedText(game) {
  const fans = endedBy(game, game.end?.cycle ?? game.until).filter(({ fault, stop }) => fault === FAN && stop > sharedFrom(game));
  const served = fans.filter(({ kind }) => kind === SERVICE).length;
  return fans.length ? tn("Since you learned together {n} fan has worn out; called in time: {served}.", "Since you learned together {n} fans have worn out; called in time: {served}.", fans.length, { served: number(served) }) : "";
}

/** A bet that is left open at the end, and what its engine would have come to. */
export function openBet({ unsettled }, { bet }, game) {
  const life = game.factories[0].slots[0].at(-1);
  const fate = life.kind === RUNNING ? t(unsettled, valuesOf(game, life, game.until)) : unsettled && t("Time was up before the next one began.");
  return bet ? [bet, fate] : [];
}

/** What is offered by alliances, and what a training of many has moved. */
function togetherOf({ offers, trainings, rules }, now) {
  const invited = offers.find(({ alliances }) => alliances.length)?.alliances ?? [];
  const [price] = offers.find(({ alliances }) => !alliances.length)?.prices ?? [];
  const facts = invited.flatMap(({ name, members, seen, fee }, nth) => [
    [`name${nth}`, t(name)], [`members${nth}`, number(members)], [`fans${nth}`, number(seen?.[1] ?? 0)], [`fee${nth}`, money(fee)],
  ]);
  const [, , made] = trainings.filter(([cycle, strategy, { rounds }]) => cycle <= now && rounds && rules.strategies.some(({ name }) => name === strategy)).at(-1) ?? [];
  return { ...Object.fromEntries(facts), ...(price === undefined ? {} : { price: money(price) }), ...(made ? { moved: bytes(made.bytes), stayed: bytes(made.raw_bytes), clients: number(made.clients) } : {}) };
}

/** What the last services had left, in words. */
const leftsOf = (ended) => ended.filter(({ kind }) => kind === SERVICE).slice(-5).map(({ lifetime, ran }) => number(lifetime - ran)).join(", ");

/** What the model in force has itself seen fail, in words. */
function taughtBy(game, now) {
  const [, strategy] = inForce(game.factories[0].strategies, now);
  const [compressors, fans] = seenBy(game, strategy, now)?.own ?? [0, 0];
  return { compressors: tn("{n} compressor", "{n} compressors", compressors), fans: tn("{n} fan", "{n} fans", fans) };
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
    others: number(scenario.federation_size - 1), cycle: number(now), age: number(Math.min(now - life.start, life.ran)), lead: number(leadAt(game, now)),
    short: number(Math.max(0, life.due - life.stop)), lefts: leftsOf(ended), ...taughtBy(game, now), ...togetherOf(game, now),
  };
}
