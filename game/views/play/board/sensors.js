/* The sensors of one engine: sixteen traces over its age, their names beside them. */

import { SENSORS } from "./core.js";
import { fit, opaque, pixel, wipe } from "./draw.js";

/** Ages an axis of one engine's life holds; steps up for the long-lived. */
export const lifeSpan = (age) => (age <= 250 ? 250 : age <= 370 ? 370 : Math.ceil(age / 100) * 100);

/**
 * Sixteen traces of one engine over its age, in two columns, names beside them. A life that grows is
 * drawn column by column; another life, or an earlier age, is painted as one picture.
 */
export function makeSensors(canvas) {
  const ctx = opaque(canvas);
  const rows = SENSORS.length / 2;
  const pens = SENSORS.map(() => ({ column: -1, low: 0, high: 0, y: -1 }));
  let palette = null;
  let k = 1;
  let engine = null;
  let drawn = 0;
  let span = 0;
  let lanes = [];
  let pictures = []; // of the traces without their names: left, right
  let ink = {};

  function layOut() {
    const name = 42 * k;
    const gap = 14 * k;
    const width = (canvas.width - gap) / 2;
    const height = canvas.height / rows;
    lanes = SENSORS.map((_, s) => {
      const left = s < rows ? 0 : width + gap;
      return { left, x: Math.round(left + name), y: (s % rows) * height, width: width - name, height };
    });
    pictures = [0, rows].map((s) => ctx.createImageData(Math.ceil(lanes[s].width), canvas.height));
    ink = Object.fromEntries(["panel", "ground", "text"].map((colour) => [colour, pixel(ctx, palette[colour])]));
    wipe(ctx, palette.panel, 0, 0, canvas.width, canvas.height);
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = palette.muted;
    SENSORS.forEach((name, s) => ctx.fillText(name, lanes[s].left, lanes[s].y + lanes[s].height / 2 + 3.2 * k));
  }

  /** Go on to an age; every column of every trace that changes is handed to `draw`. */
  function extend(age, draw) {
    const { values, lifetime } = engine;
    const last = Math.min(age, lifetime);
    SENSORS.forEach((_, s) => {
      const { y, width, height } = lanes[s];
      const pen = pens[s];
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
    drawn = Math.max(drawn, last);
  }

  function fillColumn(s, column, top, height) {
    ctx.fillRect(lanes[s].x + column, top, 1, height);
  }

  function paintAnew(age) {
    const gap = Math.max(1, Math.round(1.5 * k));
    const pixels = pictures.map((picture) => new Uint32Array(picture.data.buffer).fill(ink.panel));
    SENSORS.forEach((_, s) => {
      Object.assign(pens[s], { column: -1, y: -1 });
      const { y, width, height } = lanes[s];
      const side = s < rows ? 0 : 1;
      const wide = pictures[side].width;
      for (let row = Math.round(y); row < Math.round(y + height) - gap; row++) {
        pixels[side].fill(ink.ground, row * wide, row * wide + Math.floor(width));
      }
    });
    drawn = 0;
    extend(age, (s, column, top, height) => {
      const side = s < rows ? 0 : 1;
      const wide = pictures[side].width;
      const end = Math.min(top + height, canvas.height);
      for (let row = Math.max(0, top); row < end; row++) pixels[side][row * wide + column] = ink.text;
    });
    pictures.forEach((picture, side) => ctx.putImageData(picture, lanes[side * rows].x, 0));
  }

  return {
    prepare(box, ratio, colours) {
      const resized = fit(canvas, box, ratio);
      if (!resized && palette === colours) return;
      engine = null;
      palette = colours;
      k = ratio;
      layOut();
    },
    paint(next, age) {
      if (!next) return;
      if (next !== engine || age < drawn || lifeSpan(age) !== span) {
        engine = next;
        span = lifeSpan(age);
        paintAnew(age);
      } else if (age > drawn) {
        ctx.fillStyle = palette.text;
        extend(age, fillColumn);
      }
    },
  };
}
