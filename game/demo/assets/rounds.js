/* The view of rounds: the lab's own scene, laid out for a wall, in the words of a talk. */

import { element, put } from "./dom.js";
import { t } from "./language.js";
import { Moment } from "./moment.js";
import { Scene } from "./scene.js";

const STEPS = 4; // of a round
const [WIDE, TALL] = [900, 300]; // units of the scene, as wide as its place on a 16:9 screen
const SIDE = 306; // of the factories to the left of the server, and of those to the right
const GAP = 10;
const [SERVED, FALL, UNDER] = [192, 108, 82]; // height of the server's card, width of the errors, height of what is below

/**
 * Where things stand on a wall: the server in the middle, factories on both sides, and below it who stays outside.
 * @param {number} count of the factories, the outsider among them
 * @returns {import("./scene.js").Places}
 */
export function spread(count) {
  const inside = count - 1;
  const half = Math.ceil(inside / 2);
  const shapes = [1, 2, 3, 4, 5, 6].map((rows) => {
    const columns = Math.ceil(half / rows);
    return { columns, wide: SIDE / columns, high: TALL / Math.ceil(half / columns) };
  });
  const looks = ({ wide, high }) => Math.min(wide / 1.3, high);
  const { columns, wide, high } = shapes.reduce((one, other) => (looks(other) > looks(one) ? other : one));
  const cards = Array.from({ length: inside }, (_, at) => {
    const left = at < half;
    const place = left ? at : at - half;
    const x = (left ? 0 : WIDE - SIDE) + (place % columns) * wide;
    return { x: x + GAP / 2, y: Math.floor(place / columns) * high + GAP / 2, width: wide - GAP, height: high - GAP };
  });
  const x = SIDE + 2 * GAP;
  const width = WIDE - 2 * x;
  const y = TALL - UNDER;
  cards.push({ x: x + FALL + GAP, y, width: width - FALL - GAP, height: UNDER - 2 });
  return { width: WIDE, height: TALL, server: { x, y: GAP / 2, width, height: SERVED }, cards, fall: { x, y: y - 14, width: FALL, height: UNDER + 12 } };
}

/** The words of a talk, which counts in flights. */
const wordsOf = (words) => ({
  ...words, server: t("The server's model"), cycles: t("flights"), falls: t("error, by round"),
  kinds: { ...words.kinds, outsider: t("stays outside") },
});

export class RoundView {
  constructor({ camera }, data) {
    this.moment = new Moment();
    this.moment.data = { ...data, words: wordsOf(data.words) };
    this.moment.chosen = -1;
    this.pace = (camera.lasts * 1000) / Math.max(1, camera.end - camera.begin);
    this.scene = new Scene(this.moment, () => undefined);
    this.scene.layout = spread;
    this.said = element("p", { class: "said" });
    this.node = element("div", { class: "rounds lab" }, this.scene.svg, this.said);
    this.shown = -1;
  }

  prepare() {
    this.shown = -1;
  }

  paint(clock) {
    const step = Math.floor(clock);
    if (step === this.shown) return;
    this.shown = step;
    this.moment.go(1 + Math.floor(step / STEPS), step % STEPS);
    this.scene.draw(this.pace);
    for (const one of this.scene.svg.querySelectorAll("[role=button]")) {
      for (const name of ["role", "tabindex", "aria-pressed"]) one.removeAttribute(name);
      one.setAttribute("role", "img");
    }
    for (const error of this.scene.svg.querySelectorAll(".factory .error")) { // above the lines, however narrow its card is
      error.setAttribute("x", String(Number(error.parentElement.querySelector(".paper").getAttribute("width")) - 4));
      error.setAttribute("y", "12");
    }
    put(this.said, t("Round {round}. A card shows what its model says is left as an engine wears out: solid for a compressor, dashed for a fan; the thin line is the truth. ±: how far the model is off, in flights.", { round: this.moment.round }));
  }
}
