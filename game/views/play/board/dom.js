/* Nodes of the page: made, found, and written to only when something has changed. */

import { t } from "./language.js";

const SHAPE_PATHS = ["M8 2a6 6 0 1 0 .01 0z", "M8 1.2 14.8 13.5H1.2z", "M2.6 2.6h10.8v10.8H2.6z", "M8 .6 15.4 8 8 15.4.6 8z"];
const SVG = "http://www.w3.org/2000/svg";

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

/** A factory's shape in its colour. */
export function emblem(factory) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPE_PATHS[factory]);
  path.setAttribute("fill", `var(--tt-factory-${factory})`);
  svg.append(path);
  return svg;
}

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
