/* The moments that stop the clock, or let it rest: a failure that no forecast announced, an engine that others' failures saved. */

import { boxOf, element, faultMark } from "./dom.js";
import { FAULTS } from "./events.js";
import { noteMet } from "./keeping.js";
import { seenBy } from "./ladder.js";
import { money, number, t } from "./language.js";

const DEAF = 600; // ms in which no key is taken for an answer
const SHORT = 1100; // ms, the second time
const BLINK = 120; // ms the clock rests at a save
const MARKS = 12; // drawn of each fault on a model's shelf; more are a number
const GROWN = 1.25;

/** What stands on a model's shelf: failures it has seen, and the place of what it has not. */
function shelf({ own, others }) {
  const counts = own.map((n, fault) => n + (others?.[fault] ?? 0));
  const marks = counts.flatMap((n, fault) => (n === 0
    ? [element("span", { class: "gap" }, faultMark(fault, t(FAULTS[fault])))]
    : [...Array.from({ length: Math.min(n, MARKS) }, () => faultMark(fault)), element("small", {}, `${number(n)} × ${t(FAULTS[fault])}`)]));
  return element("p", { class: "shelf" }, element("b", {}, t("What the model has seen fail")), ...marks);
}

/** Whether the clock, times so much, runs slowly enough to be stopped. */
const isSlow = (speed) => speed >= 1 && speed <= 5;

export class Moments {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.since = 0; // ms, when the moment that is open began
    this.until = 0; // ms until which the clock rests
    this.timer = undefined;
    this.back = null; // what had the focus before
  }

  open() {
    return !this.board.refs.moment.hidden;
  }

  /** Whether the clock stands. */
  stands(time) {
    return this.open() || time < this.until;
  }

  /** The cycle of the next moment: no frame passes it, however long it takes. */
  next() {
    const { game, fired, clock, speed } = this.board.session;
    const next = isSlow(speed) && game.events.slice(fired).find(({ calm, save, shows }) => (calm || save) && shows > clock);
    return next ? next.shows : Infinity;
  }

  /** Let the clock rest for some ms. */
  rest(ms) {
    this.until = Math.max(this.until, performance.now() + ms);
  }

  /** An event has come to pass; while the clock runs slowly enough some of them have a moment. */
  meet(event) {
    const { speed, playing, sheet } = this.board.session;
    if (this.open() || !playing || sheet || !isSlow(speed)) return;
    if (event.calm) this.calm(event);
    else if (event.save) this.save(event);
  }

  /** A failure that the forecast gave no sign of: whole the first time, short the second. */
  calm(event) {
    const before = noteMet("calm");
    if (before > 1) return;
    const { refs, view, loop } = this.board;
    const { slot } = event.life;
    const reduced = loop.calm.matches;
    this.since = performance.now();
    this.back = this.board.dialogs.focused();
    const run = reduced ? "end" : before ? "short" : "whole";
    refs.moment.replaceChildren(this.card(event));
    refs.moment.dataset.run = run;
    refs.moment.hidden = false;
    view.tiles.forEach((tile) => {
      tile.node.dataset.moment = tile.slot === slot ? "failed" : "aside";
      tile.node.dataset.run = run;
    });
    this.place(slot);
    if (before) this.timer = setTimeout(() => this.close(), SHORT);
    else refs.moment.querySelector("button").focus({ preventScroll: true });
  }

  card({ life, calm, more, text, pointed: way }) {
    const { session } = this.board;
    const pointed = session.stage ? null : way; // a chapter goes its own way
    const { game } = session;
    const seen = seenBy(game, this.strategyOf(life), life.stop);
    const name = FAULTS[life.fault] ? t(FAULTS[life.fault]) : "";
    return element("section", { class: "card", role: "dialog", "aria-modal": "true", "aria-label": text },
      element("p", { class: "said" }, element("b", {}, number(Math.round(calm.forecast / 10))), " ", t("cycles left, it said")),
      element("p", { class: "stamp" }, t("{left} left", { left: number(0) })),
      element("p", { class: "loss" }, money(-game.scenario.failure_cost)),
      ...(name ? [element("p", { class: "found" }, faultMark(life.fault), element("span", {}, name))] : []),
      ...(seen ? [shelf(seen)] : []),
      element("p", { class: "why" }, more, ...(pointed ? [element("span", {}, pointed)] : [])),
      element("div", { class: "ways" }, element("button", { type: "button", class: "go" }, t("Go on")),
        ...(pointed ? [element("button", { type: "button", class: "retrain", "aria-keyshortcuts": "R" }, t("Retrain now"))] : [])));
  }

  strategyOf({ stop }) {
    const { strategies } = this.board.session.game.factories[0];
    return strategies.filter(([cycle]) => cycle < stop).at(-1)[1];
  }

  /** Let the engine's tile come nearer, and stand beside it. */
  place(slot) {
    const { refs, view } = this.board;
    const [root, tiles] = [boxOf(refs.root), boxOf(refs.tiles)];
    const { node } = view.tiles[slot];
    const columns = tiles.width > 1.5 * node.offsetWidth;
    const [left, below] = [slot % 2 === 0, slot < 2];
    node.style.transformOrigin = `${left ? 0 : 100}% ${below ? 0 : 100}%`;
    node.style.setProperty("--grown", String(columns ? GROWN : 1));
    const card = refs.moment.firstElementChild;
    if (!columns || getComputedStyle(refs.moment).position === "fixed") return; // the card lies at the lower edge
    const height = node.offsetHeight * GROWN;
    const style = below ? { top: `${tiles.top - root.top + height}px` } : { bottom: `${root.bottom - tiles.bottom + height}px` };
    Object.assign(card.style, { left: `${tiles.left - root.left}px`, width: `${tiles.width}px` }, style);
  }

  /** A key or a click: show the end of what is shown, then go on; or train anew, where that is pointed to. */
  press(trains = false) {
    const { refs, actions } = this.board;
    if (performance.now() - this.since < DEAF) return;
    if (trains && refs.moment.querySelector(".retrain")) {
      this.close();
      actions.retrain();
      return;
    }
    if (refs.moment.dataset.run === "whole" && performance.now() - this.since < 3600) this.end();
    else this.close();
  }

  end() {
    const { refs, view } = this.board;
    refs.moment.dataset.run = "end";
    for (const tile of view.tiles) tile.node.dataset.run = "end";
  }

  close() {
    const { refs, view, loop } = this.board;
    clearTimeout(this.timer);
    if (!this.open()) return;
    refs.moment.hidden = true;
    for (const { node } of view.tiles) {
      delete node.dataset.moment;
      delete node.dataset.run;
    }
    if (this.board.dialogs.reachable(this.back)) this.back.focus({ preventScroll: true });
    loop.last = 0;
    loop.changed();
  }

  /** The rim of a tile lights up; what would have been lost stands crossed out. */
  save({ life }) {
    const { view, loop, session } = this.board;
    const reduced = loop.calm.matches;
    this.rest(reduced ? 0 : BLINK);
    view.tiles[life.slot].shine(money(-session.game.scenario.failure_cost), reduced);
  }
}
