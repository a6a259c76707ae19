/* Nodes of the page: made, found, and written to only when something has changed. */

import { t } from "./language.js";

const SHAPE_PATHS = ["M8 2a6 6 0 1 0 .01 0z", "M8 1.2 14.8 13.5H1.2z", "M2.6 2.6h10.8v10.8H2.6z", "M8 .6 15.4 8 8 15.4.6 8z"];
export const SVG = "http://www.w3.org/2000/svg";

const written = new WeakMap();

/** Write a text only when it changed. */
export function put(node, text) {
  if (written.get(node) === text) return;
  written.set(node, text);
  node.textContent = text;
}

/** Write an attribute only when it changed. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * @param {string} tag
 * @param {Object<string, any>} attributes
 * @param {Array<Node|string>} children strings are text, never markup
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function picture(name, shape, colour) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape);
  path.setAttribute("fill", colour);
  svg.append(path);
  return svg;
}

/** A factory's shape in its colour. */
export const emblem = (factory) => picture("mark", SHAPE_PATHS[factory], `var(--tt-factory-${factory})`);

/** What wears out, 16 by 16: a compressor's stages, ever smaller; a fan's three blades. */
export const FAULT_PATHS = [
  "M1 1h3.6v14H1zM6.2 3h3.6v10H6.2zM11.4 5H15v6h-3.6z",
  "M8 6.6C6 4.6 6.4 1 9.6.6 12 .4 11.8 4 9.3 7zM9.2 8.7c2.8-.7 5.7 1.4 4.5 4.3-1 2.2-4-.2-5.3-3.4zM6.8 8.6c-.8 2.8-4 4.3-6 1.8C-.5 8.4 3 7 6.6 7.3z",
];

/** The emblem of a fault; with a name where no word beside it tells. */
export function faultMark(fault, name = "") {
  const svg = picture("fault", FAULT_PATHS[fault], ["var(--tt-compressor)", "var(--tt-fan)"][fault]);
  if (!name) return svg;
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  svg.removeAttribute("aria-hidden");
  return svg;
}

/** What rivals believe in, 16 by 16: a wrench, a calendar, an eye. */
const CHARACTER_PATHS = {
  wrench: "M10.6 1.2a4.3 4.3 0 0 0-4.5 5.9L1.2 12a1.9 1.9 0 0 0 2.8 2.8l4.9-4.9a4.3 4.3 0 0 0 5.7-5.2l-2.5 2.5-2.4-.7-.7-2.4z",
  calendar: "M4 .8h1.6v1.6h4.8V.8H12v1.6h2.6v12.4H1.4V2.4H4zM3 6.4v6.8h10V6.4zM5 8h2.4v2.4H5z",
  eye: "M8 3c3.6 0 6.300 2.600 7.600 5-1.300 2.400-4 5-7.600 5S1.700 10.400.4 8C1.700 5.600 4.400 3 8 3zm0 2a3 3 0 1 0 .01 0zm0 1.600a1.400 1.400 0 1 1-.01 0z",
};

/** The emblem of a rival's character. */
export const characterMark = (name) => picture("character", CHARACTER_PATHS[name], "currentColor");

/** The light of a state. */
export const badge = (state) => element("i", { class: "badge", "data-state": state, "aria-hidden": "true" });

/** A factory's name; only yours is translated. */
export const nameOf = ({ you, name }) => (you ? t("Your factory") : name);

/**
 * All nodes named by `data-ref` under a root, itself included.
 * @returns {Object<string, any>}
 */
export function collectRefs(root) {
  const refs = { root };
  for (const node of root.querySelectorAll("[data-ref]")) refs[node.dataset.ref] = node;
  return refs;
}

/** How much larger than its own pixels a node is drawn. */
export const zoomOf = (node) => node.currentCSSZoom ?? 1;

/** Where a node is on the screen, in its own pixels. */
export function boxOf(node) {
  const [{ left, top, right, bottom, width, height }, zoom] = [node.getBoundingClientRect(), zoomOf(node)];
  return { left: left / zoom, top: top / zoom, right: right / zoom, bottom: bottom / zoom, width: width / zoom, height: height / zoom };
}
