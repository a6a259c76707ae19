/*
 * The live board: one Streamlit component (v2), one game. The server replays decisions and sends
 * what will happen up to a horizon; the board plays it at display rate and sends decisions back.
 */

import { Actions } from "./actions.js";
import { wireControls } from "./controls.js";
import { SPEEDS } from "./core.js";
import { Dialogs } from "./dialogs.js";
import { collectRefs } from "./dom.js";
import { isDark } from "./draw.js";
import { Effects } from "./effects.js";
import { goesOn, hasBeen, keptClock, keptRefusals, leftOut, openedLink, record, showLink, wantedAnew, wantedCycle, wasAudiences, wasFlown, wasMine } from "./keeping.js";
import { speak, translate } from "./language.js";
import { Loop } from "./loop.js";
import { FIRST_MATCH, Match, sessionOf } from "./match.js";
import { Moments } from "./moments.js";
import { Post } from "./post.js";
import { SharedPicture } from "./shared.js";
import { Sound } from "./sound.js";
import { createSpeech } from "./speech.js";
import { Stage } from "./stage.js";
import { tipText, wireTips } from "./tips.js";
import { View } from "./view.js";
import { Weighing } from "./weighing.js";

const LARGE = { width: 1800, height: 940, times: 1.25 }; // pixels of a screen on which everything grows
const ONE_COLUMN = 980; // pixels up to which all stands in one column
const ROOM = { width: 1240, height: 690, narrow: 340 }; // pixels that the board needs
const boards = new Map(); // parentElement -> board

/** Entry point: called at the mount and again for every new data, theme or rerun. */
export default function mount(component) {
  const place = component.parentElement;
  if (!boards.has(place)) boards.set(place, new Board(place, component.data, () => boards.delete(place)));
  const board = boards.get(place);
  board.update(component);
  return board.dispose;
}

/**
 * What hangs together: the session is the state of the game and of the player, everything else here
 * is how it is shown and changed.
 */
export class Board {
  constructor(place, data, forget) {
    speak(data?.language);
    this.hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null, ask: null });
    const chapters = data?.chapters ?? [];
    const first = this.hub.session || hasBeen() ? null : chapters[0]?.link ?? null;
    this.session = this.hub.session = sessionOf(this.hub.session, openedLink() ?? first, wantedAnew());
    this.session.mine ||= wasMine();
    this.session.audience ||= wasAudiences();
    this.session.flown ||= wasFlown();
    this.session.on ||= goesOn();
    if (wantedAnew()) this.session.at = wantedCycle();
    const root = place.querySelector('[data-ref="root"]');
    root.dataset.hides = leftOut();
    translate(root);
    if (data?.language) root.lang = data.language.tag; // board.css gives longer words more room
    this.refs = collectRefs(root);
    /** @type {Object<string, import("./sheets.js").Offered>} the matches of the start sheet, by scenario */
    this.menu = data?.menu ?? {};
    this.forget = forget;
    this.gone = new AbortController();
    this.component = null;
    this.view = new View(this.refs);
    this.speech = createSpeech(this.refs.live);
    this.match = new Match(this.session, this);
    this.loop = new Loop(this);
    this.dialogs = new Dialogs(this);
    this.actions = new Actions(this);
    this.moments = new Moments(this);
    this.post = new Post(this);
    this.effects = new Effects(this);
    this.sound = new Sound();
    this.stage = new Stage(this, chapters);
    this.shared = new SharedPicture(this);
    this.weighing = new Weighing(this, data?.album ?? null);
    this.deliver = (message) => this.match.receive(message);
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal: this.gone.signal });
    this.tips = wireTips(this.refs.root, this.refs.bubble, on, (node) => this.describe(node));
    wireControls(this, on);
    on(globalThis, "resize", () => this.dress());
    on(globalThis.matchMedia("(prefers-color-scheme: dark)"), "change", () => this.dress());
    this.sizes = new ResizeObserver(() => this.dress());
    this.sizes.observe(this.refs.root);
    document.fonts.ready.then(() => this.dress());
  }

  /** Send a request to the server; what is not heard is sent again. */
  transmit(request) {
    this.hub.ask?.("request", request);
  }

  /**
   * Ask for what takes longer than an answer, by the answer's number, or at the end of a match that was watched.
   * @param {number|string} n
   */
  wonder(n) {
    this.hub.ask?.("more", n);
  }

  /** Tell the server that a match has come to its end, once. */
  ended(link) {
    if (this.session.ended === link) return;
    this.session.ended = link;
    this.hub.ask?.("ended", link);
  }

  complain(sentence) {
    this.refs.problem.hidden = !sentence;
    this.refs.problem.textContent = sentence ?? "";
  }

  /** The match that the server has agreed to is the one in the address bar. */
  settled() {
    showLink(this.match.link());
  }

  /** A match has come that was not here before. */
  begun() {
    const { session, match, dialogs, stage } = this;
    // What the server remembers of an earlier page, a report's match, is as if the address had named it.
    if (!session.played && session.decisions.length) session.opened ??= match.link();
    const kept = session.anew ? null : keptClock(match.link(), session.on);
    this.view.newGame(session.game);
    this.effects.forget();
    this.shared.close();
    this.speech.drop();
    this.pick();
    dialogs.ready();
    const arriving = session.opened !== null && !session.played;
    if (arriving && kept) {
      Object.assign(session, { played: true, seek: kept.clock, reach: kept.clock, keep: kept.keep === true, watching: kept.watching === true });
      session.mine ||= kept.own;
      if (Number.isInteger(kept.reach)) session.reach = Math.max(kept.clock, kept.reach);
      if (SPEEDS.includes(kept.speed)) session.speed = kept.speed;
      if (Array.isArray(kept.refused)) match.refusedBefore(kept.refused);
      dialogs.close();
    }
    if (arriving && session.at !== null) {
      stage.begin(true, null); // a chapter's story is told from its start alone: here is the whole board
      match.refusedBefore(keptRefusals(match.link(), session.at));
      dialogs.decideAnew(session.at);
      return;
    }
    const watched = arriving && !kept && match.isLinked();
    const untold = arriving && kept?.told === false; // a chapter's match that was on the whole board
    if (stage.begin(watched || untold, arriving ? kept : null)) return;
    if (watched) dialogs.greet();
    else if (!(arriving && kept) && session.sheet === null && session.seek === null) session.playing = true;
  }

  /** The start sheet offers once more what is played; after a chapter, the free match. */
  pick() {
    this.dialogs.showScenario(this.stage.chapter() ? FIRST_MATCH : this.session.game.scenario.name);
  }

  /** What stands behind a number. */
  describe({ dataset }) {
    const place = { slot: Number(dataset.slot), factory: Number(dataset.factory ?? 0), word: dataset.word };
    return this.session.game && tipText(dataset.tip, this.session.game, this.match.whole(), place);
  }

  /** Everything is larger on a large screen, and on request as far as there is room for it. */
  grow() {
    const { root } = this.refs;
    const wished = Number.parseFloat(getComputedStyle(root).getPropertyValue("--tt-size")) || 1;
    const large = innerWidth >= LARGE.width && innerHeight >= LARGE.height ? LARGE.times : 1;
    const room = innerWidth > ONE_COLUMN ? Math.min(innerWidth / ROOM.width, innerHeight / ROOM.height) : innerWidth / ROOM.narrow;
    root.style.setProperty("--tt-board", String(Math.max(1, Math.min(wished * large, room))));
  }

  /** Follow the theme and the size of the page; both redraw everything. */
  dress() {
    const { root } = this.refs;
    if (!root.isConnected) return; // taken off the page, not yet disposed of
    root.dataset.theme = isDark(root) ? "dark" : "light";
    this.grow();
    const above = Math.max(0, Math.round(root.getBoundingClientRect().top));
    if (above < innerHeight / 4) root.style.setProperty("--tt-above", `${above}px`);
    this.view.prepare();
    this.dialogs.showBelow();
    this.loop.changed();
  }

  update(component) {
    const { refs, session, hub } = this;
    const first = this.component === null;
    this.component = component;
    this.dress();
    if (!first) return;
    refs.auto.checked = session.auto;
    refs.solo.checked = session.solo;
    refs.slowly.checked = session.slowly = record().slowly !== false;
    refs.sound.checked = this.sound.on = record().sound === true;
    refs.stops.checked = session.stops = record().stops !== false;
    if (session.game) {
      this.view.newGame(session.game);
      this.pick();
      this.settled();
    }
    this.stage.restore();
    if (session.sheet === "finish") {
      session.ended = null; // what it was worth may not have come before the page was left
      this.actions.finish();
    }
    else this.dialogs.open(session.sheet === "word" ? null : session.sheet);
    hub.deliver = this.deliver;
    for (const message of hub.inbox.splice(0)) this.deliver(message);
  }

  dispose = () => {
    this.gone.abort();
    this.sizes.disconnect();
    this.loop.stop();
    clearTimeout(this.actions.settling);
    this.moments.close();
    this.shared.close();
    this.speech.stop();
    this.sound.switch(false);
    if (this.hub.deliver === this.deliver) this.hub.deliver = null;
    this.session.playing = false;
    this.forget();
  };
}
