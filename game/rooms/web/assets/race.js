/* Balances of the factories, drawn as lines over the cycles. */

import { ticks } from "./axes.js";
import { number, t } from "./common.js";
import { shortMoney } from "./language.js";

const NS = "http://www.w3.org/2000/svg";
const DASHES = ["", "7 4", "2 4", "9 3 2 3"];

const svg = (name, values = {}, text = "") => {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
};

const colour = (seat) => `var(--tt-factory-${(seat - 1) % 4})`;

/** The mark of a seat: colour and shape, never colour alone. */
export function shape(seat) {
  const made = svg("svg", { viewBox: "0 0 12 12", class: "shape", "aria-hidden": "true" });
  const ways = ["M6 1a5 5 0 1 0 .01 0z", "M6 1 11 11H1z", "M1.5 1.5h9v9h-9z", "M6 .5 11.5 6 6 11.5.5 6z"];
  made.append(svg("path", { d: ways[Math.floor((seat - 1) / 4) % 4], fill: colour(seat) }));
  return made;
}

/**
 * Draw the race.
 * @param {Element} node
 * @param {{cycles: number, marks: number[], curves: {seat: number, name: string, curve: number[]}[],
 *   own?: number, band?: number[][]|null, wide: number, tall: number, size: number}} values `band`: at each mark the
 *   lowest balance, the quartiles, the highest
 */
export function race(node, { cycles, marks, curves, own = 0, band = null, wide, tall, size }) {
  const [left, right, top, bottom] = [size * 5.2, size * 0.6, size * 0.7, size * 1.8];
  const all = [0, ...curves.flatMap(({ curve }) => curve), ...(band ?? []).flat()];
  const [low, high] = [Math.min(...all), Math.max(1000, ...all)];
  const x = (cycle) => left + ((wide - left - right) * cycle) / cycles;
  const y = (value) => top + ((tall - top - bottom) * (high - value)) / (high - low);
  const picture = svg("svg", { viewBox: `0 0 ${wide} ${tall}`, role: "img", class: "race",
    "aria-label": t("Balances over the cycles; the leaderboard says the same in numbers.") });
  const type = { "font-size": size, fill: "var(--tt-muted)" };
  for (const value of ticks(low, high, Math.max(2, Math.floor(tall / (size * 4))))) {
    picture.append(svg("path", { d: `M${left} ${y(value)}H${wide - right}`, stroke: "var(--tt-rule)" }),
      svg("text", { ...type, x: left - size * 0.5, y: y(value) + size * 0.35, "text-anchor": "end" },
        shortMoney(value)));
  }
  let free = wide;
  for (const cycle of ticks(0, cycles, Math.max(2, Math.floor(wide / (size * 9)))).slice(1).reverse()) {
    const text = t("cycle {cycle}", { cycle: number(cycle) });
    const half = 0.3 * size * text.length;
    const at = Math.min(x(cycle), wide - half);
    picture.append(svg("path", { d: `M${x(cycle)} ${tall - bottom}v${size * 0.3}`, stroke: "var(--tt-muted)" }));
    if (at + half > free) continue;
    free = at - half;
    picture.append(svg("text", { ...type, x: at, y: tall - size * 0.4, "text-anchor": "middle" }, text));
  }
  for (const [under, over] of band ? [[0, 4], [1, 3]] : []) {
    const edge = (values) => values.map((value, i) => `${x(marks[i]).toFixed(1)} ${y(value).toFixed(1)}`);
    const d = `M${x(0)} ${y(0)}L${[...edge(band[over]), ...edge(band[under]).reverse()].join("L")}Z`;
    picture.append(svg("path", { d, fill: "var(--tt-muted)", "fill-opacity": 0.18 }));
  }
  const now = marks.at(-1);
  if (now < cycles) {
    picture.append(svg("path", { class: "now", d: `M${x(now)} ${top}V${tall - bottom}`, stroke: "var(--tt-muted)", "stroke-dasharray": "3 3" }));
  }
  for (const { seat, curve } of [...curves].reverse()) {
    const d = `M${x(0)} ${y(0)}${curve.map((value, i) => `L${x(marks[i]).toFixed(1)} ${y(value).toFixed(1)}`).join("")}`;
    picture.append(svg("path", { d, fill: "none", stroke: colour(seat), "stroke-linejoin": "round",
      "stroke-width": seat === own ? size * 0.25 : size * 0.14, "stroke-dasharray": DASHES[Math.floor((seat - 1) / 4) % 4] }));
  }
  node.replaceChildren(picture);
}
