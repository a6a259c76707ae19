/* The strategy's view of one engine over its age. It keeps what it has drawn and adds what is new. */

import { FAILURE, RUNNING, SERVICE } from "./core.js";
import { bandAt } from "./foretold.js";
import { cover, fillState, fit, opaque } from "./draw.js";
import { number, t, tn } from "./language.js";
import { lifeSpan } from "./sensors.js";

const SHADE = 0.16; // of the band, so that a dashed line shows through
const TOP_FORECAST = 140; // cycles; the models do not look further ahead

/**
 * The base line nearest to the wished one on which a label meets no other.
 * @param {{at: number, width: number, base: number}[]} labels those that stand already
 * @param {number} step height of a line
 */
export function freeLevel(labels, at, width, wish, step, low, high) {
  const clear = (base) => labels.every((other) =>
    Math.abs(other.base - base) >= step || other.at + other.width < at || at + width < other.at);
  const near = labels.flatMap(({ base }) => [base - step, base + step]);
  const free = [wish, ...near].filter((base) => base >= low && base <= high && clear(base));
  return free.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish))[0] ?? wish;
}

/**
 * The first of some places for a label where it meets neither a line nor another label; else the first.
 * @param {{at: number, base: number}[]} places
 * @param {number[][]} points of lines, close together
 * @param {{at: number, width: number, base: number}[]} labels those that stand already
 * @param {number} step height of a line of words
 */
export function freeRoom(places, points, labels, width, step) {
  const clear = ({ at, base }) =>
    points.every(([x, y]) => x < at - step / 4 || x > at + width + step / 4 || y < base - step * 0.85 || y > base + step * 0.35) &&
    labels.every((other) => Math.abs(other.base - base) >= step || other.at + other.width < at || at + width < other.at);
  return places.find(clear) ?? places[0];
}

/**
 * @typedef {object} EngineView a moment of one slot
 * @property {import("./core.js").Life} life
 * @property {number} state RUNNING, SERVICE or FAILURE
 * @property {number} age cycles
 * @property {import("./game.js").Kind} kind the strategy in force
 * @property {number|null} setting cycles
 * @property {number} lead cycles from an order to its service
 * @property {Int16Array} [forecast] at each age, tenths of a cycle
 * @property {Int16Array} [band] both ends of what is likely left at each age, tenths of a cycle
 * @property {number} none stands for an age without a forecast
 */

const LINE = 12.5; // CSS pixels, height of a line of words

/** The strategy's view of one engine over its age. After the event: when it would have died. */
export class Graph {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = opaque(canvas);
    this.palette = null;
    this.k = 1; // device pixels of a CSS pixel
    this.key = "";
    this.drawn = 0; // age
    this.last = null; // the last point of the forecast
    this.span = 0; // cycles of age
    this.labels = [];
  }

  prepare(box, ratio, palette) {
    if (!fit(this.canvas, box, ratio) && this.palette === palette) return;
    cover(this.ctx, palette.panel);
    this.key = "";
    this.palette = palette;
    this.k = ratio;
  }

  /** @param {EngineView} view */
  paint(view) {
    const { life, state, kind, setting, age } = view;
    const longest = state === RUNNING ? age : Math.max(life.lifetime, age);
    const next = [life.slot, life.index, life.start, kind.name, setting, state, lifeSpan(longest)].join();
    if (next !== this.key || age < this.drawn) {
      this.key = next;
      this.span = lifeSpan(longest);
      this.start(view);
      if (age > 0) this.extend(view);
      if (state !== RUNNING && life.lifetime > 0) this.reveal(view);
    } else if (age > this.drawn) this.extend(view);
  }

  x(age) {
    return (age / this.span) * (this.canvas.width - 4 * this.k);
  }

  y(rul) {
    const floor = this.floor();
    return floor - Math.max(0, Math.min(rul, TOP_FORECAST)) / TOP_FORECAST * (floor - 6 * this.k);
  }

  floor() {
    return this.canvas.height - 8 * this.k;
  }

  middle() {
    return Math.round(this.canvas.height * 0.62);
  }

  label(text, left, wish, { align = "left", colour = this.palette.muted } = {}) {
    const { ctx, canvas, k } = this;
    ctx.font = this.font();
    const width = ctx.measureText(text).width;
    const wanted = align === "right" ? left - width : left;
    const at = Math.max(0, Math.min(wanted, canvas.width - width));
    this.write(text, at, width, freeLevel(this.labels, at, width, wish, LINE * k, 10 * k, canvas.height - 3 * k), colour);
  }

  write(text, at, width, base, colour) {
    const { ctx, palette, k } = this;
    this.labels.push({ at, width, base });
    ctx.fillStyle = palette.panel;
    ctx.fillRect(at - 2 * k, base - 9 * k, width + 4 * k, 12 * k);
    ctx.fillStyle = colour;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(text, at, base);
  }

  dashes(x1, y1, x2, y2, colour, dash) {
    const { ctx, k } = this;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25 * k;
    ctx.setLineDash(dash.map((d) => d * k));
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  start({ kind, setting, state, lead }) {
    const { ctx, canvas, palette, k, span } = this;
    const floor = this.floor();
    cover(ctx, palette.panel);
    this.labels = [];
    ctx.fillStyle = palette.rule;
    ctx.fillRect(0, floor, canvas.width, Math.max(1, k / 2));
    for (let age = 0; age <= span; age += 50) {
      ctx.fillRect(Math.round(this.x(age)), floor, Math.max(1, k / 2), (age % 100 ? 2 : 5) * k);
    }
    if (!kind.setting && state === RUNNING) this.label(t("waiting for the failure"), 0, 10 * k);
    if (kind.scheduled) {
      this.dashes(this.x(setting), 4 * k, this.x(setting), floor, palette.service, [3, 3]);
      const age = number(setting);
      this.label(lead ? t("order at {age}", { age }) : t("service at {age}", { age }), this.x(setting) - 5 * k, 10 * k, { align: "right" });
    }
    if (kind.forecasts) this.markAlarm(setting);
    this.drawn = 0;
    this.last = null;
  }

  /** The alarm and its name under it: there the forecast of a young engine never runs. */
  markAlarm(setting) {
    const { canvas, palette, k } = this;
    const at = this.y(setting);
    this.dashes(0, at, canvas.width, at, palette.service, [3, 3]);
    const beside = at + 12 * k <= canvas.height - k ? 12 * k : -3 * k;
    this.ctx.font = this.font();
    const text = t("alarm at {setting}", { setting: number(setting) });
    this.write(text, 0, this.ctx.measureText(text).width, at + beside, palette.muted);
  }

  font() {
    return `500 ${10 * this.k}px ${this.palette.words}`;
  }

  extend(view) {
    const { kind, age, forecast } = view;
    const { ctx, palette, k } = this;
    if (!kind.forecasts) {
      ctx.fillStyle = palette.text;
      const left = Math.floor(this.x(this.drawn));
      ctx.fillRect(left, this.middle() - k, Math.round(this.x(age)) - left, 2 * k);
    } else if (forecast) {
      this.extendBand(view);
      this.extendForecast(view);
    }
    this.drawn = age;
  }

  /** A shade between both ends, in columns of whole pixels, so that none is shaded twice. */
  extendBand(view) {
    const { ctx } = this;
    ctx.fillStyle = this.palette.text;
    ctx.globalAlpha = SHADE;
    for (let a = this.drawn + 1; a <= view.age; a++) {
      const ends = bandAt({ ...view, age: a });
      if (ends === null) continue;
      const [left, right] = [Math.round(this.x(a - 1)), Math.round(this.x(a))];
      const [bottom, top] = ends.map((end) => Math.round(this.y(end)));
      ctx.fillRect(left, top, right - left, bottom - top);
    }
    ctx.globalAlpha = 1;
  }

  extendForecast({ age, forecast, none }) {
    const { ctx } = this;
    ctx.strokeStyle = this.palette.text;
    ctx.lineWidth = 1.5 * this.k;
    ctx.beginPath();
    for (let a = this.drawn + 1; a <= Math.min(age, forecast.length); a++) {
      if (forecast[a - 1] === none) continue;
      const point = [this.x(a), this.y(forecast[a - 1] / 10)];
      if (this.last) {
        ctx.moveTo(this.last[0], this.last[1]);
        ctx.lineTo(point[0], point[1]);
      }
      this.last = point;
    }
    ctx.stroke();
  }

  /** What the player could not know: where this engine would have ended. */
  reveal(view) {
    const { life, state, kind } = view;
    const { ctx, palette, k } = this;
    const level = kind.forecasts ? this.floor() : this.middle();
    const end = this.x(life.lifetime);
    if (kind.forecasts) {
      const from = Math.max(0, life.lifetime - TOP_FORECAST);
      this.dashes(this.x(from), this.y(life.lifetime - from), end, this.y(0), palette.running, [1.5, 2.5]);
    }
    if (state === SERVICE) {
      const wasted = life.lifetime - life.ran;
      const stopped = this.x(life.ran);
      fillState(ctx, palette, SERVICE, stopped, level - 4 * k, Math.max(2 * k, end - stopped), 5 * k, k);
      this.tellEnd(tn("{n} cycle of life left", "{n} cycles of life left", wasted), end, view);
    } else this.tellEnd(t("failed at {age}", { age: number(life.ran) }), end - 10 * k, view);
    this.cross(end, level - 1.5 * k, state === FAILURE ? palette.failure : palette.text);
  }

  /** Say how an engine ended, beside the curves of what was forecast and of what was left. */
  tellEnd(text, end, { life, kind, setting, forecast, none }) {
    const { ctx, canvas, palette, k } = this;
    ctx.font = this.font();
    const width = ctx.measureText(text).width;
    const within = (at) => Math.max(0, Math.min(at, canvas.width - width));
    const ends = [end - width, canvas.width, end + 8 * k, 0].map(within);
    const levels = [canvas.height * 0.36, 10 * k, canvas.height * 0.6, canvas.height - 3 * k];
    const points = [];
    for (let age = 1; kind.forecasts && age <= this.span; age++) {
      if (age <= life.ran && forecast?.[age - 1] !== undefined && forecast[age - 1] !== none) points.push([this.x(age), this.y(forecast[age - 1] / 10)]);
      if (life.lifetime - age <= TOP_FORECAST && age <= life.lifetime) points.push([this.x(age), this.y(life.lifetime - age)]);
      points.push([this.x(age), this.y(setting)]);
    }
    const places = levels.flatMap((base) => ends.map((at) => ({ at, base })));
    const { at, base } = freeRoom(places, points, this.labels, width, LINE * k);
    this.write(text, at, width, base, palette.text);
  }

  cross(cx, cy, colour) {
    const { ctx, k } = this;
    const r = 4 * k;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * k;
    ctx.beginPath();
    ctx.moveTo(cx - r, cy - r);
    ctx.lineTo(cx + r, cy + r);
    ctx.moveTo(cx + r, cy - r);
    ctx.lineTo(cx - r, cy + r);
    ctx.stroke();
  }
}
