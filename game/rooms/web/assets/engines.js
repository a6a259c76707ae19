/* What a factory's engines went through in the turn that is over, on the board's own instruments. */

import { el, number, say, t, tn } from "./common.js";
import { FAILURE, RUNNING, SERVICE, slotAt } from "./core.js";
import { readPalette } from "./draw.js";
import { Fan } from "./fan.js";
import { Ribbon } from "./ribbon.js";

const TIMES = 5; // s in which a turn is shown
const PACE = 5.2; // of the blades, radians a second
const FULL_RIM = 365; // cycles of age that fill a fan's rim, as on the board
const COMPRESSOR_FAULT = 0;
const FAN_FAULT = 1;
const STATES = ["running", "service", "failure"];

const box = ({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight });

/** What is said of an engine that failed: which part wore out, where that is known. */
function failedText(fault, age) {
  if (fault === FAN_FAULT) return t("Failed at age {age}: its fan wore out", { age });
  if (fault === COMPRESSOR_FAULT) return t("Failed at age {age}: its compressor wore out", { age });
  return t("Failed at age {age}", { age });
}

/** One engine's place: its fan, its state in words, what it went through. */
class Place {
  constructor(slot) {
    const fan = el("canvas", { "aria-hidden": "true" });
    const ribbon = el("canvas", { role: "img", "aria-label": t("Recent history of engine {engine}", { engine: slot + 1 }) });
    this.light = el("i", { class: "light" });
    this.state = el("span");
    this.fan = new Fan(fan);
    this.ribbon = new Ribbon(ribbon);
    this.node = el("li", {}, el("div", { class: "fan" }, el("b", {}, String(slot + 1)), fan),
      el("p", {}, this.light, this.state), el("div", { class: "ribbon" }, ribbon));
    this.angle = slot;
  }

  prepare(ratio, palette) {
    for (const one of [this.fan, this.ribbon]) one.prepare(box(one.canvas), ratio, palette);
  }

  /**
   * @param {import("./core.js").Life[]} lives of this place
   * @param {number} now cycle
   * @param {{mark: number|null, down: number[], seconds: number}} view the age of service, if it goes by age; what
   *   `Engines` knows of them; since the last picture
   */
  paint(lives, now, { mark, down, seconds }) {
    const { life, state, age, left } = slotAt(lives, now);
    const running = state === RUNNING;
    if (running) this.angle += seconds * PACE;
    this.fan.paint(this.angle, state, running ? age / FULL_RIM : left / down[state], running && mark !== null ? mark / FULL_RIM : null);
    this.ribbon.paint(lives, now);
    this.light.className = `light ${STATES[state]}`;
    const since = number(running ? age : life.ran);
    say(this.state, running ? tn("{n} cycle old", "{n} cycles old", age)
      : state === SERVICE ? t("Service at age {age}", { age: since }) : failedText(life.fault, since));
  }
}

const NEVER = 2 ** 31 - 1;

/** The lives of all places, as the board's instruments take them: whole ones, in order. */
const asLives = (rows) => rows.map((own, slot) => own.map(([start, stop, kind, back, fault = -1], index) => (
  { slot, index, start, stop, ran: stop - start, kind, back, lifetime: -1, due: NEVER, fault, ordered: NEVER })));

/** All engines of a factory, shown once as they fared. */
export class Engines {
  constructor(node) {
    this.node = node;
    this.places = [];
    this.told = el("p", { class: "quiet" });
    this.first = this.cycle = this.now = 0; // cycles of the turn, and the one that is shown
    this.sums = ""; // what ended in the turn, in words
    this.mark = null;
    this.down = [0, 0, 0]; // how long an engine runs on, stands for a service, for a failure, cycles
    this.asked = this.before = 0; // for a picture, and when the last one was drawn
    this.shown = () => {};
    const again = () => this.places.length && this.prepare();
    addEventListener("resize", again);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  }

  /**
   * @param {number[][][]} rows for each place its lives: cycle of the beginning, of the end, how it ended, back at
   * @param {{first: number, cycle: number, mark: number|null, prices: {serviceTime: number, failureTime: number}}} view
   * @param {boolean} fresh whether the turn is seen for the first time
   * @returns {Promise<void>} until its end is shown
   */
  show(rows, { first, cycle, mark, prices }, fresh) {
    this.lives = asLives(rows);
    if (this.places.length !== rows.length) {
      this.places = rows.map((_, slot) => new Place(slot));
      this.node.replaceChildren(el("ul", { class: "engines" }, ...this.places.map(({ node }) => node)), this.told);
    }
    for (const { ribbon } of this.places) ribbon.forget();
    const ended = this.lives.flat().filter(({ kind, stop }) => kind !== RUNNING && stop >= first && stop < cycle);
    const failures = ended.filter(({ kind }) => kind === FAILURE);
    const counts = {
      first: number(first), last: number(cycle), services: tn("{n} service", "{n} services", ended.length - failures.length),
      failures: tn("{n} failure", "{n} failures", failures.length),
    };
    this.sums = [t("Cycles {first} to {last}: {services}, {failures}.", counts), ...failures.map(({ slot, ran, fault }) => `${t("Engine {engine}:", { engine: slot + 1 })} ${failedText(fault, number(ran))}.`)].join(" ");
    say(this.told, "");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    Object.assign(this, { first, cycle, mark, down: [0, prices.serviceTime, prices.failureTime], now: fresh && !still ? first : cycle, before: 0 });
    return new Promise((resolve) => {
      this.shown = resolve;
      this.prepare();
    });
  }

  prepare() {
    const palette = readPalette(this.node);
    for (const place of this.places) place.prepare(devicePixelRatio, palette);
    this.ask();
  }

  ask() {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame((time) => this.draw(time / 1000));
  }

  draw(time) {
    const seconds = this.before ? Math.min(0.1, time - this.before) : 0;
    this.before = time;
    this.now = Math.min(this.cycle, this.now + (seconds * (this.cycle - this.first)) / TIMES);
    const { mark, down } = this;
    this.places.forEach((place, slot) => place.paint(this.lives[slot], Math.floor(this.now), { mark, down, seconds }));
    if (this.now < this.cycle) {
      this.ask();
      return;
    }
    say(this.told, this.sums); // not before it has been seen
    this.shown();
  }
}
