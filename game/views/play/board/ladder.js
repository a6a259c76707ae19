/* The ladder of strategies, and the setting of the one in force. */

import { known } from "./core.js";
import { element, put, setAttribute } from "./dom.js";
import { lockOf, pricesOf } from "./events.js";
import { bytes, cyclesOf, money, number, t, tn } from "./language.js";

function makeRung(kind, i) {
  const [key, name, why, side, bar] = ["key", "name", "why", "side", "bar"].map((c) => element("span", { class: c }));
  key.textContent = String(i + 1);
  name.textContent = t(kind.long);
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

function modelFacts([at, , facts]) {
  const cycle = number(at);
  if (!facts.rounds) {
    return tn("Model trained at cycle {cycle} with your {n} failure.", "Model trained at cycle {cycle} with your {n} failures.", facts.own_failures, { cycle });
  }
  const rounds = tn("{n} round", "{n} rounds", facts.rounds);
  return tn("{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failure. {moved} moved; {stayed} of sensor data stayed at home.",
    "{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failures. {moved} moved; {stayed} of sensor data stayed at home.", facts.own_failures,
    { factories: number(facts.clients), rounds, cycle, moved: bytes(facts.bytes), stayed: bytes(facts.raw_bytes) });
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

  paint(game, now, current) {
    for (const rung of this.rungs) {
      const { name, line } = rung.kind;
      const lock = lockOf(game, name, now);
      const state = name === current[1] ? "on" : lock ? "locked" : "open";
      setAttribute(rung.node, "data-state", state);
      setAttribute(rung.node, "aria-checked", state === "on");
      setAttribute(rung.node, "aria-disabled", state === "locked");
      const why = lock ? lock.text : t(line, pricesOf(game.scenario));
      put(rung.why, why);
      setAttribute(rung.why, "title", why);
      put(rung.side, { on: t("in force"), locked: t("locked"), open: t("Switch") }[state]);
      rung.bar.style.transform = `scaleX(${(lock?.part ?? 0).toFixed(3)})`;
    }
    this.paintSetting(game, now, current);
  }

  paintSetting(game, now, [, strategy, setting, source]) {
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
    put(refs.advice, adviceText(own, known(game.advice[strategy], now)?.[2]));
    refs.recommended.hidden = !own;
    refs.slider.max = kind.setting.usual;
    const active = refs.root.getRootNode().activeElement;
    if (setting !== null && active !== refs.box && active !== refs.slider) {
      refs.box.value = setting;
      refs.slider.value = setting;
    }
    if (!kind.forecasts) return;
    const training = known(game.trainings.filter((one) => one[1] === strategy), now);
    put(refs.modelFacts, training ? modelFacts(training) : "");
  }

  /** What has just opened, if anything. */
  paintOffer({ offer, game }, now) {
    const { refs } = this;
    refs.offer.hidden = !offer;
    if (!offer) return;
    const kind = game.kinds[offer];
    const advice = known(game.advice[offer], now);
    put(refs.offerTitle, t("{strategy} is open to you", { strategy: t(kind.long) }));
    put(refs.offerText, `${advice ? adviceText(false, advice[2]) : t(kind.line, pricesOf(game.scenario))}.`);
  }
}
