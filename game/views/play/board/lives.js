/* The lives of a factory's engines as ribbons, one under the other: how long each ran, and would have run. */

import { endedBy } from "./chapter.js";
import { FAILURE } from "./core.js";
import { element } from "./dom.js";
import { number, t } from "./language.js";

const LONGEST = 340; // cycles that fill a ribbon's row
const RIBBONS = 8;

const stretchOf = (cycles) => `${Math.min(100, (100 * cycles) / LONGEST).toFixed(2)}%`;

function ribbonOf(one, place) {
  const failed = one.kind === FAILURE;
  const left = one.lifetime - one.ran;
  const words = failed ? t("failed at {age}", { age: number(one.ran) }) : t("serviced at {age}, {left} left", { age: number(one.ran), left: number(left) });
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i"), element("s"));
  bar.style.setProperty("--ran", stretchOf(one.ran));
  bar.style.setProperty("--left", stretchOf(left));
  return element("li", { "data-failed": failed }, element("b", {}, number(place + 1)), bar, element("span", {}, words));
}

export class Lives {
  constructor() {
    this.list = element("ol");
    this.mark = element("p", { class: "age", hidden: "" });
    this.node = element("section", { class: "lives", "aria-label": t("How long engines lived") }, element("h2", {}, t("How long engines lived")), element("div", { class: "ribbons" }, this.list, this.mark));
    this.shown = "";
  }

  /** @param {number|null} age at which a service would have been worth most; null as long as that is not told */
  paint(game, now, age) {
    const lives = endedBy(game, now);
    const stamp = `${game.link} ${lives.length} ${age}`;
    if (stamp === this.shown) return;
    this.shown = stamp;
    const first = Math.max(0, lives.length - RIBBONS);
    this.list.replaceChildren(...lives.slice(first).map((one, nth) => ribbonOf(one, first + nth)));
    this.mark.hidden = age === null;
    if (age === null) return;
    this.mark.style.setProperty("--at", stretchOf(age));
    this.mark.textContent = t("best age: {age}", { age: number(age) });
  }
}

/** Bring the first of some nodes that is there into sight, where a card lies over the page. */
export function showAbove(card, nodes) {
  if (getComputedStyle(card).position !== "fixed") return;
  nodes.find((node) => node.offsetHeight > 0)?.scrollIntoView({ block: "start", behavior: "instant" });
}
