/* The post: letters that come stop the clock where that is wished; they are read, answered, refused. */

import { events } from "./events.js";
import { keepInRecord } from "./keeping.js";
import { shownCount } from "./core.js";
import { letterSheet } from "./letterbox.js";
import { pressing, unanswered, wouldChange } from "./letters.js";
import { t, tn } from "./language.js";

const JUST_COME = 5; // cycles within which a letter has just come

export class Post {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.come = false; // a letter that is to be read has come
    this.all = true; // the sheet shows those that wait for no answer, too
    this.pressed = null; // number of the letter whose deadline was said to be near
  }

  /** Stop the clock at letters, or not. */
  stop(wish) {
    this.board.session.stops = wish;
    keepInRecord("stops", wish);
    this.board.loop.changed();
  }

  /** A letter has come; who watches what was decided before reads none. */
  arrive() {
    const { session, match } = this.board;
    this.come ||= session.stops && !session.stage && !match.watches();
  }

  /** Open what has come, unless something else is being looked at; what would change nothing stops no clock. */
  open() {
    const { session, moments, shared } = this.board;
    const looks = shared.open() && !pressing(session.game, session.decisions, this.now());
    if (!this.come || session.sheet || moments.open() || looks) return;
    this.come = false;
    const now = this.now();
    if (this.waiting().some((offer) => wouldChange(session.game, session.decisions, offer, now))) this.read(false);
  }

  /** The boundary at which an answer would count: one that was given just now counts there already. */
  now() {
    const { session, match } = this.board;
    return Math.max(match.whole(), session.lead);
  }

  waiting() {
    const { session } = this.board;
    return unanswered(session.game, session.decisions, this.now());
  }

  /** Whether a deadline is near: said once, and a reason to slow down; not for who watches. */
  presses(now) {
    const { session, speech, match } = this.board;
    const offer = match.watches() ? null : pressing(session.game, session.decisions, now);
    if (offer && this.pressed !== offer.number && session.playing) {
      const values = { title: t(offer.title) };
      speech.say(tn("{title}: {n} cycle left to answer.", "{title}: {n} cycles left to answer.", offer.deadline - now, values));
      if (offer.announced < now - JUST_COME) this.arrive(); // who put it off is asked once more
    }
    this.pressed = offer?.number ?? null;
    return offer !== null;
  }

  /** Read the letters: all of them, or those that wait for an answer. */
  read(all = true) {
    const { session, dialogs, match } = this.board;
    if (!session.game?.offers.length) return;
    this.all = all;
    const label = all ? t("Back to the match") : t("Decide later");
    dialogs.openWords(letterSheet(session.game, session.decisions, this.now(), all, match.whole()), [[label, () => dialogs.close(), "quiet"]]);
  }

  /** Go on to the letters that still wait, or back to the match. */
  goOn() {
    const { dialogs } = this.board;
    if (this.waiting().length) this.read(this.all);
    else dialogs.close();
  }

  /** Answer a letter that is being read: at the cycle that it names, since the clock stands. */
  answer(offer, option) {
    const { session, match, actions } = this.board;
    session.game.refused.delete(offer);
    actions.branching(() => {
      match.answer(offer, option);
      this.goOn();
    });
  }

  /** Refuse a letter: nothing is decided by it, as silence refuses, too; it waits no longer. */
  refuse(offer) {
    const { session, match, loop, view } = this.board;
    const { game } = session;
    session.watching = false; // whoever answers plays
    game.refused.set(offer, match.whole());
    game.events = events(game);
    session.fired = shownCount(game.events, match.whole());
    view.log.forget();
    this.goOn();
    loop.changed();
  }
}
