/* The view of one engine: its fan, its age, what a model gives it, and what has become of those before it. */

import { FAILURE, RUNNING, SERVICE } from "./core.js";
import { element, put } from "./dom.js";
import { Fan } from "./fan.js";
import { money, number, t, tn } from "./language.js";
import { engineAt } from "./matches.js";
import { shape } from "./shapes.js";

const PACE = 5.2; // of the blades, radians a second
const FULL = 365; // cycles of age that fill a fan's rim, as on the board
const [WIDE, TALL] = [100, 36]; // units of the chart
const [LEFT, FLOOR, TOP] = [9, 31, 2];
const STATES = ["running", "service", "failure"];

/** The sentence of an engine's state. */
export function stateText({ state, life }) {
  if (state === RUNNING) return t("Running");
  const age = number(life.ran);
  return state === SERVICE ? t("Serviced at {age}", { age }) : t("Failed at {age}", { age });
}

/** What the model says is left; once it has stopped, what it had said, after a service beside what was true. */
function givenText({ given, state, life }) {
  if (given === null) return "";
  const left = number(Math.round(given));
  if (state === FAILURE) return t("The model had said: {left} flights left", { left });
  if (state !== SERVICE) return t("The model says: {left} flights left", { left });
  return t("The model said {left} flights left; {truth} were", { left, truth: number(life.lifetime - life.ran) });
}

/** A fan that turns while its engine runs. */
export class Blades {
  constructor() {
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.fan = new Fan(this.canvas);
    this.angle = 0;
  }

  prepare(palette) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.fan.prepare({ width, height }, devicePixelRatio, palette);
  }

  /**
   * @param {{state: number, age: number, left: number}} moment
   * @param {any} scenario
   * @param {number} seconds since the last picture
   */
  paint({ state, age, left }, scenario, seconds) {
    if (state === RUNNING) this.angle += seconds * PACE;
    const down = state === SERVICE ? scenario.service_cycles : scenario.failure_cycles;
    this.fan.paint(this.angle, state, state === RUNNING ? age / FULL : left / down, null);
  }
}

export class EngineView {
  constructor(beat, match) {
    this.match = match;
    this.slot = beat.camera.engine;
    this.blades = new Blades();
    this.state = element("span");
    this.light = element("i", { class: "light" });
    this.age = element("b", { class: "figure" });
    this.unit = element("span");
    this.given = element("p", { class: "given" });
    this.money = element("b", { class: "figure" });
    this.chart = shape("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img" });
    const title = t("Engine {engine}", { engine: this.slot + 1 });
    this.node = element("div", { class: "one-engine" },
      element("div", { class: "fan" }, this.blades.canvas),
      element("div", { class: "told" },
        element("p", { class: "state" }, element("span", {}, title), this.light, this.state),
        element("p", { class: "age" }, this.age, this.unit),
        this.given),
      element("p", { class: "balance" }, element("span", {}, t("Balance")), this.money),
      this.chart);
  }

  prepare(palette) {
    this.blades.prepare(palette);
  }

  paint(clock, seconds) {
    const { match, slot } = this;
    const now = Math.floor(clock);
    const moment = engineAt(match, slot, now);
    this.blades.paint(moment, match.scenario, seconds);
    this.light.className = `light ${STATES[moment.state]}`;
    put(this.state, stateText(moment));
    put(this.age, number(moment.age));
    put(this.unit, ` ${tn("flight", "flights", moment.age)}`);
    put(this.given, givenText(moment));
    put(this.money, money(match.factories[0].balance[now]));
    if (moment.forecasts) this.draw(moment);
    else this.stack(now);
  }

  /** What the model says of this engine over its age. */
  draw({ forecasts, alarm, age, state, life }) {
    const span = Math.max(220, Math.ceil((life.ran + 20) / 20) * 20);
    const x = (a) => LEFT + ((WIDE - LEFT - 2) * a) / span;
    const y = (left) => FLOOR - ((FLOOR - TOP) * Math.min(left, this.match.healthy + 15)) / (this.match.healthy + 15);
    const seen = Math.min(age, life.ran - (life.kind ? 1 : 0));
    const line = Array.from({ length: seen }, (_, a) => forecasts[a] === this.match.none ? "" : `${x(a + 1).toFixed(2)} ${y(forecasts[a] / 10).toFixed(2)}`);
    this.chart.replaceChildren(
      shape("path", { d: `M${LEFT} ${FLOOR}H${WIDE - 2}`, class: "axis" }),
      shape("path", { d: `M${LEFT} ${y(alarm)}H${WIDE - 2}`, class: "alarm" }),
      ...[0, this.match.healthy].map((left) => shape("text", { x: LEFT - 1, y: y(left) + 1, class: "end" }, number(left))),
      shape("text", { x: LEFT + 1, y: y(alarm) + 3.4 }, t("alarm at {setting}", { setting: number(alarm) })),
      shape("text", { x: WIDE - 2, y: TALL - 1, class: "end" }, t("flights flown")),
      shape("path", { d: `M${line.filter(Boolean).join("L")}`, class: "line" }));
    this.chart.setAttribute("aria-label", t("What the model gives the engine, over its age"));
    if (state !== RUNNING) this.chart.append(this.cross(x(life.ran), y(0) - 2, state)); // on the axis: words stand below
  }

  cross(x, y, state) {
    const r = 1.4;
    const d = `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`;
    return shape("path", { d, class: `cross ${STATES[state]}` });
  }

  /** Engines of this place so far, a bar each as long as they ran. */
  stack(now) {
    const lives = this.match.factories[0].slots[this.slot].filter(({ start }) => start < Math.max(1, now)).slice(-5);
    const x = (a) => LEFT + ((WIDE - LEFT - 12) * Math.min(a, FULL)) / FULL;
    this.chart.setAttribute("aria-label", t("How long the engines of this place ran"));
    this.chart.replaceChildren(...lives.flatMap((one, row) => {
      const age = Math.min(one.ran, now - one.start);
      const y = TOP + row * 6.4;
      const over = one.kind !== RUNNING && now > one.stop;
      const end = over ? [this.cross(x(age), y + 2, one.kind === FAILURE ? FAILURE : SERVICE)] : [];
      return [shape("rect", { x: LEFT, y, width: Math.max(0.2, x(age) - LEFT), height: 4, class: "ran" }), ...end,
        shape("text", { x: x(age) + 2.5, y: y + 3 }, number(age))];
    }));
  }
}
