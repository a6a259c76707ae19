/* The small picture of a training of many, in its own numbers. The clock goes on; a click or Escape ends it. */

import { SVG, element, faultMark } from "./dom.js";
import { FAULTS } from "./events.js";
import { bytes, number, t } from "./language.js";

const [WIDTH, HEIGHT, HIGHEST] = [100, 56, 125];
const STAYS = 9000; // ms
const MEMBERS = 12; // drawn; more are a number
const LATE = 60; // cycles after which a training is no news

/** A model's lines: of worn compressors, and of worn fans. */
export function coursesOf(values) {
  const points = values.length / 2;
  return [values.slice(0, points), values.slice(points)].map((line) => line.map((left, at) =>
    `${at ? "L" : "M"}${((WIDTH * at) / (points - 1)).toFixed(1)} ${(HEIGHT * (1 - Math.min(left, HIGHEST) / HIGHEST)).toFixed(1)}`).join(""));
}

function linesOf(values, kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`);
  svg.setAttribute("class", kind);
  for (const [fault, d] of coursesOf(values).entries()) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("data-fault", String(fault));
    svg.append(path);
  }
  return svg;
}

const marksOf = (seen) => seen.flatMap((count, fault) => Array.from({ length: count }, () => faultMark(fault)));

const lastOf = (values) => number(values.at(-1));

/** What is said of it, once. */
export const sentenceOf = (card, made) => t("{clients} factories trained one model: {moved} travelled, {stayed} of histories stayed home. {caption}",
  { clients: number(card[4].length + 1), moved: bytes(made.bytes), stayed: bytes(made.raw_bytes), caption: captionOf(card, made) });

/** What is read under it: what the lines come to, and where more travels than stays why that is no contradiction. */
function captionOf([, alone, together], { bytes: moved, raw_bytes: stayed }) {
  const text = t("Of a fan about to fail your own model said {alone} cycles left, the shared one says {together}.", { alone: lastOf(alone), together: lastOf(together) });
  return moved > stayed ? t("{text} More travels than stays, but no sensor reading is in it.", { text }) : text;
}

/** What each line is about: what a model says is left, as such an engine wears out. */
const legend = () => element("small", { class: "legend" }, ...FAULTS.map((name, fault) => element("span", { "data-fault": fault }, element("i"), t(name))));

const drawer = () => element("i", { class: "drawer" });

function factoryOf(seen) {
  return element("li", {}, element("span", { class: "memory" }, ...marksOf(seen)), element("s"), drawer());
}

/** The card of the last training that has happened and is not long over; none of one to come. */
export function cardOf(cards, now) {
  const card = cards.findLast(([cycle]) => cycle <= now);
  return card && now - card[0] <= LATE ? card : null;
}

export class SharedPicture {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.timer = 0;
    this.held = []; // what came while a sheet was open
    this.node = element("figure", { class: "shared", hidden: "", "aria-hidden": "true" });
    this.node.addEventListener("click", () => this.close());
    this.node.addEventListener("pointerenter", () => clearTimeout(this.timer)); // who points at it reads it
    this.node.addEventListener("pointerleave", () => this.stay());
    board.refs.tiles.after(this.node);
  }

  /** Show what a training that has just happened has changed, and none that is still to come. */
  meet(cards) {
    const { session, match, speech } = this.board;
    const now = Math.max(match.whole(), session.lead);
    const card = cardOf(cards, now);
    this.held = session.sheet ? cards : []; // until the sheet is closed
    if (!card || session.sheet) return;
    const [, , made] = session.game.trainings.find(([cycle, , { rounds }]) => cycle === card[0] && rounds) ?? [];
    const name = `${session.game.match} ${card[0]} ${made?.bytes}`;
    if (!made || session.pictured === name) return;
    session.pictured = name;
    this.show(card, made);
    speech.say(sentenceOf(card, made));
  }

  /** Nothing lies over the board any more: show what has waited. */
  resume() {
    if (this.held.length) this.meet(this.held);
  }

  show(card, made) {
    const [, alone, together, own, others] = card;
    const more = others.length - MEMBERS;
    this.node.replaceChildren(
      element("ul", {}, ...others.slice(0, MEMBERS).map(factoryOf), ...(more > 0 ? [element("li", { class: "more" }, t("+{n} more", { n: number(more) }))] : [])),
      element("div", { class: "merged" }, element("b", {}, t("One model")), element("div", { class: "model" }, linesOf(together, "after")), legend(), element("small", {}, t("{bytes} travelled", { bytes: bytes(made.bytes) }))),
      element("div", { class: "mine" }, element("b", {}, t("You")), element("div", { class: "model" }, linesOf(alone, "before"), linesOf(together, "after")),
        element("span", { class: "memory" }, ...marksOf(own)), element("small", {}, drawer(), t("{bytes} stayed", { bytes: bytes(made.raw_bytes) }))),
    );
    this.node.append(element("figcaption", {}, captionOf(card, made)));
    this.node.dataset.still = String(this.board.loop.calm.matches);
    this.node.hidden = false;
    this.stay();
  }

  /** Leave it there for a while. */
  stay() {
    clearTimeout(this.timer);
    if (!this.node.hidden) this.timer = setTimeout(() => this.close(), STAYS);
  }

  open() {
    return !this.node.hidden;
  }

  close() {
    clearTimeout(this.timer);
    this.node.hidden = true;
  }
}
