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
