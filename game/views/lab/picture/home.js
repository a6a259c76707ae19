/* What stays at home: the failures a factory has seen, and the drawer with their histories. */

import { node } from "./nodes.js";

const MARK = 7; // pixels, at most
const LOCK = "M-2.5 -1V-3A2.5 2.5 0 0 1 2.5 -3V-1M-3.5 -1H3.5V4H-3.5Z";

/**
 * A mark for each failure: a square for a compressor, a ring for a fan.
 * @param {{compressor: number, fan: number}} factory
 * @param {{x: number, y: number, width: number}} place
 */
export function shelf({ compressor, fan }, { x, y, width }) {
  const step = Math.min(MARK + 2, width / (compressor + fan));
  const size = Math.max(Math.min(MARK, step - 1), 1);
  return Array.from({ length: compressor + fan }, (_, at) => {
    const left = x + at * step;
    return at < compressor
      ? node("rect", { class: "seen compressor", x: left, y, width: size, height: size })
      : node("circle", { class: "seen fan", cx: left + size / 2, cy: y + size / 2, r: Math.max(size / 2 - 0.8, 0.6) });
  });
}

/**
 * The drawer with the histories: locked, whoever asks.
 * @param {string} size in words, or nothing where there is no room for it
 * @param {number} width
 * @param {number} height
 * @param {boolean} asked just now
 */
export function drawer(size, width, height, asked) {
  const group = node("g", { class: `drawer${asked ? " rattles" : ""}` });
  const lock = node("g", { transform: `translate(${width - 6} ${height - 8})` });
  lock.append(node("path", { class: "lock", d: LOCK }));
  group.append(lock);
  if (size) group.append(node("text", { class: "quiet", x: width - 13, y: height - 4 }, size));
  return group;
}
