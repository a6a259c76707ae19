/*
 * The scene of a moment: a server's card between its factories' cards, and the models that travel.
 * A card has two lines: what a model says of engines that wear out, by the compressor and by the fan.
 */

import { node, outline } from "./nodes.js";
import { Motion, courses, seen } from "./motion.js";
import { shelf, drawer } from "./home.js";

const ROOMY = { width: 92, height: 52 }; // pixels of a card that leave room for a drawer and an error
const WIDE = 118; // pixels of a card that leave room for both, the size of its drawer and its error
const SERVED = 18; // of the server's card, for its name and error

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Place
 * @typedef {{width: number, height: number, server: Place, cards: Place[], fall: Place}} Places
 */

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
    this.width = 720; // CSS pixels
    this.layout = layout;
    this.motion = new Motion();
    this.before = ""; // the step that was drawn last
    this.asked = -1; // whose drawer was pulled just now
  }

  /**
   * Draw the moment; where it is the next step, what changes moves there.
   * @param {number} pace ms for a step
   */
  draw(pace) {
    const { svg, moment, motion } = this;
    const { data } = moment;
    const focused = svg.contains(svg.getRootNode().activeElement);
    const now = `${data.lab} ${moment.round} ${moment.step}`;
    const moves = now !== this.before && !this.calm.matches;
    this.before = now;
    const places = this.layout(data.factories.length, this.width);
    svg.setAttribute("viewBox", `0 0 ${places.width} ${places.height}`);
    svg.setAttribute("aria-label", data.words.picture);
    svg.replaceChildren();
    motion.begin(moves ? 0.8 * pace : 0);
    svg.append(this.fall(places.fall), this.server(places.server));
    data.factories.forEach((_, at) => svg.append(this.factory(at, places.cards[at])));
    this.slips(places);
    motion.run();
    this.asked = -1;
    if (focused) this.focus(moment.chosen);
  }

  focus(at) {
    this.svg.querySelector(`[data-at="${at}"]`).focus();
  }

  /** The errors of all rounds so far, a bar each: they fall. */
  fall({ x, y, width, height }) {
    const { moment } = this;
    const errors = moment.fallen();
    const top = Math.max(...errors, 1);
    const step = width / (moment.data.total + 1);
    const group = node("g", { class: "fall", transform: `translate(${x} ${y})` });
    errors.forEach((error, at) => {
      const high = ((height - 18) * error) / top;
      const last = at === errors.length - 1;
      const bar = node("rect", {
        class: last ? "last" : "", x: at * step, y: height - high, width: Math.max(step - 1, 1), height: high,
      });
      if (last && moment.merged()) this.motion.fade(bar);
      group.append(bar);
    });
    group.append(node("text", { x: width / 2, y: 10, class: "quiet" }, moment.data.words.falls));
    return group;
  }

  server({ x, y, width, height }) {
    const { moment, motion } = this;
    const { words } = moment.data;
    const merged = moment.merged();
    const group = node("g", { class: `server${merged ? " busy" : ""}`, transform: `translate(${x} ${y})` });
    const inner = { x: 6, y: SERVED, width: width - 12, height: height - 2 * SERVED };
    const error = `± ${moment.cycles(merged ? moment.shown().error : moment.shown().before)} ${words.cycles}`;
    group.append(node("rect", { class: "paper", width, height, rx: 2 }));
    group.append(node("text", { x: width / 2, y: 13 }, words.server));
    group.append(node("text", { x: width / 2, y: height - 6 }, error));
    group.append(node("path", { class: "truth", d: courses(moment.data.truth, inner)[0] }));
    if (moment.step >= 2) {
      for (const at of moment.arrivals()) {
        const pale = node("g", { class: moment.data.saboteurs.includes(at) ? "pale lie" : "pale" });
        pale.append(...lines(moment.own(at), inner));
        group.append(pale);
        if (moment.step === 2) motion.fade(pale);
      }
    }
    const thick = node("g", { class: "thick" });
    thick.append(...lines(merged ? moment.shared() : moment.sharedBefore(), inner));
    if (merged) motion.bend([...thick.children], moment.sharedBefore(), moment.shared(), inner);
    group.append(thick);
    return group;
  }

  /** A factory's card: what its model says, its failures, and the drawer that never opens. */
  factory(at, place) {
    const { moment, motion } = this;
    const { x, y, width, height } = place;
    const kind = moment.kindOf(at);
    const chosen = at === moment.chosen;
    const roomy = isRoomy(place);
    const group = node("g", {
      class: `factory ${kind}${chosen ? " chosen" : ""}`,
      transform: `translate(${x} ${y})`,
      role: "button",
      tabindex: chosen ? 0 : -1,
      "aria-pressed": chosen,
      "aria-label": moment.nameOf(at),
      "data-at": at,
    });
    group.append(node("rect", { class: "paper", width, height, rx: 2 }));
    const inner = paper(place);
    group.append(node("path", { class: "truth", d: courses(moment.data.truth, inner)[0] }));
    const said = moment.says(at);
    if (said) {
      const drawn = lines(said, inner);
      group.append(...drawn);
      const before = moment.saidBefore(at);
      if (before && before !== said) motion.bend(drawn, before, said, inner);
    }
    group.append(...shelf(moment.data.factories[at], { x: 3, y: height - (roomy ? 12 : 7), width: roomy ? width * 0.52 : width - 6 }));
    const wide = width >= WIDE;
    const size = wide ? moment.kilobytes(moment.data.factories[at].raw) : "";
    if (roomy) group.append(drawer(size, width, height, this.asked === at));
    const error = roomy && moment.errorOf(at);
    if (error) group.append(node("text", { class: "error", x: width - (wide ? 4 : 14), y: wide ? 12 : height - 4 }, error));
    if (kind === "outsider") group.append(node("text", { class: "quiet", x: width / 2, y: -5 }, moment.data.words.kinds.outsider));
    else if (kind !== "honest") {
      const mark = node("g", { class: "mark", transform: "translate(8 8)" });
      mark.append(outline(kind, roomy ? 5 : 3.5));
      group.append(mark);
    }
    group.addEventListener("click", () => {
      this.asked = at;
      this.choose(at);
    });
    return group;
  }

  /** Let models travel: out to the factories, or back to the server. */
  slips({ cards, server }) {
    const { moment, motion, svg } = this;
    const { step } = moment;
    if (step !== 0 && step !== 2) return;
    const bytes = step === 0 ? moment.shown().down : moment.shown().up;
    bytes.forEach((size, at) => {
      if (!size) return;
      const card = cards[at];
      const wide = Math.min(card.width, 44);
      const slip = { x: 0, y: 0, width: wide, height: wide * 0.6 };
      const home = [card.x + (card.width - wide) / 2, card.y + 4];
      const away = [server.x + (server.width - wide) / 2, server.y + (server.height - slip.height) / 2];
      const late = step === 2 && moment.shown().fates[at] === "t";
      const lies = step === 2 && moment.data.saboteurs.includes(at);
      const group = node("g", { class: `packet${lies ? " bad" : ""}` });
      group.append(node("rect", { width: wide, height: slip.height, rx: 1 }));
      group.append(...lines(step === 0 ? moment.sharedBefore() : moment.own(at), slip));
      const part = (share) => home.map((value, axis) => value + (away[axis] - value) * share);
      if (step === 0) motion.carry(group, part(0.9), part(0), part(0.3));
      else motion.carry(group, part(0), part(late ? 0.4 : 0.9), part(late ? 0.4 : 0.3));
      svg.append(group);
    });
  }
}

/** The two lines of a model: the compressor's is solid, the fan's dashed. */
function lines(said, inner) {
  return courses(seen(said), inner).map((d, fault) => node("path", { class: ["compressor", "fan"][fault], d }));
}

const isRoomy = ({ width, height }) => width >= ROOMY.width && height >= ROOMY.height;

/**
 * Where the lines of a card go.
 * @param {{width: number, height: number}} place
 * @returns {Place}
 */
function paper({ width, height }) {
  return isRoomy({ width, height })
    ? { x: 3, y: 3, width: width - 6, height: height - 19 }
    : { x: 2, y: 2, width: width - 4, height: height - 12 };
}

/**
 * Where things stand: the server in a band across the middle, factories in rows above and below it.
 * @param {number} count of the factories, the outsider among them
 * @param {number} width CSS pixels
 * @returns {Places}
 */
function layout(count, width) {
  const height = Math.round(Math.min(Math.max(0.66 * width, width < 400 ? 340 : 280), 540));
  const band = Math.round(0.28 * height);
  const gap = width < 600 ? 5 : 8;
  const inside = count - 1;
  const half = (height - band) / 2;
  const shapes = [1, 2, 3, 4, 5].map((rows) => {
    const columns = Math.ceil(inside / (2 * rows));
    return { rows, columns, wide: width / columns, high: half / rows };
  });
  const looks = ({ wide, high }) => Math.min(wide / 1.5, high);
  const best = shapes.reduce((one, other) => (looks(other) > looks(one) ? other : one));
  const size = { width: Math.min(best.wide - gap, 150), height: Math.min(best.high - gap, 100) };
  const cards = Array.from({ length: inside }, (_, at) => {
    const above = Math.ceil(inside / 2);
    const place = at < above ? at : at - above;
    const row = Math.floor(place / best.columns);
    const inRow = Math.min(best.columns, (at < above ? above : inside - above) - row * best.columns);
    const from = (width - inRow * best.wide) / 2;
    const x = from + (place % best.columns) * best.wide + (best.wide - size.width) / 2;
    const y = at < above ? half - (row + 1) * best.high : half + band + row * best.high;
    return { x, y: y + (best.high - size.height) / 2, ...size };
  });
  const middle = Math.round(Math.min(0.42 * width, 260));
  const beside = Math.round(Math.min(0.25 * width, 150));
  const top = half + 4;
  const high = band - 8;
  cards.push({ x: width - beside - 4, y: top + high * 0.16, width: beside, height: high * 0.68 });
  const server = { x: (width - middle) / 2, y: top, width: middle, height: high };
  return { width, height, server, cards, fall: { x: 6, y: top, width: beside, height: high } };
}
