/* The scene of a moment: a server, factories around it, and what travels between them. */

import { around, node, outline } from "./nodes.js";

const LABELLED = 24; // factories that there is room to write on

export class Scene {
  /**
   * @param {import("./moment.js").Moment} moment
   * @param {(at: number) => void} choose
   */
  constructor(moment, choose) {
    this.moment = moment;
    this.choose = choose;
    this.svg = node("svg", { role: "group" });
    this.calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
    this.narrow = false;
  }

  draw() {
    const { svg, moment } = this;
    const { data } = moment;
    const focused = svg.contains(svg.getRootNode().activeElement);
    const place = this.layout();
    const labelled = data.factories.length - 1 <= (this.narrow ? 10 : LABELLED);
    svg.setAttribute("viewBox", `0 0 ${place.width} ${place.height}`);
    svg.setAttribute("aria-label", data.words.picture);
    svg.replaceChildren();
    const [x, y] = place.middle;
    place.spots.slice(0, -1).forEach(([toX, toY]) => {
      svg.append(node("line", { class: "wire", x1: x, y1: y, x2: toX, y2: toY }));
    });
    svg.append(this.server(place));
    data.factories.forEach((_, at) => svg.append(this.factory(at, place, labelled)));
    this.packets(place, labelled);
    if (focused) this.focus(moment.chosen);
  }

  focus(at) {
    this.svg.querySelector(`[data-at="${at}"]`).focus();
  }

  /**
   * Where things stand: on an ellipse around the server.
   * @returns {{width: number, height: number, r: number, spots: number[][], middle: [number, number]}}
   */
  layout() {
    const { narrow } = this;
    const [width, height] = narrow ? [360, 400] : [720, 440];
    const count = this.moment.outsider();
    const r = Math.max(4, Math.min(13, (narrow ? 130 : 210) / Math.max(count, 8)));
    const half = [width / 2 - (narrow ? 36 : 46), height / 2 - 46];
    const spots = around(count, half).map(([x, y], at) => {
      const far = count > LABELLED && at % 2 ? 0.84 : 1;
      return [width / 2 + x * far, height / 2 + y * far];
    });
    spots.push([width - 40, height - 36]);
    return { width, height, r, spots, middle: [width / 2, height / 2] };
  }

  server({ middle: [x, y] }) {
    const { moment } = this;
    const { words } = moment.data;
    const now = moment.shown();
    const merged = moment.merged();
    const group = node("g", { class: `server${merged ? " busy" : ""}`, transform: `translate(${x} ${y})` });
    const error = `± ${moment.cycles(merged ? now.error : now.before)} ${words.cycles}`;
    const half = Math.max(58, 3.6 * Math.max(words.server.length, error.length) + 6); // long words
    group.append(node("rect", { x: -half, y: -28, width: 2 * half, height: 56, rx: 2 }));
    group.append(node("text", { y: -6 }, words.server));
    group.append(node("text", { y: 12 }, error));
    return group;
  }

  factory(at, { r, spots }, labelled) {
    const { moment } = this;
    const [x, y] = spots[at];
    const kind = moment.kindOf(at);
    const chosen = at === moment.chosen;
    const trains = moment.step === 1 && !["rest", "outsider"].includes(kind) && moment.shown().fates[at] !== "l";
    const group = node("g", {
      class: `factory ${kind}${trains ? " training" : ""}${chosen ? " chosen" : ""}`,
      transform: `translate(${x} ${y})`,
      role: "button",
      tabindex: chosen ? 0 : -1,
      "aria-pressed": chosen,
      "aria-label": moment.nameOf(at),
      "data-at": at,
    });
    const size = Math.max(r + 4, 12);
    group.append(node("rect", { class: "hit", x: -size, y: -size, width: 2 * size, height: 2 * size }));
    group.append(node("circle", { class: "ring", r: r + 6 }), outline(kind, r));
    if (labelled) this.label(group, at, kind, r);
    group.addEventListener("click", () => this.choose(at));
    return group;
  }

  /** Write what a factory keeps at home, and the error of its model. */
  label(group, at, kind, r) {
    const { moment } = this;
    const now = moment.shown();
    for (const row of [0, 1, 2]) {
      group.append(node("rect", { class: "home", x: r + 5, y: row * 5 - 8, width: 9, height: 4 }));
    }
    group.append(node("text", { class: "quiet", y: r + 17 }, moment.kilobytes(moment.data.factories[at].raw)));
    const trained = "atr".includes(now.fates[at]);
    if (moment.step < 1 || !(trained || kind === "outsider")) return;
    const error = kind === "outsider" ? now.outsider : moment.merged() ? now.error : now.errors[at];
    group.append(node("text", { y: -r - 9 }, moment.cycles(error)));
  }

  /** Let models travel: out to the factories, or back to the server. */
  packets({ spots, middle, r }, labelled) {
    const { moment, svg } = this;
    const { step } = moment;
    if (step !== 0 && step !== 2) return;
    const bytes = step === 0 ? moment.shown().down : moment.shown().up;
    const moves = [];
    spots.slice(0, -1).forEach((spot, at) => {
      if (!bytes[at]) return;
      const late = step === 2 && moment.shown().fates[at] === "t";
      const stage = late ? 0.84 : at % 2 ? 0.66 : 0.45; // in turns, to leave room for the words
      /** @type {(share: number) => number[]} */
      const part = (share) => spot.map((value, axis) => middle[axis] + (value - middle[axis]) * share);
      const packet = this.packet(at, bytes[at], r, labelled);
      const put = (/** @type {number[]} */ [x, y]) => (packet.style.transform = `translate(${x}px, ${y}px)`);
      svg.append(packet);
      put(part(this.calm.matches ? stage : step === 0 ? 0.1 : 1));
      if (!this.calm.matches) moves.push(() => put(part(stage)));
    });
    if (!moves.length) return;
    svg.getBoundingClientRect(); // the browser must have seen where they start
    globalThis.requestAnimationFrame(() => moves.forEach((move) => move()));
  }

  packet(at, bytes, r, labelled) {
    const { moment } = this;
    const bad = moment.step === 2 && moment.data.saboteurs.includes(at);
    const packet = node("g", { class: `packet${bad ? " bad" : ""}` });
    const half = Math.max(3, r * 0.45);
    packet.append(node("rect", { x: -half, y: -half, width: 2 * half, height: 2 * half }));
    if (labelled) packet.append(node("text", { y: -half - 3 }, `${moment.whole(bytes)} B`));
    return packet;
  }
}
