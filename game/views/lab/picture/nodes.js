/* Nodes of the picture, and where they go. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Object<string, any>} attributes
 * @param {string|null} text
 * @returns {any}
 */
export function node(name, attributes = {}, text = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

/**
 * @param {string} name
 * @param {string} className
 * @param {string|null} text
 * @returns {any}
 */
export function element(name, className = "", text = null) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  return made;
}

/** A shape for each fate, so that colour never stands alone. */
export function outline(kind, r) {
  const paths = {
    saboteur: `M0 ${-r * 1.25}L${r * 1.25} 0L0 ${r * 1.25}L${-r * 1.25} 0Z`,
    lost: `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`,
    late: `M${-r} ${-r}H${r}L${-r} ${r}H${r}Z`,
    refused: `M${-r} ${-r}H${r}V${r}H${-r}ZM${-r} ${r}L${r} ${-r}`,
  };
  return kind in paths
    ? node("path", { class: "shape", d: paths[kind] })
    : node("circle", { class: "shape", r: kind === "rest" ? r * 0.7 : r });
}

/**
 * Points on an ellipse, equally far from each other along it, the first one on top.
 * @param {number} count
 * @param {number[]} radii
 * @returns {number[][]}
 */
export function around(count, [a, b]) {
  const fine = 720;
  const point = (angle) => [a * Math.sin(angle), -b * Math.cos(angle)];
  const lengths = [0];
  for (let at = 1; at <= fine; at += 1) {
    const [x, y] = point((2 * Math.PI * at) / fine);
    const [beforeX, beforeY] = point((2 * Math.PI * (at - 1)) / fine);
    lengths.push(lengths[at - 1] + Math.hypot(x - beforeX, y - beforeY));
  }
  return Array.from({ length: count }, (_, at) => {
    const wanted = (lengths[fine] * at) / count;
    return point((2 * Math.PI * lengths.findIndex((length) => length >= wanted)) / fine);
  });
}
