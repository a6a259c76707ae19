/* The recent history of a slot. */

import { FAILURE, RUNNING, SERVICE, slotAt } from "./core.js";
import { FAULT_PATHS } from "./dom.js";
import { cover, fit, opaque, wipe } from "./draw.js";

const RIBBON_CYCLES = 2; // per CSS pixel

function faultStamp(fault, palette, size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const ctx = opaque(canvas);
  cover(ctx, palette.panel);
  ctx.scale(size / 16, size / 16);
  ctx.fillStyle = [palette.compressor, palette.fan][fault];
  ctx.fill(new Path2D(FAULT_PATHS[fault]));
  return canvas;
}

/** The recent history of a slot: a thin bar while it runs, hatched service, crossed failure. */
export class Ribbon {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = opaque(canvas);
    this.palette = null;
    this.k = 1; // device pixels of a CSS pixel
    this.drawn = -1; // pixel column
    this.hint = 0; // index of the life to look from
    this.stamps = []; // pictures of the emblems: copied, so that one cut off at the edge is the same
  }

  prepare(box, ratio, palette) {
    if (!fit(this.canvas, box, ratio) && this.palette === palette) return;
    this.forget();
    cover(this.ctx, palette.panel);
    this.palette = palette;
    this.k = ratio;
    this.stamps = FAULT_PATHS.map((_, fault) => faultStamp(fault, palette, this.canvas.height));
  }

  forget() {
    this.drawn = -1;
  }

  paint(lives, now) {
    const { ctx, canvas, drawn } = this;
    const each = RIBBON_CYCLES / this.k; // cycles per device pixel
    const head = Math.floor(now / each);
    if (head === drawn) return;
    const width = canvas.width;
    let from = drawn + 1;
    if (drawn < 0 || head < drawn || head - drawn >= width) {
      cover(ctx, this.palette.panel);
      from = Math.max(1, head - width + 1);
      this.hint = 0;
    } else if (head >= width) {
      // Until the strip is full it grows to the right, then it moves left.
      const shift = head - Math.max(drawn, width - 1);
      ctx.globalCompositeOperation = "copy";
      ctx.drawImage(canvas, -shift, 0);
      ctx.globalCompositeOperation = "source-over";
    }
    const offset = Math.max(0, head - width + 1);
    this.columns(lives, Math.max(1, from), head, offset, each);
    this.drawn = head;
  }

  /** Draw pixel columns, those of a running engine as one bar. */
  columns(lives, from, head, offset, each) {
    wipe(this.ctx, this.palette.panel, from - offset, 0, head - from + 1, this.canvas.height);
    let bar = null; // where it begins
    for (let c = from; c <= head; c++) {
      const cycle = Math.max(1, Math.round(c * each));
      const { life, state } = slotAt(lives, cycle, this.hint);
      this.hint = life.index;
      const running = state === RUNNING && cycle - life.start > each;
      if (running) bar ??= c;
      else if (bar !== null) {
        this.bar(bar - offset, c - bar);
        bar = null;
      }
      if (state !== RUNNING) this.pattern(state, cycle, c - offset);
    }
    if (bar !== null) this.bar(bar - offset, head + 1 - bar);
    this.emblems(lives, from, head, offset, each);
  }

  /** What was found in engines that were opened: before the event, over the end of the life. */
  emblems(lives, from, head, offset, each) {
    for (let i = Math.min(this.hint, lives.length - 1); i >= 0; i--) {
      const { kind, fault, stop } = lives[i];
      const first = Math.floor(stop / each) + 1; // column of the event
      if (first < from) break;
      const stamp = kind !== RUNNING && this.stamps[fault];
      if (stamp && first <= head) this.ctx.drawImage(stamp, first - offset - stamp.width, 0);
    }
  }


  bar(left, width) {
    const height = Math.round(this.canvas.height * 0.3);
    this.ctx.fillStyle = this.palette.running;
    this.ctx.fillRect(left, Math.round((this.canvas.height - height) / 2), width, height);
  }

  pattern(state, cycle, x) {
    const { ctx, palette, k } = this;
    const { height } = this.canvas;
    ctx.fillStyle = state === SERVICE ? palette.service : palette.failure;
    ctx.fillRect(x, 0, 1, height);
    ctx.fillStyle = palette["on-status"];
    const step = Math.round(5 * k);
    const place = Math.round((cycle * k) / RIBBON_CYCLES);
    for (let y = place % step; y < height; y += step) ctx.fillRect(x, y, 1, Math.ceil(k));
    if (state === FAILURE) {
      for (let y = step - 1 - (place % step); y < height; y += step) ctx.fillRect(x, y, 1, Math.ceil(k));
    }
  }
}
