/* A match as it is played: what has been decided and asked, and what came back. No page. */

import { LAST_CYCLE, absorb, decode, inForce, known, lockOf, newGame, shownCount, stamp, withDecision } from "./core.js";
import { decodeLink, encodeLink } from "./link.js";

const PATIENCE = 10; // seconds without an answer after which a request is sent again
const FIRST_PATIENCE = 2; // the page sends the first game without being asked
const FIRST_SPEED = 3;

/** What outlives a change of page: the game, its clock and what has been asked. */
export function newSession(link) {
  return {
    n: 0, waiting: true, starting: true, again: link === null ? { match: null, new: { scenario: "classic", seed: null } } : { link },
    asked: performance.now() - (PATIENCE - FIRST_PATIENCE) * 1000, opened: link,
    game: null, decisions: [], accepted: [], since: Infinity, pending: null,
    clock: 0, reach: 0, lead: 0, seek: null, speed: FIRST_SPEED, playing: false, resume: false, keep: false, hold: Infinity,
    fired: 0, heard: [], ghost: null, before: null, egg: false, auto: false, solo: false,
    sheet: "start", played: false, offer: null, scenario: "classic",
  };
}

/**
 * The dialogue with the server about one session.
 * @param {object} session changed in place
 * @param {object} page what to do there: transmit, wake, complain, begun, changed
 */
export function createMatch(session, page) {
  const whole = () => Math.floor(session.clock);
  /** The cycle of a decision taken now: never before one taken just now, which the clock has still to reach. */
  const ahead = () => Math.max(stamp(session.clock, session.speed, session.playing), session.lead);

  function send(fields) {
    session.n += 1;
    session.waiting = true;
    session.asked = performance.now();
    session.again = fields;
    page.transmit({ n: session.n, ...fields });
    page.wake();
  }

  function askNew(scenario, seed = null) {
    Object.assign(session, { starting: true, playing: false, scenario, seek: null });
    send({ match: null, new: { scenario, seed } });
  }

  /** Ask for a match that was kept in a file; its clock will go to a cycle. */
  function askKept({ scenario, seed, decisions, cycle }) {
    Object.assign(session, { starting: true, playing: false, scenario, seek: cycle });
    send({ match: null, scenario, seed, decisions, until: 2000, from: 0, have: [0, 0, 0, 0], keep: false });
  }

  function askMore(until, from) {
    const { game } = session;
    send({
      match: game.match, scenario: game.scenario.name, seed: game.seed,
      decisions: session.decisions, until, from, have: game.have, keep: session.keep,
    });
  }

  /** Decisions that one taken now would drop. */
  const later = (cycle) => session.decisions.filter((taken) => taken[0] > cycle);

  /** The future from a cycle on is about to change: keep the line that was drawn of it. */
  function abandon(cycle) {
    session.before ??= { reach: session.reach, ghost: session.ghost };
    if (session.reach <= cycle) return;
    session.ghost = { from: cycle, line: session.game.factories[0].balance.slice(0, session.reach + 1) };
    session.reach = Math.max(whole(), cycle);
  }

  function decide(strategy, setting = null, retrain = false) {
    const { game } = session;
    if (!game || session.starting || lockOf(game, strategy, whole())) return;
    const cycle = ahead();
    abandon(cycle);
    session.decisions = withDecision(session.decisions, [cycle, "order", [strategy, setting, retrain]]);
    session.since = Math.min(session.since, cycle);
    session.lead = cycle;
    session.pending = [cycle, strategy, setting ?? advised(strategy), setting === null ? "recommended" : "own"];
    session.offer = null;
    session.hold = Math.min(session.hold, cycle);
    askMore(Math.max(game.until, cycle), session.since);
    page.changed();
  }

  const advised = (strategy) => known(session.game.advice[strategy], whole())?.[1] ?? null;

  const canUndo = () => !session.starting && session.decisions.length > 0 && session.decisions.at(-1)[0] <= ahead();

  /** Take the last decision back. The clock stays; what came of it becomes the abandoned future. */
  function undo() {
    if (!session.game || !canUndo()) return;
    const [cycle] = session.decisions.at(-1);
    abandon(cycle);
    session.decisions = session.decisions.slice(0, -1);
    session.since = Math.min(session.since, cycle);
    Object.assign(session, { pending: null, offer: null, lead: 0 });
    session.hold = Math.min(session.hold, whole());
    askMore(session.game.until, session.since);
    page.changed();
  }

  function receive(data) {
    const message = decode(data);
    const { header } = message;
    // The answer to a link carries no number of ours.
    const expected = header.n === session.n || (session.again.link !== undefined && header.n === 0);
    if (!session.waiting || !expected) return; // overtaken by a later request
    Object.assign(session, { waiting: false, hold: Infinity, pending: null });
    if (header.error) refuse(header.error);
    else accept(message);
    page.wake();
  }

  function refuse(sentence) {
    Object.assign(session, { decisions: session.accepted, since: Infinity, starting: false, seek: null, lead: 0, ...session.before, before: null });
    page.complain(sentence);
    page.changed();
    if (!session.game && session.n === 0) askNew("classic");
  }

  function accept(message) {
    const { header } = message;
    page.complain(header.notice ?? null);
    const begun = session.starting;
    if (begun) {
      Object.assign(session, {
        game: newGame(header), clock: 0, reach: 0, lead: 0, fired: 0, heard: [], keep: false, offer: null, starting: false, ghost: null, egg: false,
      });
    }
    absorb(session.game, message);
    const { game } = session;
    if (session.clock > game.until) {
      session.seek = whole();
      session.clock = game.until;
    }
    if (!begun && header.from <= whole()) page.redrawn();
    session.fired = header.from < whole()
      ? shownCount(game.events, whole()) // what might have been said by now is not said
      : Math.min(session.fired, shownCount(game.events, header.from - 1));
    Object.assign(session, { decisions: header.decisions, accepted: header.decisions, since: Infinity, before: null });
    page.settled();
    if (begun) page.begun();
    page.changed();
  }

  /** Bring the clock to a cycle, asking for what lies between; events on the way are not said. */
  function travel(end) {
    if (session.seek === null || session.waiting || !session.game) return;
    const { game } = session;
    const target = Math.min(session.seek, end);
    session.clock = Math.min(target, game.until);
    session.fired = shownCount(game.events, whole());
    const last = session.keep ? LAST_CYCLE : game.scenario.cycles;
    if (session.clock < target && game.until < last) askMore(Math.min(target, last), game.until);
    else session.seek = null;
    page.changed();
  }

  const link = () => encodeLink(session.game.scenario.name, session.game.seed, session.accepted);

  const strategyNow = () => (session.pending ?? inForce(session.game.factories[0].strategies, ahead()))[1];

  /** Did the page come with this very match, and with something in it to watch? */
  const isLinked = () => session.opened !== null && session.opened === link() && decodeLink(session.opened).decisions.length > 0;

  const overdue = (time) => session.waiting && time - session.asked > PATIENCE * 1000;

  return {
    whole, ahead, send, askNew, askKept, askMore, later, decide, undo, canUndo, receive, travel, link, strategyNow, isLinked, overdue,
  };
}
