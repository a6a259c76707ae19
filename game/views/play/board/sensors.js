/* The sensors of one engine: sixteen traces over its age, their names beside them. */

import { SENSORS } from "./core.js";
import { cover, fit, opaque, pixel } from "./draw.js";

/** Ages an axis of one engine's life holds; steps up for the long-lived. */
export const lifeSpan = (age) => (age <= 250 ? 250 : age <= 370 ? 370 : Math.ceil(age / 100) * 100);

const ROWS = SENSORS.length / 2;
const ALL = SENSORS.map((_, s) => s);
const FOLDED = 60; // CSS pixels of height below which one trace stands for all
const EARLY = 15; // cycles of an engine's own early level
const LATELY = 20; // cycles between two looks at which trace that is
const FIRST = SENSORS.indexOf("T50"); // before there is anything to tell

/** The sensor that has left its own early level furthest by an age, of those seen by then. */
export function leading({ values, lifetime }, age) {
  const last = Math.min(Math.floor(age / LATELY) * LATELY, lifetime);
  if (last < 2 * EARLY) return FIRST;
  const level = (s, from, to) => values.subarray(s * lifetime + from, s * lifetime + to).reduce((a, b) => a + b, 0) / (to - from);
  const departures = ALL.map((s) => Math.abs(level(s, last - EARLY, last) - level(s, 0, EARLY)));
  return departures.indexOf(Math.max(...departures));
}

/**
 * Sixteen traces of one engine over its age, in two columns, names beside them. A life that grows is
 * drawn column by column; another life, or an earlier age, is painted as one picture. Where there is
 * little room, one trace stands for all: the one that has moved most.
 */
export class Sensors {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = opaque(canvas);
    this.pens = SENSORS.map(() => ({ column: -1, low: 0, high: 0, y: -1 }));
    this.palette = null;
    this.k = 1; // device pixels of a CSS pixel
    this.engine = null;
    this.drawn = 0; // age
    this.span = 0; // cycles of age
    this.shown = ALL; // of the sensors
    this.folded = false;
    this.lanes = [];
    this.pictures = []; // of the traces without their names: left, right
    this.ink = {};
  }

  prepare(box, ratio, palette) {
    const resized = fit(this.canvas, box, ratio);
    if (!resized && this.palette === palette) return;
    this.engine = null;
    this.palette = palette;
    this.k = ratio;
    this.folded = box.height < FOLDED;
    this.layOut();
  }

  paint(next, age) {
    if (!next) return;
    if (this.folded && leading(next, age) !== this.shown[0]) {
      this.shown = [leading(next, age)];
      this.engine = null;
      this.layOut();
    }
    if (next !== this.engine || age < this.drawn || lifeSpan(age) !== this.span) {
      this.engine = next;
      this.span = lifeSpan(age);
      this.paintAnew(age);
    } else if (age > this.drawn) {
      this.ctx.fillStyle = this.palette.text;
      this.extend(age, (s, column, top, height) => this.ctx.fillRect(this.lanes[s].x + column, top, 1, height));
    }
  }

  layOut() {
    const { canvas, ctx, palette, k } = this;
    const name = 42 * k;
    const gap = 14 * k;
    const { folded } = this;
    if (!folded) this.shown = ALL;
    else if (this.shown.length > 1) this.shown = [FIRST];
    const width = folded ? canvas.width : (canvas.width - gap) / 2;
    const height = folded ? canvas.height : canvas.height / ROWS;
    this.lanes = SENSORS.map((_, s) => {
      const left = folded || s < ROWS ? 0 : width + gap;
      return { left, x: Math.round(left + name), y: folded ? 0 : (s % ROWS) * height, width: width - name, height };
    });
    this.pictures = (folded ? [0] : [0, ROWS]).map((s) => ctx.createImageData(Math.ceil(this.lanes[s].width), canvas.height));
    this.ink = Object.fromEntries(["panel", "ground", "text"].map((colour) => [colour, pixel(ctx, palette[colour])]));
    cover(ctx, palette.panel);
    ctx.font = `500 ${Math.min(10 * k, 0.95 * height)}px ${palette.words}`;
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = palette.muted;
    this.shown.forEach((s) => ctx.fillText(SENSORS[s], this.lanes[s].left, this.lanes[s].y + this.lanes[s].height / 2 + 3.2 * k));
  }

  /** Go on to an age; every column of every trace that changes is handed to `draw`. */
  extend(age, draw) {
    const { k, span, drawn } = this;
    const { values, lifetime } = this.engine;
    const last = Math.min(age, lifetime);
    this.shown.forEach((s) => {
      const { y, width, height } = this.lanes[s];
      const pen = this.pens[s];
      const room = height - 4.5 * k;
      for (let a = drawn; a < last; a++) {
        const column = Math.floor((a / span) * width);
        const level = y + 1.5 * k + room * (1 - values[s * lifetime + a] / 255);
        if (column !== pen.column) {
          pen.column = column;
          pen.low = pen.high = level;
          if (pen.y >= 0) {
            pen.low = Math.min(level, pen.y);
            pen.high = Math.max(level, pen.y);
          }
        } else {
          pen.low = Math.min(pen.low, level);
          pen.high = Math.max(pen.high, level);
        }
        pen.y = level;
        const top = Math.round(pen.low);
        draw(s, column, top, Math.max(Math.ceil(k), Math.round(pen.high) - top));
      }
    });
    this.drawn = Math.max(drawn, last);
  }

  paintAnew(age) {
    const { canvas, ctx, ink, k, lanes, pictures } = this;
    const gap = Math.max(1, Math.round(1.5 * k));
    const pixels = pictures.map((picture) => new Uint32Array(picture.data.buffer).fill(ink.panel));
    this.shown.forEach((s) => {
      Object.assign(this.pens[s], { column: -1, y: -1 });
      const { y, width, height } = lanes[s];
      const side = this.folded || s < ROWS ? 0 : 1;
      const wide = pictures[side].width;
      for (let row = Math.round(y); row < Math.round(y + height) - gap; row++) {
        pixels[side].fill(ink.ground, row * wide, row * wide + Math.floor(width));
      }
    });
    this.drawn = 0;
    this.extend(age, (s, column, top, height) => {
      const side = this.folded || s < ROWS ? 0 : 1;
      const wide = pictures[side].width;
      const end = Math.min(top + height, canvas.height);
      for (let row = Math.max(0, top); row < end; row++) pixels[side][row * wide + column] = ink.text;
    });
    pictures.forEach((picture, side) => ctx.putImageData(picture, lanes[side * ROWS].x, 0));
  }
}
