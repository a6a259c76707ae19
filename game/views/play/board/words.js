/* The terms of the board and its letters, each with what it means: one word for one thing. No page. */

import { element } from "./dom.js";
import { cyclesOf, mark, money, number, t } from "./language.js";

/** What a word means; a place is filled with the match's own number. */
const WORDS = {
  cycle: [mark("Cycle"), mark("One flight of an engine: the step of time.")],
  service: [mark("Service"), mark("An engine is stopped in time and a fresh one put in: {service_cost} and {service_time} of standing still.")],
  failure: [mark("Failure"), mark("An engine wears out while it runs: {failure_cost} and {failure_time} of standing still.")],
  kinds: [mark("Kinds of failure"), mark("A compressor wears out (three bars), or a fan (three blades). A model foresees what it has seen fail.")],
  alarm: [mark("Alarm"), mark("The forecast of cycles left below which your strategy orders a service.")],
  lead: [mark("Lead time"), mark("Cycles between the order of a service and its beginning. A setting says when to order.")],
  unused: [mark("Unused"), mark("Cycles of life that an engine would still have had when it is serviced.")],
  alliance: [mark("Alliance"), mark("Factories that train one model together. What each model has learned travels; sensor data stay at home.")],
  training: [mark("A training"), mark("A model learns anew from all failures known by then: when you join or switch to it, when you retrain, and every {retrain_every} cycles. In an alliance each asks its fee.")],
  averaging: [mark("Averaging"), mark("The members' models are averaged, each number by how much data stands behind it. One odd member drags the average along.")],
  median: [mark("The median"), mark("Of each number in the members' models the middle one is taken. A few odd members do not move it.")],
  odd: [mark("Odd updates"), mark("What some members send points the other way, by mistake or on purpose.")],
  bends: [mark("A model that bends"), mark("It follows curves where the usual model draws straight lines: sharper forecasts, larger messages.")],
  masked: [mark("Masked"), mark("Each message is hidden by random numbers that cancel in the sum: nobody can read one alone.")],
  noise: [mark("Noise"), mark("Random numbers added to an update, so that it tells little of one factory's data. It blurs the model, too.")],
  ranges: [mark("Ranges"), mark("The scale on which a sensor is read. Four engines give a rough one of your own; published ones are the same for all.")],
  contract: [mark("Availability"), mark("Cycles in which engines run / all cycles, over all places together.")],
  best: [mark("Best possible"), mark("What somebody would earn who knows beforehand when each engine fails.")],
  marks: [mark("Marks of the race"), mark("A shape with a letter: a factory changed to the strategy of that letter. A full wedge under your line: you ordered a service; an open one: you held an engine. Dashed: a path that you left.")],
  redraws: [mark("Redraws"), mark("The same match with other engines, drawn anew: it shows what decisions are worth apart from luck.")],
};

/** The words of an offer that may be new, by what is offered. */
const OFFERED = {
  alliance: ["alliance", "training", "kinds"], family: ["bends", "masked", "training"], robust: ["odd", "averaging", "median"], contract: ["contract"],
  masks: ["masked", "noise"], spares: ["lead"], crew: ["lead"], records: ["kinds"], ruler: ["ranges"], kit: ["ranges", "kinds"],
};
const MERGED = { fedavg: "averaging", median: "median" };

const valuesOfWords = (scenario) => ({
  service_cost: money(scenario.service_cost), service_time: cyclesOf(scenario.service_cycles),
  failure_cost: money(scenario.failure_cost), failure_time: cyclesOf(scenario.failure_cycles), retrain_every: number(scenario.retrain_every),
});

/** What a word means in a match. */
export const wordText = (name, scenario) => t(WORDS[name][1], valuesOfWords(scenario));

/** Names of the words that an offer uses. */
export const wordsOf = ({ kind, alliances }) => [...(OFFERED[kind] ?? []), ...new Set(alliances.map(({ rule }) => MERGED[rule]).filter(Boolean))];

/** A word that tells what it means to pointer, keyboard and touch. */
export const wordButton = (name) => element("button", { type: "button", class: "tip", "data-tip": "word", "data-word": name }, t(WORDS[name][0]));

/** All words with their meanings, as pairs. */
export const wordPairs = (scenario) => Object.keys(WORDS).map((name) => [t(WORDS[name][0]), wordText(name, scenario)]);
