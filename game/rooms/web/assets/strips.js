/* What a factory's engines went through in the turn that is over. */

import { el, t } from "./common.js";

const TIMES = 5000; // ms in which a turn is shown
const KINDS = { r: "run", s: "service", f: "failure" };

/**
 * Draw a strip for each place, uncovered from left to right the first time.
 * @param {Element} node
 * @param {[string, number, number][][]} strips
 * @param {number} first cycle
 * @param {number} length cycles
 * @param {boolean} fresh whether it is seen for the first time
 */
export function draw(node, strips, first, length, fresh) {
  const rows = strips.map((parts, slot) => {
    const marks = parts.map(([kind, from, to]) => {
      const made = el("i", { class: KINDS[kind] });
      made.style.left = `${(100 * (from - first)) / length}%`;
      made.style.width = `${(100 * (to - from)) / length}%`;
      return made;
    });
    return el("div", { class: "strip" }, el("b", {}, String(slot + 1)), el("span", {}, ...marks));
  });
  const count = (kind) => strips.flat().filter(([one, from]) => one === kind && from >= first).length;
  const told = t("Cycles {first} to {last}: {services} services, {failures} failures.", {
    first, last: first + length, services: count("s"), failures: count("f"),
  });
  node.replaceChildren(...rows, el("p", { class: "quiet" }, told));
  if (fresh && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    for (const span of node.querySelectorAll(".strip span")) {
      span.animate([{ clipPath: "inset(0 100% 0 0)" }, { clipPath: "inset(0)" }], TIMES);
    }
  }
}
