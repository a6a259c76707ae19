/* What happens and what is said of it: events, and what a strategy is and waits for. No page. */

import { FAILURE, RUNNING, counts, engineKey, isOrdered } from "./core.js";
import { letterEvents } from "./letters.js";
import { rivalEvents } from "./rivals.js";
import { bytes, cyclesOf, mark, money, number, t, tn } from "./language.js";

/** What wears out, by its number. */
export const FAULTS = [mark("compressor"), mark("fan")];

/**
 * Everything that will be said up to the horizon, in order. `shows` is the number of elapsed
 * cycles from which it is visible.
 * @returns {Array<{shows: number, kind: string, factory: number, text: string, id: string, strategy?: string, life?: import("./core.js").Life, calm?: {forecast: number, left: number, known: number}, save?: {left: number, members: number}, more?: string, pointed?: string, letter?: number, line?: string, mine?: boolean, joined?: boolean, call?: string, bad?: boolean}>}
 */
export function events(game) {
  const list = [];
  const add = (shows, kind, factory, text, more = {}) => {
    list.push({ shows, kind, factory, text, id: `${shows}|${kind}|${factory}|${text}`, ...more });
  };
  game.factories.forEach((factory, i) => {
    for (const one of factory.you ? factory.slots.flat() : []) {
      if (one.kind === RUNNING || one.stop >= game.until) continue;
      if (one.kind === FAILURE) add(one.stop + 1, "failure", i, failureText(one), { life: one, ...calmOf(game, one) });
      else add(one.stop + 1, "service", i, serviceText(one), { life: one, ...saveOf(game, one) });
    }
    factory.strategies.forEach(([cycle, strategy, setting], nth) => {
      const before = factory.strategies[nth - 1];
      const same = before && before[1] === strategy;
      if (!before || (same && before[2] === setting)) return;
      add(cycle, "strategy", i, changeText(factory, game.kinds[strategy], setting, same), { strategy });
    });
  });
  for (const [strategy, cycle] of Object.entries(game.unlocks)) {
    const { rung } = game.kinds[strategy];
    if (rung && cycle !== null && cycle > 0) add(cycle, "unlock", 0, t(rung.opened), { strategy });
  }
  for (const [cycle, strategy, facts] of game.trainings) add(cycle, "training", 0, trainingText(game, facts), { strategy });
  for (const [cycle, slot, call] of game.called) add(cycle, "call", 0, callText(game, cycle, slot, call), { call });
  for (const told of [...letterEvents(game), ...rivalEvents(game)]) add(...told);
  list.sort((a, b) => a.shows - b.shows);
  point(game, list);
  return list;
}

/** The first failure of a kind that the model had never seen says what can be done; the next ones do not repeat it. */
function point(game, list) {
  const told = new Set();
  for (const event of list) {
    if (event.calm?.known !== 0 || told.has(event.life.fault)) continue;
    told.add(event.life.fault);
    event.pointed = wayOut(game, event.shows);
  }
}

/** What can be done about what a model has never seen: it can learn from this failure, others have seen more. */
function wayOut({ offers, factories }, cycle) {
  const open = offers.some(({ alliances, announced, deadline }) => alliances.length && announced <= cycle && cycle <= deadline);
  const joined = factories[0].alliances.some(([at]) => at <= cycle);
  const learn = t("Now it has one to learn from: retrain (R).");
  return open && !joined ? t("{learn} Or join an alliance whose members have seen such failures (O).", { learn }) : learn;
}

function failureText(life) {
  const said = endText(life);
  return FAULTS[life.fault] ? t("{event}: its {fault} wore out", { event: said, fault: t(FAULTS[life.fault]) }) : said;
}

function endText({ slot, ran, stop, due }) {
  const values = { engine: slot + 1, age: number(ran) };
  if (!isOrdered(due)) return t("Engine {engine} failed at age {age}", values);
  return tn("Engine {engine} failed at age {age}, {n} cycle before its service",
    "Engine {engine} failed at age {age}, {n} cycles before its service", due - stop, values);
}

/** What is said of an event aloud: the list shows what was found in a serviced engine by its emblem. */
export function spoken({ kind, text, life }) {
  const found = kind === "service" && FAULTS[life.fault];
  return found ? t("{event}: its {fault} was worn", { event: text, fault: t(found) }) : text;
}

/** The same with all that belongs to it; a remark ends as it ends. */
export const sayingAll = (event) => [`${spoken(event)}${event.line || spoken(event).endsWith(".") ? "" : "."}`, event.more, event.pointed].filter(Boolean).join(" ");

/** What is said of a failure that its forecast gave no sign of. */
function calmOf(game, life) {
  const calm = game.calm.get(engineKey(life.slot, life.index));
  return calm ? { calm, more: calmText(calm, life, game.rules.healthy) } : {};
}

const NEVER_SEEN = [mark("Your model has never seen a compressor fail."), mark("Your model has never seen a fan fail.")];

function calmText({ forecast, left, known }, { fault }, healthy) {
  const said = Math.round(forecast / 10);
  const values = { said: number(said), left: number(left) };
  if (known > 0) return `${saidText(values, left, false)}; ${unlikeText(fault, known)}.`;
  const words = `${saidText(values, left, said >= healthy)}.`;
  return known === 0 ? `${t(NEVER_SEEN[fault])} ${words}` : words;
}

/** What the model said at the last age at which an order would have been in time. */
function saidText(values, left, isHealthy) {
  if (left > 1) {
    return isHealthy ? t("{left} cycles before, it said {said}, as good as new", values) : t("{left} cycles before, it said {said} left", values);
  }
  return isHealthy ? t("It said {said} cycles, as good as new", values) : t("It said {said} cycles left", values);
}

const unlikeText = (fault, known) => (fault === 0
  ? tn("its {n} compressor failure was not like this one", "its {n} compressor failures were not like this one", known)
  : tn("its {n} fan failure was not like this one", "its {n} fan failures were not like this one", known));

/** What is said of an engine that the other members' failures have saved. */
function saveOf(game, life) {
  const save = game.saves.get(engineKey(life.slot, life.index));
  return save ? { save, more: saveText(save, life) } : {};
}

function saveText({ left, members }, { fault }) {
  const seen = tn("Seen in time, {n} cycle left", "Seen in time, {n} cycles left", left);
  if (!(members > 0)) return `${seen}.`;
  const others = fault === 0
    ? tn("{n} other member has lost compressors", "{n} other members have lost compressors", members)
    : tn("{n} other member has lost fans", "{n} other members have lost fans", members);
  return `${seen}: ${others}.`;
}

function serviceText({ slot, ran, lifetime }) {
  const values = { engine: slot + 1, age: number(ran) };
  if (lifetime <= 0) return t("Engine {engine} serviced at age {age}", values);
  return tn("Engine {engine} serviced at age {age}, {n} cycle of life left",
    "Engine {engine} serviced at age {age}, {n} cycles of life left", lifetime - ran, values);
}

function callText({ scenario }, cycle, slot, call) {
  const engine = slot + 1;
  if (call === "service") return t("You ordered a service for engine {engine}", { engine });
  return t("You held engine {engine} until cycle {until}", { engine, until: number(cycle + scenario.hold) });
}

function changeText({ you, name }, kind, setting, same) {
  const who = you ? t("You") : name;
  const strategy = t(kind.phrase);
  if (same && setting === null) return t("{who}: {strategy} now", { who, strategy });
  if (same) return t("{who}: {strategy} now at {setting}", { who, strategy, setting });
  const to = withSetting(strategy, setting);
  return you ? t("You went {strategy}", { strategy: to }) : t("{who} went {strategy}", { who, strategy: to });
}

/** A strategy's name with its setting, if it has one. */
export const withSetting = (strategy, setting) =>
  (setting === null ? strategy : t("{strategy} at {setting}", { strategy, setting: number(setting) }));

/** How many of a factory's failures are older than the match, as an addition; "" if none. */
export const olderText = ({ scenario }) =>
  (scenario.archive_failures ? tn(", {n} of them from before the match", ", {n} of them from before the match", scenario.archive_failures) : "");

function trainingText(game, facts) {
  if (!facts.rounds) {
    return tn("Model trained on your {n} failure{older}", "Model trained on your {n} failures{older}", facts.own_failures, { older: olderText(game) });
  }
  return t("Federation trained: {moved} moved, {stayed} of sensor data stayed at home",
    { moved: bytes(facts.bytes), stayed: bytes(facts.raw_bytes) });
}

/** What fills the placeholders in what is said of a strategy. */
export const pricesOf = (scenario) => ({
  failure_cost: money(scenario.failure_cost), failure_time: cyclesOf(scenario.failure_cycles),
  service_cost: money(scenario.service_cost), service_time: cyclesOf(scenario.service_cycles),
  factories: scenario.offers ? t("an alliance's") : number(scenario.federation_size),
});

/**
 * What stands between you and a strategy: null when open, else a sentence and its progress.
 * @returns {{text: string, part: number} | null}
 */
export function lockOf(game, strategy, now) {
  const { rung } = game.kinds[strategy];
  const opened = game.unlocks[strategy];
  if (opened !== null && opened <= now) return null;
  if (!rung) return { text: t("Join an alliance first"), part: 0 };
  if (rung.after === null) {
    const { failures } = game.scenario.unlocks;
    const have = Math.min(counts(game.factories[0].slots.flat(), now).failed, failures);
    return { text: tn("{have} of {n} failure", "{have} of {n} failures", failures, { have }), part: have / failures };
  }
  const since = game.unlocks[rung.after];
  if (since === null || since > now) return { text: tn(rung.coming[0], rung.coming[1], rung.wait), part: 0 };
  const left = since + rung.wait - now;
  if (left <= 0) return { text: t("Join an alliance first"), part: 0 };
  return { text: tn(rung.arriving[0], rung.arriving[1], left), part: 1 - left / rung.wait };
}
