/* What all instruments share: the palette, canvases, shapes and patterns. */

import { FAILURE, SERVICE } from "./core.js";

const COLOURS = [
  "ground", "panel", "sunk", "rule", "text", "muted", "accent", "on-accent", "accent-line",
  "running", "service", "failure", "on-status", "compressor", "fan", "factory-0", "factory-1", "factory-2", "factory-3",
];

/**
 * Read the palette in force from the board's CSS variables.
 * @returns {Object<string, any>} colours by their names, those of the factories, and the fonts
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--tt-${name}`).trim();
  const palette = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
  const factories = [0, 1, 2, 3].map((i) => palette[`factory-${i}`]);
  return { ...palette, factories, words: read("words"), numbers: read("numbers") };
}

/** Give a canvas the pixels of its box; true when that changed. */
export function fit(canvas, box, ratio) {
  const width = Math.max(1, Math.round(box.width * ratio));
  const height = Math.max(1, Math.round(box.height * ratio));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}

/** A drawing context without transparency, which a browser copies to the screen faster. */
export const opaque = (canvas) => canvas.getContext("2d", { alpha: false });

export function wipe(ctx, colour, x, y, width, height) {
  ctx.fillStyle = colour;
  ctx.fillRect(x, y, width, height);
}

/** Give an opaque canvas its ground: it is black until something is drawn on it. */
export const cover = (ctx, ground) => wipe(ctx, ground, 0, 0, ctx.canvas.width, ctx.canvas.height);

/** A colour as one pixel of an image, 0xaabbggrr. */
export function pixel(ctx, colour) {
  const [r, g, b] = channels(ctx, colour);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** Red, green and blue of a colour, 0 to 255, however it is written. */
function channels(ctx, colour) {
  ctx.fillStyle = colour; // reads back as #rrggbb
  return [1, 3, 5].map((i) => parseInt(ctx.fillStyle.slice(i, i + 2), 16));
}

/* ---------------------------------------------------------------- shapes */

/** Trace a factory's shape: 0 circle, 1 triangle, 2 square, 3 diamond. */
export function traceShape(ctx, kind, x, y, r) {
  ctx.beginPath();
  if (kind === 0) ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === 1) {
    ctx.moveTo(x, y - r * 1.15);
    ctx.lineTo(x + r * 1.1, y + r * 0.85);
    ctx.lineTo(x - r * 1.1, y + r * 0.85);
  } else if (kind === 2) ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else {
    ctx.moveTo(x, y - r * 1.25);
    ctx.lineTo(x + r * 1.25, y);
    ctx.lineTo(x, y + r * 1.25);
    ctx.lineTo(x - r * 1.25, y);
  }
  ctx.closePath();
}

/** Fill a rectangle with a state's colour and its pattern: service hatched, failure crossed. */
export function fillState(ctx, palette, state, x, y, width, height, k) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.fillStyle = state === SERVICE ? palette.service : palette.failure;
  ctx.fillRect(x, y, width, height);
  ctx.strokeStyle = palette["on-status"];
  ctx.lineWidth = k;
  ctx.beginPath();
  const step = 5 * k;
  for (let d = -height; d < width + height; d += step) {
    ctx.moveTo(x + d, y + height);
    ctx.lineTo(x + d + height, y);
    if (state === FAILURE) {
      ctx.moveTo(x + d, y);
      ctx.lineTo(x + d + height, y + height);
    }
  }
  ctx.stroke();
  ctx.restore();
}

/* ----------------------------------------------------------------- theme */

/** Dark or light: from the colour the page really has. */
export function isDark(node) {
  const page = getComputedStyle(node).getPropertyValue("--st-background-color").trim();
  if (!page) return globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
  const [r, g, b] = channels(document.createElement("canvas").getContext("2d"), page);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}
