/* A match as it is played: what has been decided and asked, and what came back. */

import { announcedNow, mayCall } from "./calls.js";
import { decode, horizon, inForce, known, shownCount, stamp, withDecision } from "./core.js";
import { events, lockOf } from "./events.js";
import { paintOthers } from "./finale.js";
import { absorb, absorbAside, newGame } from "./game.js";
import { t } from "./language.js";
import { mayAnswer } from "./letters.js";
import { decodeLink } from "./link.js";
import { decisionText } from "./sheets.js";

const PATIENCE = 10; // seconds without an answer after which a request is sent again
const FIRST_PATIENCE = 2; // the page sends the first game without being asked
const FIRST_SPEED = 3;
const READING_SPEED = 2; // where letters want to be read
export const FIRST_MATCH = "open"; // the match of who has not chosen one

/** The session of a page: the one that is here, unless the address wants another match or this one anew. */
export function sessionOf(known, link, anew) {
  const here = known?.game?.link ?? known?.opened;
  return known && (link === null || (link === here && !anew)) ? known : newSession(link, anew);
}

/** What outlives a change of page: the game, its clock and what has been asked. */
export function newSession(link, anew = false) {
  return {
    n: 0, answered: -1, wondered: -1, owed: Infinity, waiting: true, starting: true, again: link === null ? { match: null, new: { scenario: FIRST_MATCH, seed: null }, opening: true } : { link },
    asked: performance.now() - (PATIENCE - FIRST_PATIENCE) * 1000, opened: link, anew, at: null, mine: false, audience: false, flown: false, watching: false, on: false,
    game: null, decisions: [], accepted: [], since: Infinity, pending: null,
    clock: 0, reach: 0, lead: 0, seek: null, speed: FIRST_SPEED, paced: false, pace: 1, slowly: true, stops: true, told: null, playing: false, resume: false, keep: false, hold: Infinity,
    fired: 0, heard: [], ghost: null, before: null, egg: false, auto: false, solo: false, pictured: "",
    sheet: "start", stage: null, played: false, offer: null, scenario: FIRST_MATCH, ended: null,
  };
}

/** @typedef {ReturnType<typeof newSession>} Session the state of the game and of the player */

/** The dialogue with the server about one session, which it changes in place. */
export class Match {
  /**
   * @param {Session} session
   * @param {import("./board.js").Board} board
   */
  constructor(session, board) {
    this.session = session;
    this.board = board;
  }

  whole() {
    return Math.floor(this.session.clock);
  }

  /** The cycle of a decision taken now: never before one taken just now, which the clock has still to reach. */
  ahead() {
    const { clock, speed, pace, playing, lead } = this.session;
    return Math.max(stamp(clock, speed * pace, playing), lead);
  }

  send(fields) {
    const { session, board } = this;
    session.n += 1;
    session.waiting = true;
    session.asked = performance.now();
    session.again = fields;
    board.transmit({ n: session.n, ...fields });
    board.loop.wake();
  }

  askNew(scenario, seed = null) {
    Object.assign(this.session, { starting: true, playing: false, watching: false, scenario, seek: null });
    this.send({ match: null, new: { scenario, seed } });
  }

  /** Ask for a match that was kept in a file; its clock will go to a cycle. */
  askKept({ scenario, seed, decisions, cycle }) {
    Object.assign(this.session, { starting: true, playing: false, watching: false, scenario, seek: cycle });
    this.send({ match: null, scenario, seed, decisions, until: 2000, from: 0, have: [0, 0, 0, 0], keep: false });
  }

  /** Ask for what follows, with what is added to it, and to an answer that this overtakes. */
  askMore(until, from) {
    const { wondered, answered, owed } = this.session;
    const since = wondered === answered ? from : Math.min(from, owed); // what is added to it was asked for
    this.session.owed = Infinity;
    this.send({ ...this.asking(until, since), more: true }); // nobody waits
  }

  /** What is asked of the match that is played. */
  asking(until, from) {
    const { game, decisions, keep } = this.session;
    return { match: game.match, scenario: game.scenario.name, seed: game.seed, decisions, until, from, have: game.have, keep };
  }

  /** Decisions that one taken now would drop. */
  later(cycle) {
    return this.session.decisions.filter((taken) => taken[0] > cycle);
  }

  /** Whether what comes has been decided: by who is watched, to the end, or by whoever dragged the timeline back. */
  watches() {
    return this.session.watching || this.later(this.whole()).length > 0;
  }

  /** The future from a cycle on is about to change: keep the line that was drawn of it. */
  abandon(cycle) {
    const { session } = this;
    session.watching = false;
    session.ended = null;
    session.before ??= { reach: session.reach, ghost: session.ghost };
    if (session.reach <= cycle) return;
    session.ghost = { from: cycle, line: session.game.factories[0].balance.slice(0, session.reach + 1) };
    session.reach = Math.max(this.whole(), cycle);
  }

  decide(strategy, setting = null, retrain = false) {
    const { session } = this;
    const { game } = session;
    if (!game || session.starting || lockOf(game, strategy, this.whole())) return;
    session.pending = [this.ahead(), strategy, setting ?? this.advised(strategy), setting === null ? "recommended" : "own"];
    session.offer = null;
    this.take("order", [strategy, setting, retrain]);
  }

  /** Service an engine now, or hold it; what would change nothing is no call. */
  call(slot, call) {
    const { game, decisions, starting } = this.session;
    if (game && !starting && mayCall(game, decisions, slot, call, this.ahead())) this.take("call", [slot, call]);
  }

  /** Answer an offer; what would change nothing is no answer. */
  answer(offer, option) {
    const { game, decisions, starting } = this.session;
    if (game && !starting && mayAnswer(game, decisions, offer, option, this.ahead())) this.take("answer", [offer, option]);
  }

  /** Take a decision: the clock waits at its cycle until what comes of it is known. */
  take(kind, values) {
    const { session } = this;
    const cycle = this.ahead();
    const { refused } = session.game;
    this.abandon(cycle);
    for (const [offer, at] of refused) if (at > cycle) refused.delete(offer);
    session.decisions = withDecision(session.decisions, [cycle, kind, values]);
    session.since = Math.min(session.since, cycle);
    session.owed = Math.min(session.owed, cycle);
    session.lead = cycle;
    // What is known at a cycle is not told before: a clock that stands between two goes to the next.
    if (!session.playing) session.clock = Math.min(cycle, Math.max(session.clock, session.game.until));
    session.hold = Math.min(session.hold, cycle);
    this.askOn(cycle, kind === "answer" || session.game.kinds[this.strategyNow()].forecasts);
    this.board.loop.changed();
  }

  /** Ask what comes of a decision. */
  askOn(cycle, forecasts) {
    const { session } = this;
    this.send(this.asking(horizon(session.game, cycle, forecasts), session.since));
  }

  /** What is announced now, or null. */
  toldNow() {
    const { game, decisions, lead } = this.session;
    return announcedNow(game, decisions, this.whole(), Math.max(this.whole(), lead));
  }

  advised(strategy) {
    return known(this.session.game.advice[strategy], this.whole())?.[1] ?? null;
  }

  /** The decision that can be taken back, or null. */
  undoable() {
    const { starting, decisions } = this.session;
    return !starting && decisions.at(-1)?.[0] <= this.ahead() ? decisions.at(-1) : null;
  }

  /** Take the last decision back. The clock stays; what came of it becomes the abandoned future. */
  undo() {
    const { session } = this;
    const undone = session.game && this.undoable();
    if (!undone) return;
    const [cycle] = undone;
    this.abandon(cycle);
    session.decisions = session.decisions.slice(0, -1);
    session.since = Math.min(session.since, cycle);
    Object.assign(session, { pending: null, offer: null, lead: 0 });
    session.hold = Math.min(session.hold, this.whole());
    this.askOn(Math.max(cycle, this.whole()), true);
    this.board.speech.say(t("Taken back: {decision}.", { decision: decisionText(session.game, undone) }));
    this.board.loop.changed();
  }

  receive(data) {
    const { session, board } = this;
    const message = decode(data);
    const { header } = message;
    if (header.judged) {
      board.stage.judge(header.judged);
      return;
    }
    if (header.weighed) {
      board.weighing.take(header.weighed);
      return;
    }
    if (header.saves) {
      this.add(message);
      return;
    }
    // The answer to a link carries no number of ours, nor does the match that a page opens with.
    const unasked = session.again.link !== undefined || session.again.opening;
    const expected = header.n === session.n || (unasked && header.n === 0);
    if (!session.waiting || !expected) return; // overtaken by a later request
    Object.assign(session, { waiting: false, answered: header.n, hold: Infinity, pending: null });
    if (header.error) {
      session.wondered = header.n; // there is no more to it
      this.refuse(header.error);
    } else this.accept(message);
    if (session.again.more) session.wondered = header.n;
    board.loop.wake();
  }

  /** Take what comes after an answer, if that is still the last one. */
  add({ header, sections }) {
    const { session, board } = this;
    if (header.match !== session.game?.match || header.n !== session.answered) return;
    absorbAside(session.game, header, sections);
    board.shared.meet(header.cards);
    if (session.sheet === "finish") {
      paintOthers(board.refs, session.game);
      board.tips.refresh(); // what it is about may stand elsewhere now
    }
    board.loop.changed();
  }

  /** An answer is drawn: ask for what takes longer, once. */
  wonder() {
    const { session, board } = this;
    if (session.waiting || session.wondered === session.answered || !session.game) return;
    session.wondered = session.answered;
    board.wonder(session.answered);
  }

  refuse(sentence) {
    const { session, board } = this;
    Object.assign(session, { decisions: session.accepted, since: Infinity, starting: false, seek: null, lead: 0, ...session.before, before: null });
    board.complain(sentence);
    board.loop.changed();
    if (!session.game && session.n === 0) this.askNew(FIRST_MATCH);
  }

  accept(message) {
    const { session, board } = this;
    const { header } = message;
    board.complain(header.notice ?? null);
    const begun = session.starting;
    if (begun) {
      Object.assign(session, {
        game: newGame(header), clock: 0, reach: 0, lead: 0, fired: 0, heard: [], keep: false, offer: null, starting: false, ghost: null, egg: false,
      });
      if (!session.paced) session.speed = session.game.scenario.offers ? READING_SPEED : FIRST_SPEED;
    }
    absorb(session.game, message);
    const { game } = session;
    if (session.clock > game.until) {
      session.seek = this.whole();
      session.clock = game.until;
    }
    if (!begun && header.from <= this.whole()) board.view.refresh();
    session.fired = header.from < this.whole()
      ? shownCount(game.events, this.whole()) // what might have been said by now is not said
      : Math.min(session.fired, shownCount(game.events, header.from - 1));
    Object.assign(session, { decisions: header.decisions, accepted: header.decisions, since: Infinity, before: null });
    board.settled();
    if (begun) board.begun();
    board.loop.changed();
  }

  /** Letters that were refused, [offer, cycle] each, are so still: no decision says so. */
  refusedBefore(refusals) {
    const { game } = this.session;
    game.refused = new Map(refusals);
    game.events = events(game);
  }

  /** Bring the clock to a cycle, asking for what lies between; events on the way are not said. */
  travel(end) {
    const { session } = this;
    if (session.seek === null || session.waiting || !session.game) return;
    const { game } = session;
    const target = Math.min(session.seek, end);
    session.clock = Math.min(target, game.until);
    session.fired = shownCount(game.events, this.whole());
    const last = session.keep ? game.rules.last_cycle : game.scenario.cycles;
    if (session.clock < target && game.until < last) this.askMore(Math.min(target, last), game.until);
    else {
      session.seek = null;
      if (session.clock >= end && !session.sheet) this.board.actions.finish(); // who comes back to an end is told what it was
    }
    this.board.loop.changed();
  }

  link() {
    return this.session.game.link;
  }

  strategyNow() {
    return (this.session.pending ?? inForce(this.session.game.factories[0].strategies, this.ahead()))[1];
  }

  /** Did the page come with this very match, and with something in it to watch? */
  isLinked() {
    const { opened, game, flown } = this.session;
    return opened !== null && opened === this.link() && (flown || decodeLink(game, opened).decisions.length > 0);
  }

  /** Is what was decided the player's, and not all of it of whoever is watched or sent the link? */
  isOwn() {
    const { mine, watching } = this.session;
    return mine || (!watching && !this.isLinked());
  }

  overdue(time) {
    return this.session.waiting && time - this.session.asked > PATIENCE * 1000;
  }
}
