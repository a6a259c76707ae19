/* A turbofan seen from the front. */

import { FAILURE, RUNNING, SERVICE } from "./core.js";
import { cover, fit, opaque } from "./draw.js";

const BLADES = 18;
const LEAST = 16; // CSS pixels: in less room there is no fan

function drawBlade(ctx, palette, hub, reach) {
  ctx.beginPath();
  ctx.moveTo(-hub * 0.2, -hub * 0.9);
  ctx.quadraticCurveTo(-reach * 0.16, -reach * 0.55, -reach * 0.02, -reach);
  ctx.lineTo(reach * 0.24, -reach * 0.97);
  ctx.quadraticCurveTo(reach * 0.1, -reach * 0.5, hub * 0.28, -hub * 0.9);
  ctx.closePath();
  const shade = ctx.createLinearGradient(-reach * 0.15, 0, reach * 0.25, 0);
  shade.addColorStop(0, palette.panel);
  shade.addColorStop(1, palette.running);
  ctx.fillStyle = shade;
  ctx.fill();
  ctx.strokeStyle = palette.text;
  ctx.stroke();
}

function bladeSprite(size, palette, broken) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const ctx = canvas.getContext("2d");
  const c = size / 2;
  const outer = size * 0.395;
  const hub = size * 0.13;
  ctx.translate(c, c);
  ctx.lineWidth = Math.max(1, size / 110);
  for (let b = 0; b < BLADES; b++) {
    // A failed fan has lost two blades and chipped a third.
    const reach = broken && b < 2 ? hub * 1.5 : broken && b === 2 ? outer * 0.7 : outer;
    ctx.save();
    ctx.rotate((b / BLADES) * 2 * Math.PI);
    drawBlade(ctx, palette, hub, reach);
    ctx.restore();
  }
  ctx.beginPath();
  ctx.arc(0, 0, hub, 0, 2 * Math.PI);
  ctx.fillStyle = palette.text;
  ctx.fill();
  // The white spiral painted on real spinners, so that a crew sees a fan turn.
  ctx.beginPath();
  for (let t = 0; t <= 1; t += 0.05) {
    const r = hub * 0.92 * t;
    ctx.lineTo(r * Math.cos(t * 5), r * Math.sin(t * 5));
  }
  ctx.strokeStyle = palette.panel;
  ctx.lineWidth = Math.max(1.2, size / 60);
  ctx.stroke();
  return canvas;
}

/** A turbofan seen from the front. Its rim is a gauge of the engine's age. */
export class Fan {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = opaque(canvas);
    this.palette = null;
    this.sprites = null;
    this.size = 0;
    this.k = 1; // device pixels of a CSS pixel
  }

  prepare(box, ratio, palette) {
    const resized = fit(this.canvas, box, ratio);
    if (!resized && this.palette === palette) return;
    cover(this.ctx, palette.panel);
    this.palette = palette;
    this.size = this.canvas.width;
    this.k = ratio;
    this.sprites = [bladeSprite(this.size, palette, false), bladeSprite(this.size, palette, true)];
  }

  /**
   * @param {number} angle of the blades, radians
   * @param {number} state RUNNING, SERVICE or FAILURE
   * @param {number} part of the rim to fill: age, or the down time still to go, 0 to 1
   * @param {number|null} mark where on the rim the service age lies, 0 to 1
   */
  paint(angle, state, part, mark) {
    const { ctx, palette, size } = this;
    const c = size / 2;
    cover(ctx, palette.panel);
    if (size < LEAST * this.k) return;
    ctx.beginPath();
    ctx.arc(c, c, size * 0.41, 0, 2 * Math.PI);
    ctx.fillStyle = palette["on-accent"];
    ctx.fill();
    ctx.save();
    ctx.translate(c, c);
    ctx.rotate(angle);
    ctx.drawImage(this.sprites[state === FAILURE ? 1 : 0], -c, -c);
    ctx.restore();
    this.paintRim(state, part);
    if (mark !== null && mark < 1) this.paintMark(mark);
  }

  paintRim(state, part) {
    const { ctx, palette, k } = this;
    const c = this.size / 2;
    const rim = c - 3 * k;
    const top = -Math.PI / 2;
    ctx.lineWidth = 4 * k;
    ctx.strokeStyle = palette.rule;
    ctx.beginPath();
    ctx.arc(c, c, rim, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.strokeStyle = [palette.text, palette.service, palette.failure][state];
    if (state !== RUNNING) ctx.setLineDash(state === SERVICE ? [5 * k, 2 * k] : [2 * k, 2 * k]);
    ctx.beginPath();
    ctx.arc(c, c, rim, top, top + 2 * Math.PI * Math.min(1, part));
    ctx.stroke();
    ctx.setLineDash([]);
  }

  paintMark(mark) {
    const { ctx, k } = this;
    const c = this.size / 2;
    const rim = c - 3 * k;
    const a = -Math.PI / 2 + 2 * Math.PI * mark;
    ctx.strokeStyle = this.palette.service;
    ctx.lineWidth = 2.5 * k;
    ctx.beginPath();
    ctx.moveTo(c + (rim - 5 * k) * Math.cos(a), c + (rim - 5 * k) * Math.sin(a));
    ctx.lineTo(c + (rim + 3 * k) * Math.cos(a), c + (rim + 3 * k) * Math.sin(a));
    ctx.stroke();
  }
}
