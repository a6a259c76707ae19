/* The page of the board: writes what a moment of a game looks like. It decides nothing. */

import { takesCalls } from "./calls.js";
import { standingText } from "./contracts.js";
import { SERVICE, SLOTS, SPEEDS, counts, placeOf } from "./core.js";
import { element, put, setAttribute, zoomOf } from "./dom.js";
import { readPalette } from "./draw.js";
import { Ladder } from "./ladder.js";
import { letterText, pressing, unanswered } from "./letters.js";
import { money, number, ordinal, shortMoney, t, tn } from "./language.js";
import { Race } from "./race.js";
import { decisionText, ownOf, rivalsOf, titleOf } from "./sheets.js";
import { Log, Standing } from "./standing.js";
import { Tile } from "./tile.js";
import { paceOf } from "./tips.js";

const THUMB = 16; // CSS pixels
const PLAY = "M3 1.5v13l11-6.5z";
const PAUSE = "M3 2h3.6v12H3zM9.4 2H13v12H9.4z";

const makeSpeed = (speed) =>
  element("button", { type: "button", role: "radio", "data-speed": speed, "aria-checked": false, "aria-label": t("{speed} times", { speed }) }, `${speed}×`);

/** The parts of the page that repeat, and what writes to them. */
export class View {
  constructor(refs) {
    this.refs = refs;
    /** @type {Tile[]} */
    this.tiles = [];
    this.race = new Race(refs.race, refs.raceTop);
    this.ladder = new Ladder(refs);
    this.standing = new Standing(refs.standing, (node, state) => this.flash(node, state));
    this.log = new Log(refs.log);
    this.speeds = SPEEDS.map(makeSpeed);
    this.palette = null;
    this.turn = 0; // paintings so far
    this.solo = false;
    this.racing = true; // the race has a place on the page
    this.inset = 0; // of the race within the timeline's row, pixels
    this.flashes = new WeakMap();
    this.falling = null; // motion
    this.place(SLOTS);
    refs.speeds.replaceChildren(...this.speeds);
  }

  /** A tile for each place of an engine. */
  place(slots) {
    if (this.tiles.length === slots) return;
    this.tiles = Array.from({ length: slots }, (_, slot) => new Tile(slot));
    this.refs.tiles.replaceChildren(...this.tiles.map((tile) => tile.node));
    this.refs.root.dataset.slots = slots;
  }

  /** Sizes and colours; called when either may have changed, never from the loop. */
  prepare() {
    const { refs } = this;
    this.palette = readPalette(refs.root);
    const ratio = Math.min(2, (globalThis.devicePixelRatio || 1) * zoomOf(refs.root));
    const box = (node) => ({ width: node.clientWidth, height: node.clientHeight });
    for (const tile of this.tiles) tile.prepare(box, ratio, this.palette);
    const course = box(refs.raceBox);
    this.racing = course.width > 0;
    this.race.prepare(course, ratio, this.palette);
    this.inset = refs.raceBox.offsetLeft - refs.timeline.parentElement.offsetLeft;
  }

  newGame(game) {
    const { refs } = this;
    const calls = takesCalls(game);
    this.place(game.scenario.slots);
    refs.tiles.parentElement.classList.toggle("calling", calls);
    refs.slowly.parentElement.hidden = !calls;
    refs.stops.parentElement.hidden = !game.scenario.offers;
    if (this.palette) this.prepare();
    const [name, about] = ownOf(game.scenario);
    refs.rivalList.replaceChildren(...rivalsOf(game));
    put(refs.note, game.note ?? "");
    put(refs.ownName, name);
    put(refs.ownAbout, about);
    this.ladder.build(game);
    this.standing.build(game);
    this.log.forget();
    this.refresh();
  }

  /** The future changed: forget what was drawn of it. */
  refresh() {
    this.race.forget();
    for (const tile of this.tiles) tile.forget();
  }

  /**
   * Everything that changes with the clock. Between two pauses only every other instrument is
   * touched in a frame: a canvas that was drawn on is copied whole by the browser. Money is told
   * by the large figure, the leaderboard and the race in the same one.
   */
  paint(session, now, all) {
    this.turn += 1;
    const { turn } = this;
    if (all || turn % 2) this.paintMoney(session, now);
    this.tiles.forEach((tile, slot) => {
      if (all || slot % 2 === turn % 2) tile.paint(session, now);
    });
  }

  paintMoney(session, now) {
    const { refs } = this;
    const { factories } = session.game;
    const mine = factories[0].balance[now];
    put(refs.money, money(mine));
    const digits = String(refs.money.textContent.length);
    if (refs.fallen.style.getPropertyValue("--digits") !== digits) refs.fallen.style.setProperty("--digits", digits); // below zero it is longer
    refs.money.classList.toggle("minus", mine < 0);
    put(refs.cycle, number(now));
    this.standing.earn(factories, now);
    if (this.racing) this.race.paint(session, now);
  }

  /** What is read rather than watched: a few times a second. */
  paintSlow(session, now, current, cycle) {
    const { game, solo } = session;
    if (takesCalls(game)) for (const tile of this.tiles) tile.calls.paint(session, now, cycle);
    if (solo !== this.solo) {
      this.solo = solo;
      this.log.forget();
      this.refs.standing.dataset.solo = solo;
    }
    const balance = game.factories.map((factory) => factory.balance[now]);
    put(this.refs.profitName, session.watching ? t("Replay: your profit") : t("Your profit"));
    this.paintStrip(game, balance, now);
    this.standing.paint(game, balance, now, solo);
    this.ladder.paint(game, now, current, session.pending !== null);
    this.log.paint(game, now, solo);
  }

  /** Your factory in figures. */
  paintStrip(game, balance, now) {
    const { refs } = this;
    const { scenario, factories } = game;
    const mine = factories[0];
    const tally = counts(mine.slots.flat(), now);
    put(refs.title, titleOf(game));
    put(refs.contract, standingText(game, now));
    const rivals = t("of {factories}", { factories: factories.length });
    put(refs.rivals, ` ${rivals}`);
    put(refs.maintained, number(tally.maintained));
    put(refs.failed, number(tally.failed));
    const { place, shared } = placeOf(balance, 0);
    put(refs.place, `${shared ? "=" : ""}${ordinal(place)}`);
    const { span, pace } = paceOf(mine.balance, now);
    put(refs.pace, now
      ? tn("{pace} a cycle over the last {n}", "{pace} a cycle over the last {n}", span, { pace: `${pace < 0 ? "" : "+"}${money(Math.round(pace))}` })
      : t("{income} a cycle for each running engine", { income: money(scenario.income) }));
    const line = scenario.finish_line;
    const part = line ? Math.max(0, balance[0]) / line : now / scenario.cycles;
    put(refs.goalName, line ? t("To the line") : t("Cycles left"));
    put(refs.goal, line ? shortMoney(Math.max(0, line - balance[0])) : number(Math.max(0, scenario.cycles - now)));
    refs.goalMeter.style.transform = `scaleX(${Math.min(1, part).toFixed(3)})`;
  }

  /** Frame a count and let the frame fade: something has just been added. Behind the words nothing changes. */
  flash(node, state) {
    const colour = this.palette[state === SERVICE ? "service" : "failure"];
    this.flashes.get(node)?.cancel();
    this.flashes.set(node, node.animate([{ boxShadow: `inset 0 0 0 2px ${colour}` }, { boxShadow: `inset 0 0 0 2px ${colour}00` }], { duration: 900 }));
  }

  /** Money falls out of the balance, or is paid: beside the large figure for a moment. */
  drop(text, way, still) {
    const { fallen } = this.refs;
    fallen.textContent = text;
    fallen.dataset.way = way;
    const far = way === "fall" ? "0 48px" : "0 -24px";
    const [from, to] = [{ opacity: 1, translate: "0 0" }, still ? { opacity: 1, translate: "0 0" } : { opacity: 0, translate: far }];
    this.falling?.cancel();
    this.falling = fallen.animate(way === "fall" ? [from, { ...from, offset: 0.45 }, to] : [from, to], { duration: still ? 2000 : way === "fall" ? 1100 : 600, easing: "ease-in" });
  }

  flashTally(state) {
    this.flash(this.refs[state === SERVICE ? "maintained" : "failed"].parentElement, state);
  }

  /** The clock, the offer, the timeline: what the player may do now. */
  paintControls(session, now, undone) {
    const { refs } = this;
    const { playing, reach } = session;
    refs.playIcon.setAttribute("d", playing ? PAUSE : PLAY);
    put(refs.playWord, playing ? t("Pause") : t("Play"));
    refs.play.classList.toggle("now", !playing);
    for (const node of this.speeds) {
      const on = Number(node.dataset.speed) === session.speed;
      setAttribute(node, "aria-checked", on);
      node.tabIndex = on ? 0 : -1;
    }
    for (const node of [refs.thousand, refs.reportKept]) node.hidden = !session.keep;
    refs.thousand.parentElement.classList.toggle("kept", session.keep);
    this.layTimeline(reach);
    refs.timeline.max = Math.max(1, reach);
    refs.timeline.value = now;
    setAttribute(refs.timeline, "aria-valuetext", t("cycle {cycle} of {reach} played", { cycle: number(now), reach: number(reach) }));
    refs.latest.hidden = playing || now >= reach;
    put(refs.latest, t("Back to {cycle}", { cycle: number(reach) }));
    refs.undo.disabled = undone === null;
    setAttribute(refs.undo, "title", undone === null ? "" : decisionText(session.game, undone));
    const waiting = unanswered(session.game, session.decisions, now);
    refs.letter.hidden = !waiting.length;
    for (const { calls } of this.tiles) calls.stand(waiting.length > 0);
    if (waiting.length) put(refs.letter, letterText(waiting, now));
    setAttribute(refs.letter, "data-near", pressing(session.game, session.decisions, now) !== null);
    refs.auto.checked = session.auto;
    this.ladder.paintOffer(session, now);
  }

  /** Put the timeline under the axis of the race, as far as it was played. */
  layTimeline(reach) {
    const { start, length, span } = this.race.axis();
    const { style } = this.refs.timeline;
    style.marginLeft = `${Math.round(this.inset + start - THUMB / 2)}px`;
    style.width = `${Math.round(length * Math.min(1, reach / span) + THUMB)}px`;
  }

  /** Say on a button, for a moment, that it has done its work. */
  confirm(button, word) {
    const before = button.dataset.word ?? button.textContent;
    button.dataset.word = before;
    button.textContent = word;
    setTimeout(() => (button.textContent = before), 1500);
  }
}
