/* The board's loop: time passes, what it shows is painted, and what has happened is said. */

import { announcementText } from "./callbar.js";
import { keptOf } from "./chapter.js";
import { advance, easePace, inForce, shownCount, wanted } from "./core.js";
import { nameOf } from "./dom.js";
import { sayingAll } from "./events.js";
import { keepClock, reportAddress } from "./keeping.js";
import { eggSheet } from "./sheets.js";
import { isPhotoFinish } from "./effects.js";

const SLOW = 0.12; // seconds between two paintings of what is read rather than watched
const PHOTO = 40; // cycles before the end
const PHOTO_SPEED = 5; // times: who hurries through is not held up
const EGG = 50_000_000; // dollars

export class Loop {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
    this.frame = 0;
    this.last = 0; // ms, when the last frame was drawn; 0 while the clock stands
    this.slow = 0; // ms, when what is read was painted
    this.stale = true;
    this.lagging = false; // only what is slow to paint is behind
    this.stopped = false;
    this.pressed = false; // a letter's deadline is near
  }

  wake() {
    if (!this.frame && !this.stopped) this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  changed() {
    this.stale = true;
    this.wake();
  }

  stop() {
    this.stopped = true;
    cancelAnimationFrame(this.frame);
  }

  /** The cycle at which the match is over. */
  end() {
    const { session } = this.board;
    const stop = session.game?.end;
    return stop && !stop.kept && !session.keep ? stop.cycle : Infinity;
  }

  limit() {
    const { session, stage } = this.board;
    return Math.min(session.game.until, this.end(), session.hold, stage.limit());
  }

  tick(time) {
    const { session, match } = this.board;
    this.frame = 0;
    const seconds = Math.min(1, this.last ? (time - this.last) / 1000 : 0);
    this.last = time;
    if (match.overdue(time)) match.send(session.again);
    if (session.game) this.pass(seconds, time);
    match.wonder();
    if (session.playing || this.stale || this.lagging || session.waiting) this.wake();
    else this.last = 0;
  }

  /** Let time pass, and paint what has come of it. */
  pass(seconds, time) {
    const { session, match, view, actions, moments, stage } = this.board;
    match.travel(this.end());
    const before = match.whole();
    const slowed = session.slowly && !session.stage && (session.told !== null || this.pressed);
    session.pace = easePace(session.pace, slowed || this.photo(before), seconds);
    if (moments.stands(time)) this.stale = true; // until the clock goes on
    else if (session.playing && session.seek === null) session.clock = advance(session.clock, seconds, session.speed * session.pace, Math.min(this.limit(), moments.next()));
    session.reach = Math.max(session.reach, match.whole());
    if (match.whole() !== before || this.stale || this.lagging) this.show(time);
    for (const tile of view.tiles) tile.spin(session.playing && !moments.stands(time) && !this.calm.matches ? seconds : 0);
    stage.pass(seconds, time);
    const more = session.waiting ? null : wanted({ ...session.game, keep: session.keep }, session.clock, session.speed);
    if (more !== null) match.askMore(more, session.game.until);
    if (session.playing && session.clock >= this.end()) actions.finish();
  }

  /** Whether the last cycles before the end are a photo finish. */
  photo(now) {
    const { session, view } = this.board;
    const left = this.end() - now;
    const near = left > 0 && left <= PHOTO && session.speed <= PHOTO_SPEED && isPhotoFinish(session.game.factories.map(({ balance }) => balance[now]));
    view.race.photo = near;
    return near;
  }

  show(time) {
    const { session, match, view } = this.board;
    const now = match.whole();
    this.fire(now);
    this.board.effects.earn(session.game.factories[0].balance[now]);
    this.announce(now);
    const resting = !session.playing || session.clock >= this.limit();
    const due = this.stale || time - this.slow > SLOW * 1000;
    view.paint(session, now, this.lagging ? due : this.stale || resting);
    if (due) this.showSlow(time, now);
    this.stale = false;
  }

  showSlow(time, now) {
    const { refs, session, match, view, dialogs, tips, stage } = this.board;
    this.slow = time;
    stage.paint(now);
    view.paintSlow(session, now, session.pending ?? inForce(session.game.factories[0].strategies, match.ahead()), match.ahead());
    view.paintControls(session, now, match.undoable());
    if (session.keep) refs.reportKept.href = reportAddress(match.link(), Math.max(1, now));
    dialogs.holdFocus();
    tips.refresh();
    this.remember();
    this.hatch(now);
    this.lagging = false;
  }

  /** Keep the match in the address bar and its clock in the tab. */
  remember() {
    const { session, match } = this.board;
    if (!session.played) return;
    const { clock, reach, speed, keep, game } = session;
    keepClock(match.link(), { clock: Math.floor(clock), over: clock >= this.end(), reach, speed, keep, told: session.stage !== null, stage: session.stage && keptOf(session.stage), watching: session.watching, own: match.isOwn(), refused: [...game.refused] });
  }

  /** Events just passed: light the counts, speak, make the offers. */
  fire(now) {
    const { session, view, speech, actions, moments, effects, post } = this.board;
    const { events } = session.game;
    const reached = shownCount(events, now);
    for (const event of events.slice(session.fired, reached)) {
      if (session.heard.includes(event.id)) continue;
      session.heard = [...session.heard.slice(-30), event.id];
      if (event.kind === "service") view.flashTally(1);
      if (event.kind === "failure") view.flashTally(2);
      if (event.kind === "unlock") actions.offer(event.strategy);
      // A calm failure is news, whatever else fails meanwhile.
      speech.say(sayingAll(event), event.calm ? "calm" : event.kind);
      moments.meet(event);
      effects.meet(event);
      if (event.letter !== undefined) post.arrive();
    }
    session.fired = Math.max(session.fired, reached);
    post.open();
  }

  /** What is announced goes to its tile, and is said: the one at a time that is neither answered nor over. */
  announce(now) {
    const { session, match, speech, post } = this.board;
    const { game, told: before } = session;
    this.pressed = post.presses(now);
    const told = match.toldNow();
    if (told?.cycle === before?.cycle && told?.slot === before?.slot) return;
    session.told = told;
    if (told === null) return speech.warn(null);
    this.board.sound.play("announced", { slot: told.slot, speed: session.speed });
    const life = game.factories[0].slots[told.slot][told.index];
    this.slow = 0; // it is seen at once
    speech.warn(announcementText(game, life, now));
  }

  /** The original's surprise, once a match. */
  hatch(now) {
    const { session, dialogs } = this.board;
    if (session.egg || session.sheet) return;
    const rich = session.game.factories.find(({ balance }) => balance[now] >= EGG);
    if (!rich) return;
    session.egg = true;
    dialogs.openWords(eggSheet(nameOf(rich)));
  }
}
