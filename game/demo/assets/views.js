/* The views of a talk but that of one engine: all engines, balances, rounds, the way to a match. */

import { ticks } from "./axes.js";
import { element, nameOf, put } from "./dom.js";
import { Blades, EngineView, stateText } from "./engine.js";
import { money, number, shortMoney, t } from "./language.js";
import { engineAt } from "./matches.js";
import { RoundView } from "./rounds.js";
import { shape } from "./shapes.js";

const [WIDE, TALL] = [160, 60]; // units of the chart of balances
const [LEFT, RIGHT, FLOOR, TOP] = [14, 158, 54, 3];

class EnginesView {
  constructor(_, match) {
    this.match = match;
    this.places = match.factories[0].slots.map((_, slot) => {
      const [blades, state, age] = [new Blades(), element("p", { class: "state" }), element("b", { class: "figure" })];
      const node = element("li", {}, element("p", {}, t("Engine {engine}", { engine: slot + 1 })), element("div", { class: "fan" }, blades.canvas), age, state);
      return { blades, state, age, node };
    });
    this.money = element("b", { class: "figure" });
    this.node = element("div", { class: "all-engines" }, element("ul", {}, ...this.places.map(({ node }) => node)),
      element("p", { class: "balance" }, element("span", {}, t("Balance")), this.money));
  }

  prepare(palette) {
    for (const { blades } of this.places) blades.prepare(palette);
  }

  paint(clock, seconds) {
    const now = Math.floor(clock);
    this.places.forEach(({ blades, state, age }, slot) => {
      const moment = engineAt(this.match, slot, now);
      blades.paint(moment, this.match.scenario, seconds);
      put(age, number(moment.age));
      put(state, stateText(moment));
    });
    put(this.money, money(this.match.factories[0].balance[now]));
  }
}

class RaceView {
  constructor({ camera }, match, beside) {
    this.match = match;
    const own = match.factories[0];
    this.curves = beside
      ? [{ name: camera.names[0], balance: own.balance, factory: 0 }, { name: camera.names[1], balance: beside.factories[0].balance, factory: 3 }]
      : match.factories.map((one, factory) => ({ name: nameOf(one), balance: one.balance, factory }));
    const ends = this.curves.flatMap(({ balance }) => [...balance.slice(0, camera.end + 1)]);
    this.low = Math.min(0, ...ends);
    this.high = Math.max(1000, ...ends);
    this.last = Math.max(1, camera.end);
    this.chart = shape("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": t("Balances over the flights; the list says the same in numbers") });
    this.figures = this.curves.map(() => element("b", { class: "figure" }));
    this.node = element("div", { class: "race" }, this.chart, element("ol", {}, ...this.curves.map(({ name, factory }, i) =>
      element("li", {}, element("i", { class: `stroke of-${factory}` }), element("span", {}, name), this.figures[i]))));
  }

  prepare() {
    const { low, high } = this;
    const lines = ticks(low, high, 4).flatMap((value) => [
      shape("path", { d: `M${LEFT} ${this.y(value)}H${RIGHT}`, class: "axis" }),
      shape("text", { x: LEFT - 1.5, y: this.y(value) + 1, class: "end" }, shortMoney(value))]);
    this.paths = this.curves.map(({ factory }) => shape("path", { class: `curve of-${factory}` }));
    const word = shape("text", { x: RIGHT, y: TALL - 1, class: "end" }, t("flight {flight}", { flight: number(this.last) }));
    this.chart.replaceChildren(...lines, word, ...this.paths);
  }

  y(value) {
    return FLOOR - ((FLOOR - TOP) * (value - this.low)) / (this.high - this.low);
  }

  paint(clock) {
    const now = Math.min(Math.floor(clock), this.last);
    const step = Math.max(1, Math.floor(this.last / 400));
    const x = (cycle) => (LEFT + ((RIGHT - LEFT) * cycle) / this.last).toFixed(2);
    this.curves.forEach(({ balance }, i) => {
      const points = [];
      for (let cycle = 0; cycle < now; cycle += step) points.push(`${x(cycle)} ${this.y(balance[cycle]).toFixed(2)}`);
      points.push(`${x(now)} ${this.y(balance[now]).toFixed(2)}`);
      this.paths[i].setAttribute("d", `M${points.join("L")}`);
      put(this.figures[i], money(balance[now]));
    });
  }
}

const SHORT = 36; // signs of an address that is read at a glance

/** The way to what a beat shows, for who would go on alone. */
export class LinkView {
  constructor({ way }) {
    const shown = way.address.replace(/^https?:\/\//, "");
    this.node = element("div", { class: shown.length > SHORT ? "way long" : "way" },
      element("img", { src: way.code, alt: t("QR code of this match") }),
      element("a", { href: way.address, target: "_blank", rel: "noopener" }, shown));
  }

  prepare() {}
  paint() {}
}

class WordsView {
  constructor() {
    this.node = element("div", { class: "nothing" });
  }

  prepare() {}
  paint() {}
}

const KINDS = { engine: EngineView, engines: EnginesView, race: RaceView, round: RoundView, link: LinkView, words: WordsView };

/**
 * Make the view of a beat.
 * @param {any} beat
 * @param {(link: string) => import("./matches.js").Shown} matchAt
 * @param {Object<string, any>} rounds
 * @returns {{node: HTMLElement, prepare: (palette: any) => void, paint: (clock: number, seconds: number) => void}}
 */
export function viewOf(beat, matchAt, rounds) {
  const { view, beside } = beat.camera;
  if (view === "round") return new RoundView(beat, rounds[beat.link]);
  const own = view === "words" ? null : matchAt(beat.link);
  return new KINDS[view](beat, own, beside && matchAt(beside));
}
