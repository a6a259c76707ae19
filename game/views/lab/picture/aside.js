/* Beside the scene: what its shapes mean, and the factory that is looked at. */

import { fill } from "./moment.js";
import { element, node, outline } from "./nodes.js";

const KINDS = ["saboteur", "late", "lost", "refused", "rest"];
const LINES = ["compressor", "fan", "truth"];

/** What the lines and the shapes of this moment mean. */
export function drawLegend(legend, moment) {
  const { words } = moment.data;
  const kinds = new Set(moment.data.factories.map((_, at) => moment.kindOf(at)));
  const lines = LINES.map((name) => {
    const item = element("li");
    const small = node("svg", { viewBox: "0 0 26 10", "aria-hidden": "true", class: "line" });
    small.append(node("path", { class: name, d: "M1 5H25" }));
    item.append(small, element("span", "", words.lines[name]));
    return item;
  });
  legend.replaceChildren(...lines, ...KINDS.filter((kind) => kinds.has(kind)).map((kind) => {
    const item = element("li");
    const small = node("svg", { viewBox: "-9 -9 18 18", "aria-hidden": "true" });
    const group = node("g", { class: kind });
    group.append(outline(kind, 5.5));
    small.append(group);
    item.append(small, element("span", "", words.kinds[kind]));
    return item;
  }));
}

/** The factory that is looked at, in words and as a line of its errors. */
export function drawDetail(asked, telling, drawing, moment) {
  const [name, text] = [moment.nameOf(moment.chosen), moment.detail()];
  drawing.replaceChildren(history(moment));
  if (telling.dataset.text === text + name) return;
  telling.dataset.text = text + name;
  asked.textContent = name;
  telling.replaceChildren(element("p", "", text));
}

/** Its own model after training against the merged one, round by round. */
function history(moment) {
  const { words, rounds, total } = moment.data;
  const [width, height, foot] = [320, 92, 4];
  const outside = moment.chosen === moment.outsider();
  const own = rounds.map((one) => (outside ? one.outsider : (one.errors[moment.chosen] ?? null)));
  const merged = rounds.map((one) => one.error);
  const top = 1.1 * Math.max(...own, ...merged, 1);
  const x = (at) => 6 + ((width - 12) * at) / Math.max(total - 1, 1);
  const y = (error) => height - foot - ((height - 2 * foot) * error) / top;
  const step = (errors, error, at) => error === null ? "" : `${at && errors[at - 1] !== null ? "L" : "M"}${x(at)} ${y(error)}h0`;
  const path = (errors) => errors.map((error, at) => step(errors, error, at)).join("");
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "history" });
  const values = { own: moment.cycles(own.at(-1)), global: moment.cycles(merged.at(-1)), round: moment.last() };
  svg.setAttribute("aria-label", fill(words.detail.history, values));
  svg.append(node("line", { class: "now", x1: x(moment.round - 1), x2: x(moment.round - 1), y1: 0, y2: height }));
  svg.append(node("path", { class: "own", d: path(own) }), node("path", { class: "merged", d: path(merged) }));
  const figure = element("figure");
  const caption = element("figcaption");
  caption.append(...["own", "merged"].map((name) => lineOf(name, words.detail[name])));
  figure.append(svg, caption);
  return figure;
}

/** A line of the history, named. */
function lineOf(name, text) {
  const line = node("svg", { viewBox: "0 0 26 8", "aria-hidden": "true", class: "history" });
  line.append(node("path", { class: name, d: "M1 4H25" }));
  const named = element("span", "", text);
  named.prepend(line);
  return named;
}
