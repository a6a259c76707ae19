/* The bar of calls on a tile: what is announced of its engine, and what may be done with it by hand. */

import { CALL_KEYS, callable, mayCall, priceOf, seenOf } from "./calls.js";
import { inForce, slotAt, untilService } from "./core.js";
import { element, put, setAttribute } from "./dom.js";
import { whole } from "./foretold.js";
import { mark, money, number, t, tn } from "./language.js";
import { standsAt } from "./unheard.js";

const CALL_WORDS = { service: mark("Service now"), hold: mark("Hold") };

function makeCall(slot, call) {
  const price = element("small");
  const key = CALL_KEYS[call][slot].toUpperCase();
  const node = element("button", { type: "button", class: "call", "data-call": call, "data-slot": slot, "aria-keyshortcuts": key },
    element("kbd", { "aria-hidden": "true" }, key), element("b", {}, t(CALL_WORDS[call])), price);
  return { node, price, call };
}

/**
 * What a service called now costs: its price, and what the strategy in force knows of the rest; as
 * short as a button has room for, and in full.
 */
export function serviceCost(game, life, cycle) {
  const cost = money(game.scenario.service_cost);
  const { unused, more, early } = priceOf(game, life, cycle);
  if (early !== null) {
    return [t("{cost}, {n} early", { cost, n: number(early) }), tn("{cost}, {n} cycle before its order", "{cost}, {n} cycles before its order", early, { cost })];
  }
  if (unused === null) return [cost, cost];
  if (unused < 0) {
    return [t("{cost}, {n} too late", { cost, n: number(-unused) }),
      tn("{cost}, begins {n} cycle after the forecast end", "{cost}, begins {n} cycles after the forecast end", -unused, { cost })];
  }
  if (more) return [t("{cost}, {n}+ unused", { cost, n: number(unused) }), t("{cost}, {n} cycles of forecast life unused, or more: no forecast looks further", { cost, n: number(unused) })];
  return [t("{cost}, {n} unused", { cost, n: number(unused) }),
    tn("{cost}, {n} cycle of forecast life unused", "{cost}, {n} cycles of forecast life unused", unused, { cost })];
}

function holdCost({ scenario }, cycle) {
  const until = number(cycle + scenario.hold);
  return [t("until {cycle}", { cycle: until }), t("no order until cycle {cycle}", { cycle: until })];
}

/** Who has ordered the service of an engine. */
function orderText(decisions, { slot, ordered }) {
  const byHand = decisions.some(([at, kind, values]) => at === ordered && kind === "call" && values[0] === slot);
  const cycle = number(ordered);
  return byHand ? t("Ordered by hand at cycle {cycle}", { cycle }) : t("Ordered by your strategy at cycle {cycle}", { cycle });
}

/** What is announced of an engine: in how many cycles it will be ordered, and how much is likely left; "" where nobody knows. */
export function announcement(game, life, cycle) {
  const { left, ends } = seenOf(game, life, cycle);
  if (left === null) return [tn("order in {n} cycle", "order in {n} cycles", priceOf(game, life, cycle).early ?? 0), ""];
  const what = t("order in about {n}", { n: number(ordersIn(game, left, cycle)) });
  if (ends === null) return [what, t("{left} predicted left", { left: whole(left) })];
  const [low, high] = ends.map(whole);
  return [what, ends[1] < game.scenario.band.upto ? t("{low} to {high} left", { low, high }) : t("{low} or more left", { low })];
}

/** Cycles until the forecast of an engine falls to the alarm, if it goes on as it does. */
function ordersIn({ factories }, left, cycle) {
  const setting = inForce(factories[0].strategies, cycle)[2] ?? 0;
  return Math.max(1, Math.ceil(left - setting));
}

/** The same as a sentence. */
export function announcementText(game, life, cycle) {
  const [what, likely] = announcement(game, life, cycle);
  const values = { engine: life.slot + 1, what, likely };
  return likely ? t("Engine {engine}: {what}, {likely}.", values) : t("Engine {engine}: {what}.", values);
}

export class CallBar {
  constructor(slot) {
    this.slot = slot;
    this.name = element("span", {}, t("Engine {engine}", { engine: slot + 1 })); // where the bar leaves its tile
    this.told = element("b");
    this.likely = element("small"); // how sure that is, where somebody knows
    this.calls = ["service", "hold"].map((call) => makeCall(slot, call));
    this.doing = element("div", { class: "doing" }, ...this.calls.map(({ node }) => node));
    this.node = element("div", { class: "calls", role: "group", "aria-label": t("Calls for engine {engine}", { engine: slot + 1 }) },
      element("p", { class: "told" }, this.name, this.told, this.likely), this.doing);
  }

  /**
   * Say where it stands: in its tile or, on a narrow screen, at the edge.
   * @param {boolean} above a letter, which lies there too
   */
  stand(above) {
    const edge = this.node.dataset.told === "true" && getComputedStyle(this.node).position === "fixed";
    standsAt(this.node, edge ? `edge ${above}` : "tile");
  }

  /**
   * @param {import("./match.js").Session} session
   * @param {number} now elapsed cycles
   * @param {number} cycle of a call that is made now
   */
  paint({ game, decisions, told }, now, cycle) {
    const { slot } = this;
    const present = slotAt(game.factories[0].slots[slot], now);
    const life = callable(game, slot, cycle);
    const offered = this.calls.map(({ call }) => life !== null && mayCall(game, decisions, slot, call, cycle));
    this.doing.hidden = !offered.some(Boolean);
    const mine = told?.slot === slot && life !== null;
    setAttribute(this.node, "data-told", mine);
    setAttribute(this.node, "data-doing", !this.doing.hidden);
    const ordered = untilService(present, now) !== null && this.doing.hidden;
    const [what, likely] = mine ? announcement(game, life, now) : ["", ""];
    put(this.told, ordered ? orderText(decisions, present.life) : what);
    put(this.likely, likely);
    if (!life) return;
    const prices = [serviceCost(game, life, cycle), holdCost(game, cycle)];
    this.calls.forEach(({ node, price, call }, nth) => {
      const [short, full] = prices[nth];
      put(price, short);
      setAttribute(node, "title", full);
      setAttribute(node, "aria-disabled", !offered[nth]);
      setAttribute(node, "aria-label", t("{call}, engine {engine}: {price}", { call: t(CALL_WORDS[call]), engine: slot + 1, price: full }));
    });
  }
}
