/* The ladder of strategies, and the setting of the one in force. */

import { known } from "./core.js";
import { element, faultMark, put, setAttribute } from "./dom.js";
import { FAULTS, lockOf, olderText, pricesOf } from "./events.js";
import { bytes, cyclesOf, money, number, t, tn } from "./language.js";

function makeRung(kind, i) {
  const [key, name, why, side, bar] = ["key", "name", "why", "side", "bar"].map((c) => element("span", { class: c }));
  key.textContent = String(i + 1);
  name.textContent = t(kind.title);
  const node = element("button", {
    type: "button", class: "rung", role: "radio", "data-strategy": kind.name, "data-state": "locked",
    "aria-checked": false, "aria-keyshortcuts": i + 1,
  }, key, name, why, side, bar);
  const about = element("button", { type: "button", class: "about", "data-about": kind.name, "aria-label": t("About {what}", { what: t(kind.phrase) }) }, "i");
  return { kind, row: element("div", { class: "step", role: "presentation" }, node, about), node, why, side, bar };
}

/** What a strategy's setting is advised to be, and by what. */
export function adviceText(own, advice) {
  if (advice && own) return t("Your own setting. Recommended, {advice}", { advice });
  if (advice) return t("Recommended, {advice}", { advice });
  return own ? t("Your own setting. Recommended") : t("Recommended");
}

function modelFacts(game, [at, , facts]) {
  const cycle = number(at);
  if (!facts.rounds) {
    return tn("Model trained at cycle {cycle} with your {n} failure{older}.", "Model trained at cycle {cycle} with your {n} failures{older}.", facts.own_failures,
      { cycle, older: olderText(game) });
  }
  const rounds = tn("{n} round", "{n} rounds", facts.rounds);
  return tn("{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failure{older}. {moved} moved; {stayed} of sensor data stayed at home.",
    "{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failures{older}. {moved} moved; {stayed} of sensor data stayed at home.", facts.own_failures,
    { factories: number(facts.clients), rounds, cycle, older: olderText(game), moved: bytes(facts.bytes), stayed: bytes(facts.raw_bytes) });
}

/**
 * What the model of a strategy has seen fail by now: compressors and fans of your own, and of the
 * others where it has learned from them. Null without a model, or where nobody can tell.
 */
export function seenBy(game, strategy, now) {
  const training = known(game.trainings.filter((one) => one[1] === strategy), now);
  const seen = training?.[2].seen;
  return seen ? { own: seen.slice(0, 2), others: training[2].rounds ? seen.slice(2) : null } : null;
}

/** What a model has seen fail, in words. */
export function seenText({ own, others }) {
  const [compressors, fans] = own;
  const mine = t("{compressors}, {fans}", {
    compressors: tn("{n} compressor", "{n} compressors", compressors), fans: tn("{n} fan", "{n} fans", fans),
  });
  if (!others) return t("Has seen fail: {mine}", { mine });
  return t("Has seen fail: yours: {mine}; the other members: {compressors} and {fans}", { mine, compressors: number(others[0]), fans: number(others[1]) });
}

/** The same with emblems, where there is no room for words. */
function showSeen(node, seen) {
  const key = JSON.stringify(seen);
  if (node.dataset.seen === key) return;
  put(node, ""); // what is put next is new
  node.dataset.seen = key;
  const pairs = (counts) => counts.flatMap((n, fault) => [" ", faultMark(fault, t(FAULTS[fault])), `${number(n)} `]);
  const words = seen.others
    ? [t("Seen: yours"), ...pairs(seen.own), "· ", t("others"), ...pairs(seen.others)]
    : [t("Has seen fail:"), ...pairs(seen.own)];
  node.replaceChildren(...words);
}

/** What an alliance has cost and saved so far, "" where there is none in force; said also while it has saved none. */
function soFar(game, strategy, now) {
  const [{ alliances, charges }] = game.factories;
  if (!game.kinds[strategy].together || !alliances.some(([at]) => at <= now)) return "";
  const fees = charges.filter(([at, , why]) => at < now && why === "training").reduce((sum, [, amount]) => sum + amount, 0);
  const saved = game.events.filter(({ save, shows }) => save && shows <= now).length;
  if (!saved) return t("{fees} of fees; no engine yet that your own model would have let fail.", { fees: money(fees) });
  return tn("{fees} of fees; {n} engine serviced that your own model would have let fail.",
    "{fees} of fees; {n} engines serviced that your own model would have let fail.", saved, { fees: money(fees) });
}

/** What a training asks now: the fee of the alliance that you are in; nothing alone. */
function feeAt({ factories: [{ alliances }], offers, kinds }, strategy, now) {
  const name = kinds[strategy].together && alliances.findLast(([at]) => at <= now)?.[1];
  return name ? offers.flatMap((offer) => offer.alliances).find((one) => one.name === name)?.fee ?? 0 : 0;
}

export class Ladder {
  constructor(refs) {
    this.refs = refs;
    this.rungs = [];
  }

  /** Build a rung for each strategy of a game, unless they stand there already. */
  build({ rules: { strategies } }) {
    if (strategies.map(({ name }) => name).join() === this.rungs.map(({ kind }) => kind.name).join()) return;
    this.rungs = strategies.map(makeRung);
    this.refs.ladder.replaceChildren(...this.rungs.map((rung) => rung.row));
  }

  /** @param {boolean} asked what is in force has been decided, and what comes of it is not known yet */
  paint(game, now, current, asked) {
    const rank = this.rungs.findIndex(({ kind }) => kind.name === current[1]);
    for (const [nth, rung] of this.rungs.entries()) {
      const { name, line } = rung.kind;
      const lock = lockOf(game, name, now);
      const state = name === current[1] ? "on" : lock ? "locked" : "open";
      setAttribute(rung.node, "data-state", state);
      setAttribute(rung.node, "data-lower", nth < rank); // it may be taken, and is not advertised
      setAttribute(rung.node, "aria-checked", state === "on");
      setAttribute(rung.node, "aria-disabled", state === "locked");
      const seen = lock ? null : seenBy(game, name, now);
      const why = lock ? lock.text : seen ? seenText(seen) : t(line, pricesOf(game.scenario));
      if (seen) showSeen(rung.why, seen);
      else put(rung.why, why);
      setAttribute(rung.why, "title", why);
      put(rung.side, { on: asked ? t("one moment") : t("in force"), locked: t("locked"), open: t("Switch") }[state]);
      rung.bar.style.transform = `scaleX(${(lock?.part ?? 0).toFixed(3)})`;
    }
    this.paintSetting(game, now, current, asked);
  }

  paintSetting(game, now, [, strategy, setting, source], asked) {
    const { refs } = this;
    const kind = game.kinds[strategy];
    for (const node of [refs.slider.parentElement, refs.settingName.parentElement, refs.advice]) node.hidden = !kind.setting;
    for (const node of [refs.retrain, refs.modelFacts]) node.hidden = !kind.forecasts;
    refs.plain.hidden = Boolean(kind.setting);
    if (!kind.setting) {
      const { failure_cost: cost, failure_cycles: down } = game.scenario;
      put(refs.plain, t("A failure costs {cost} and {down} of standing still.", { cost: money(cost), down: cyclesOf(down) }));
      return;
    }
    const own = source === "own";
    put(refs.settingName, t(kind.setting.ask));
    put(refs.advice, asked ? t("What comes of it is being computed.") : adviceText(own, known(game.advice[strategy], now)?.[2]));
    refs.recommended.hidden = !own;
    refs.slider.max = kind.setting.usual;
    const active = refs.root.getRootNode().activeElement;
    if (setting !== null && active !== refs.box && active !== refs.slider) {
      refs.box.value = setting;
      refs.slider.value = setting;
    }
    if (!kind.forecasts) return;
    const fee = feeAt(game, strategy, now);
    put(refs.retrain, fee ? t("Retrain now {price}", { price: money(fee) }) : t("Retrain now"));
    const training = known(game.trainings.filter((one) => one[1] === strategy), now);
    const facts = training ? [modelFacts(game, training), soFar(game, strategy, now)].filter(Boolean).join(" ") : "";
    put(refs.modelFacts, facts);
    setAttribute(refs.modelFacts, "title", facts); // where there is little height its end is cut
  }

  /** What has just opened, if anything. */
  paintOffer({ offer, game }, now) {
    const { refs } = this;
    refs.offer.hidden = !offer;
    if (!offer) return;
    const kind = game.kinds[offer];
    const advice = known(game.advice[offer], now);
    put(refs.offerTitle, t("{strategy} is open to you", { strategy: t(kind.title) }));
    put(refs.offerText, `${advice ? adviceText(false, advice[2]) : t(kind.line, pricesOf(game.scenario))}.`);
  }
}
