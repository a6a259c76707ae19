/* Letters: what is offered and what befalls, with its facts, its deadline and its price. No page. */

import { isOpen } from "./calls.js";
import { contractEvents, contractFacts } from "./contracts.js";
import { FAILURE, slotAt } from "./core.js";
import { mark, money, number, ordinal, percent, t, tn } from "./language.js";
import { payingText } from "./paying.js";
import { wordsOf } from "./words.js";

const MERGING = { fedavg: mark("merged by averaging"), median: mark("merged by the median") };

/** Whether a move answers an offer by a cycle: an answer counts while it is open. */
const answers = ([at, kind, [about]], { number: asked, announced, deadline }, cycle) =>
  kind === "answer" && about === asked && at >= announced && at <= Math.min(cycle, deadline);

/** The option of an offer that was taken last by a cycle, or null. */
export const answerTo = (decisions, offer, cycle) => decisions.filter((move) => answers(move, offer, cycle)).at(-1)?.[2][1] ?? null;

/**
 * The cycle at which an offer comes to you: what is nothing without others comes to who is in an
 * alliance, in the one that it is about if it is about one, or took it all the same.
 */
function comesAt({ offers, befalls }, decisions, offer) {
  if (!offer.together || offer.alliances.length) return offer.announced;
  const about = befalls.find(({ kind }) => kind === offer.event)?.alliance ?? null;
  const joins = (move) => offers.some((one) => answers(move, one, Infinity) && one.alliances.length > 0 && [null, one.alliances[move[2][1]].name].includes(about));
  const first = decisions.find((move) => answers(move, offer, Infinity) || joins(move));
  return first ? Math.max(offer.announced, first[0]) : Infinity;
}

/** Whether an answer at a cycle would change anything. */
export function mayAnswer(game, decisions, asked, option, cycle) {
  const offer = game.offers.find((one) => one.number === asked);
  if (!offer || !isOpen(game, cycle) || cycle < offer.announced || cycle > offer.deadline || option >= offer.prices.length) return false;
  const taken = answerTo(decisions, offer, cycle);
  return taken === null || (offer.alliances.length > 0 && taken !== option);
}

const WHEN_NOT = mark("It does not pay where your own model has seen both kinds fail often, nor when few cycles are left: every training asks its fee, and only failures that are spared bring it back.");

/** Your own failures by a cycle, on which a model of your own learns: a letter's condition is held against them; "" if nobody can tell. */
function ownCounts({ record, factories }, cycle) {
  if (!record) return "";
  const failed = factories[0].slots.flat().filter(({ kind, stop }) => kind === FAILURE && stop < cycle);
  const [compressors, fans] = record.map((n, fault) => n + failed.filter((one) => one.fault === fault).length);
  return t("On your record so far: {compressors} and {fans}.", {
    compressors: tn("{n} compressor", "{n} compressors", compressors), fans: tn("{n} fan", "{n} fans", fans),
  });
}

const NEAR = 30; // cycles before its deadline from which a letter presses

/** Whether an offer had been refused by a cycle: that is kept here alone, as silence refuses, too. */
const isRefused = ({ refused }, { number: asked }, cycle) => refused.has(asked) && refused.get(asked) <= cycle;

/** What waits for an answer, the next deadline first. */
export const unanswered = (game, decisions, cycle) => game.offers
  .filter((offer) => comesAt(game, decisions, offer) <= cycle && cycle <= offer.deadline && answerTo(decisions, offer, cycle) === null && !isRefused(game, offer, cycle))
  .sort((a, b) => a.deadline - b.deadline);

/** The first that waits if its deadline is near, or null. */
export const pressing = (game, decisions, cycle) => unanswered(game, decisions, cycle).find(({ deadline }) => deadline - cycle < NEAR) ?? null;

/** What has befallen, in one sentence more: when, or which engines. */
function timesOf({ engines, begins, ends, alliance }) {
  if (engines) return t("Engines no. {first} to {last} of each place are such ones.", { first: number(begins + 1), last: number(ends) });
  const when = { begins: number(begins), ends: number(ends) };
  if (alliance === null) return t("From cycle {begins} to {ends}.", when);
  return t("From cycle {begins} to {ends}; it is about {alliance}.", { ...when, alliance: t(alliance) });
}

/** How many engines have still to come into each place before an event begins there, the same together. */
function placesText({ factories }, { begins, ends }, cycle) {
  const places = new Map();
  factories[0].slots.forEach((lives, slot) => {
    const index = slotAt(lives, cycle).life.index;
    const ahead = index >= ends ? -1 : Math.max(0, begins - index); // -1: they are over there
    places.set(ahead, [...(places.get(ahead) ?? []), number(slot + 1)]);
  });
  return [...places].sort(([a], [b]) => a - b).map(([ahead, slots]) => placeText(ahead, slots)).join(" ");
}

function placeText(ahead, slots) {
  const values = { places: slots.reduce((before, next) => t("{before}, {next}", { before, next })) };
  if (ahead < 0) return tn("Place {places} has had its own.", "Places {places} have had theirs.", slots.length, values);
  if (ahead === 0) return tn("Place {places} runs one now.", "Places {places} run one now.", slots.length, values);
  if (ahead === 1) return tn("In place {places} the next engine is the first of them.", "In places {places} the next engine is the first of them.", slots.length, values);
  const nth = { ...values, nth: ordinal(ahead) };
  return tn("In place {places} the {nth} engine from now is the first of them.", "In places {places} the {nth} engine from now is the first of them.", slots.length, nth);
}

/** An event in full. */
const befallText = (event) => t("{title}: {line} {times}", { title: t(event.title), line: t(event.line), times: timesOf(event) });

/** The facts of an offer as pairs. */
function factsOf(game, decisions, offer, cycle) {
  const left = offer.deadline - cycle;
  const facts = [[t("Answer by"), left < 0 ? t("cycle {cycle}: over", { cycle: number(offer.deadline) })
    : tn("cycle {cycle}, in {n} cycle; silence refuses", "cycle {cycle}, in {n} cycles; silence refuses", left, { cycle: number(offer.deadline) })]];
  if (offer.ends) facts.push([t("In force"), t("from cycle {begins} to {ends}", { begins: number(offer.begins), ends: number(offer.ends) })]);
  if (offer.availability) {
    facts.push([t("Asks"), t("engines run {share} of that time", { share: percent(offer.availability / 100) })], [t("Pays"), money(offer.bonus)]);
    facts.push(...contractFacts(game, offer, answerTo(decisions, offer, cycle) !== null, cycle));
  }
  if (offer.trains) facts.push([t("Shows"), offer.alliances.length ? t("at once: joining trains") : t("in your next training")]);
  return facts;
}

/** What is known of an alliance. */
function allianceText({ members, seen, fee, rule }, scenario, cycle) {
  const met = seen && {
    compressors: tn("{n} compressor", "{n} compressors", seen[0]),
    fans: tn("{n} fan", "{n} fans", seen[1]),
  };
  const known = [
    tn("{n} member", "{n} members", members),
    ...(met ? [t("who have seen {compressors} and {fans} fail", met)] : []),
    t(MERGING[rule] ?? rule),
    t("{fee} a training", { fee: money(fee) }),
    ...(fee > 0 ? [payingText(scenario, fee, cycle)] : []),
  ];
  return known.reduce((before, fact) => t("{before}, {fact}", { before, fact }));
}

/** What a button says that takes an option. */
function optionText({ prices, alliances }, option) {
  if (!alliances.length) return t("Take it for {price}", { price: money(prices[option]) });
  return t("Join {alliance}", { alliance: t(alliances[option].name) });
}

function optionOf(game, decisions, offer, option, cycle) {
  const taken = answerTo(decisions, offer, cycle) === option;
  const alliance = offer.alliances[option];
  return {
    option, taken, name: alliance ? t(alliance.name) : "", about: alliance ? allianceText(alliance, game.scenario, cycle) : "",
    label: optionText(offer, option), open: mayAnswer(game, decisions, offer.number, option, cycle), useful: wouldChange(game, decisions, offer, cycle),
  };
}

/** The alliance that you are in at a cycle, or null. */
function allianceAt(game, decisions, cycle) {
  const joined = game.offers.filter(({ alliances }) => alliances.length)
    .map((offer) => [offer, answerTo(decisions, offer, cycle)]).find(([, option]) => option !== null);
  return joined ? joined[0].alliances[joined[1]] : null;
}

/** Whether an offer would change anything as you stand. */
export function wouldChange(game, decisions, offer, cycle) {
  const event = game.befalls.find(({ kind, announced }) => kind === offer.event && announced <= cycle);
  return !pointless(game, decisions, offer, event, cycle).length;
}

/** Why an offer would change nothing as you stand, as lines: none where it would. */
function pointless(game, decisions, { kind, together, alliances }, event, cycle) {
  if (!together || alliances.length) return [];
  const mine = allianceAt(game, decisions, cycle);
  if (mine === null) return [t("You are in no alliance: for you it would change nothing.")];
  if (kind !== "robust") return [];
  if (event && event.alliance !== mine.name) return [t("It is about another alliance than yours: for you it would change nothing.")];
  const bends = game.offers.some((offer) => offer.kind === "family" && answerTo(decisions, offer, cycle) !== null);
  return mine.rule === "median" && !bends ? [t("Your alliance merges by the median already: it would change nothing.")] : [];
}

/** What has become of an offer that does not wait any more, or "". */
function fateOf(game, decisions, offer, cycle) {
  const option = answerTo(decisions, offer, cycle);
  if (option === null && isRefused(game, offer, cycle)) {
    return cycle > offer.deadline ? t("You refused it.") : t("You refused it. Until cycle {cycle} you may think again.", { cycle: number(offer.deadline) });
  }
  if (option === null) return cycle > offer.deadline ? t("You did not answer: refused.") : "";
  return offer.alliances.length ? "" : t("You took it."); // an alliance is marked where it is described
}

/**
 * The letters that have come by a cycle, those that wait for an answer first.
 * @param {boolean} all those that wait for none, too
 * @returns {Array<{title: string, lines: string[], pairs: string[][], offer: number, options: object[], waits: boolean, left: number, fate: string, words: string[]}>}
 */
export function lettersAt(game, decisions, cycle, all = true) {
  const waiting = unanswered(game, decisions, cycle);
  const others = game.offers.filter((offer) => comesAt(game, decisions, offer) <= cycle && !waiting.includes(offer)).reverse();
  return [...waiting, ...(all ? others : [])].map((offer) => {
    const event = game.befalls.find(({ kind, announced }) => kind === offer.event && announced <= cycle);
    const told = event ? [befallText(event), ...(event.engines ? [placesText(game, event, cycle)] : [])] : [];
    return {
      title: t(offer.title), offer: offer.number, pairs: factsOf(game, decisions, offer, cycle),
      lines: [...told, t(offer.line), ...(offer.alliances.length ? [[t(WHEN_NOT), ownCounts(game, cycle)].filter(Boolean).join(" ")] : []), ...pointless(game, decisions, offer, event, cycle)],
      options: offer.prices.map((_, option) => optionOf(game, decisions, offer, option, cycle)),
      waits: waiting.includes(offer), left: (offer.deadline - cycle) / (offer.deadline - offer.announced),
      fate: fateOf(game, decisions, offer, cycle), words: wordsOf(offer),
    };
  });
}

/** What the letter at the edge says: the first that waits, and how many more do. */
export function letterText([first, ...more], cycle) {
  const left = first.deadline - cycle;
  const text = tn("{title}: {n} cycle to answer", "{title}: {n} cycles to answer", left, { title: t(first.title) });
  return more.length ? tn("{text}, and {n} more", "{text}, and {n} more", more.length, { text }) : text;
}

/** What is told of one offer in the list of events. */
function offerEvents(game, offer) {
  const { decisions, refused, until } = game;
  const [asked, title, comes] = [offer.number, t(offer.title), comesAt(game, decisions, offer)];
  if (comes > offer.deadline) return [];
  const told = [[comes, "letter", 0, t("A letter: {title}, to answer by cycle {cycle}", { title, cycle: number(offer.deadline) }), { letter: asked }]];
  if (answerTo(decisions, offer, until) === null) {
    told.push(refused.has(asked) ? [refused.get(asked), "letter", 0, t("You refused: {title}", { title })]
      : [offer.deadline + 1, "letter", 0, t("Not answered, refused: {title}", { title })]);
  }
  told.push(...contractEvents(game, offer));
  for (const [cycle] of offer.alliances.length ? [] : offer.taken) told.push([cycle, "letter", 0, t("You took it: {title}", { title })]);
  return told;
}

/** What is told of an event: that it will be, and of one of a time when it begins and ends. */
function befallEvents(event, { cycles }) {
  const told = [[event.announced, "befalls", 0, befallText(event)]];
  if (event.engines) return told;
  const title = t(event.title);
  const begun = [event.begins, "befalls", 0, t("Begun, until cycle {ends}: {title}", { title, ends: number(event.ends) }), { bad: event.alliance !== null }];
  return event.ends < cycles ? [...told, begun, [event.ends, "befalls", 0, t("Over: {title}", { title })]] : [...told, begun];
}

/** What is told of letters in the list of events, as `[cycle, kind, factory, text, more]`. */
export function letterEvents(game) {
  const { offers, befalls, charges, factories, scenario, until } = game;
  const told = [...befalls.flatMap((event) => befallEvents(event, scenario)), ...offers.flatMap((offer) => offerEvents(game, offer))];
  factories.forEach(({ you, name, alliances, charges: paid }, i) => {
    for (const [cycle, alliance] of alliances) {
      const values = { name, alliance: t(alliance) };
      told.push([cycle, "letter", i, you ? t("You joined {alliance}", values) : t("{name} joined {alliance}", values), { joined: true }]);
    }
    for (const [cycle, amount, why] of you ? paid : []) {
      told.push([cycle + 1, "charge", i, t("{why}: {amount}", { why: t(charges[why]), amount: money(-amount) })]);
    }
  });
  return told.filter(([cycle]) => cycle <= until);
}
