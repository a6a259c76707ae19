/* The game on the board: begun by a first message, and grown by each that follows. */

import { callsTaken, mergeAnnounced } from "./calls.js";
import { FAILURE, SENSORS, balances, engineKey, life, mergeLives, partings, returnOn, spentBy, wear } from "./core.js";
import { events } from "./events.js";

/**
 * @typedef {object} Kind a strategy, as its row of the table tells
 * @property {string} name
 * @property {string} letter
 * @property {string} short
 * @property {string} title
 * @property {string} phrase
 * @property {string} line
 * @property {string[]} story
 * @property {boolean} scheduled its setting is an age
 * @property {boolean} forecasts
 * @property {{ask: string, usual: number} | null} setting
 * @property {Rung|null} rung null where it is open from the start
 */

/**
 * @typedef {object} Rung how a strategy opens
 * @property {string|null} after the one below; null where failures alone open it
 * @property {number} wait cycles
 * @property {string} opened
 * @property {[string, string]|null} opening
 * @property {[string, string]|null} coming
 * @property {[string, string]|null} arriving
 */

/** @typedef {ReturnType<typeof newGame>} Game */

/** Start a game from its first message. */
export function newGame(header) {
  return {
    match: header.match,
    version: header.version,
    /** @type {{last_cycle: number, no_forecast: number, strategies: Kind[]}} */
    rules: header.rules,
    /** @type {Object<string, Kind>} */
    kinds: Object.fromEntries(header.rules.strategies.map((kind) => [kind.name, kind])),
    scenario: header.scenario,
    note: header.note ?? null,
    faultRule: header.fault_rule ?? null,
    seed: header.seed,
    until: 0,
    decisions: [],
    factories: header.factories.map(({ name, you }, number) => ({
      name,
      /** @type {null | Object<string, string>} what a rival believes and says */
      character: header.characters[number] ?? null,
      you: Boolean(you),
      strategies: [],
      slots: Array.from({ length: header.scenario.slots }, () => []),
      /** @type {Array<[number, number, string]>} cycle, dollars and why */
      charges: [],
      /** @type {Array<[number, string]>} cycle and name */
      alliances: [],
      balance: new Float64Array(1),
    })),
    engines: new Map(),
    forecasts: new Map(),
    bands: new Map(), // what is likely left: two ends at each age, where the rules want them
    /** @type {Map<string, {forecast: number, left: number, known: number}>} failures under a calm forecast */
    calm: new Map(),
    /** @type {Map<string, {left: number, members: number}>} engines that the other members' failures have saved */
    saves: new Map(),
    /** @type {null | Object<string, number>} what would have been without the others' model */
    counterfactual: null,
    /** @type {Float64Array[]} balances of factories that wait for every failure on the same engines */
    waiting: [],
    /** @type {number[]} cycle from which each of them has paid for a failure */
    waited: [],
    have: [0, 0, 0, 0],
    unlocks: {},
    advice: {},
    trainings: [],
    end: null,
    report: null,
    link: "",
    announced: [],
    /** @type {Array<[number, number, string]>} your calls: cycle, slot, call */
    called: [],
    offers: [],
    /** @type {Map<number, number>} cycle at which an offer was refused, by its number */
    refused: new Map(),
    befalls: [], // what befalls the match: its events
    charges: header.charges, // why money is charged, in words
    leads: [[0, header.scenario.lead]], // from when on a service begins how long after its order
    events: [],
    partings: [],
  };
}

/** Take a message into the game it belongs to. */
export function absorb(game, { header, sections }) {
  const { from, until } = header;
  game.until = until;
  for (const name of ["decisions", "unlocks", "advice", "trainings", "end", "report", "link", "offers", "leads", "record"]) {
    game[name] = header[name];
  }
  game.befalls = header.events;
  game.counterfactual = null;
  game.factories.forEach((factory, i) => {
    const { strategies, charges, alliances } = header.factories[i];
    Object.assign(factory, { strategies, charges, alliances });
    const section = sections[`lives${i}`];
    const rows = livesOf(section);
    mergeLives(factory.slots, rows, from);
    // A life that comes again brings its forecasts along, or has none any more.
    if (i === 0) for (const one of rows) forget(game, engineKey(one.slot, one.index));
    factory.balance = balances(factory.balance, factory.slots.flat(), game.scenario, from, until, charges);
  });
  takeEngines(game, sections);
  takeForecasts(game, sections);
  takeCalm(game, sections.calm);
  game.called = callsTaken(game);
  game.announced = mergeAnnounced(game.announced, sections.announced, from);
  game.partings = partings(game.factories.map((f) => f.balance), until);
  game.events = events(game);
}

/** Take what is added to a message. */
export function absorbAside(game, { saves, counterfactual }, sections) {
  game.counterfactual = counterfactual;
  const given = Object.keys(sections).filter((name) => name.startsWith("waiting")).sort();
  const lives = given.map((name) => livesOf(sections[name]));
  game.waiting = lives.map((some) => balances(new Float64Array(1), some, game.scenario, 0, game.until));
  game.waited = lives.map((some) => Math.min(...some.filter(({ kind }) => kind === FAILURE).map(({ stop }) => stop + 1)));
  game.saves = new Map(saves.map(([slot, index, left, members]) => [engineKey(slot, index), { left, members }]));
  game.events = events(game);
}

const livesOf = ({ data, shape }) => Array.from({ length: shape[0] }, (_, row) => life(data, row));

/**
 * What a factory's spending has returned by a cycle, and what that follows from; null where that is
 * not known yet, or says nothing: before who waits has paid for a failure every dollar is lost.
 */
export function returnOf(game, i, now) {
  const waiting = (game.waiting[i] ?? game.waiting[0])?.[now];
  if (waiting === undefined || now < (game.waited[i] ?? game.waited[0])) return null;
  const factory = game.factories[i];
  const [profit, spent] = [factory.balance[now], spentBy(factory, game.scenario, now)];
  return { profit, waiting, spent, roi: returnOn(spent, profit, waiting) };
}

function forget(game, key) {
  for (const told of [game.forecasts, game.bands, game.calm, game.saves]) told.delete(key);
}

/** In tenths of a cycle, cycles, failures; below zero where nobody can tell. */
function takeCalm(game, section) {
  for (let row = 0; row < (section?.shape[0] ?? 0); row++) {
    const [slot, index, forecast, left, known] = section.data.subarray(row * 5, row * 5 + 5);
    game.calm.set(engineKey(slot, index), { forecast, left, known });
  }
}

function takeEngines(game, { engines, sensors }) {
  if (!engines) return;
  for (let row = 0; row < engines.shape[0]; row++) {
    const [slot, index, lifetime, offset] = engines.data.subarray(row * 4, row * 4 + 4);
    const values = sensors.data.subarray(offset, offset + SENSORS.length * lifetime);
    game.engines.set(engineKey(slot, index), { lifetime, values, wear: wear(values, lifetime) });
    game.have[slot] = Math.max(game.have[slot], index + 1);
  }
}

function takeForecasts(game, { forecasts, bands, forecast_index: rows }) {
  if (!rows) return;
  const mine = game.factories[0];
  for (let row = 0; row < rows.shape[0]; row++) {
    const [slot, index, offset] = rows.data.subarray(row * 3, row * 3 + 3);
    const ran = mine.slots[slot][index]?.ran ?? 0;
    game.forecasts.set(engineKey(slot, index), forecasts.data.subarray(offset, offset + ran));
    if (bands) game.bands.set(engineKey(slot, index), bands.data.subarray(2 * offset, 2 * (offset + ran)));
  }
}
