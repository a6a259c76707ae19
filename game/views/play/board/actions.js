/* What the player may do. */

import { mayCall } from "./calls.js";
import { SPEEDS, inForce } from "./core.js";
import { lockOf } from "./events.js";
import { paintFinal } from "./finale.js";
import { addressOf, copyText, download, keepInRecord, plantAddress, reportAddress } from "./keeping.js";
import { t } from "./language.js";
import { LARGEST_FILE, readSave, writeSave } from "./link.js";
import { addressSheet, branchSheet, keysSheet } from "./sheets.js";

const LEAP = 1000; // cycles skipped at once
const SETTLE = 250; // ms a setting must rest before it is decided

export class Actions {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.settling = undefined; // timer of a setting that may still change
    this.resting = null; // that setting
  }

  /** How high a strategy stands on the ladder. */
  height(strategy) {
    return this.board.session.game.rules.strategies.findIndex(({ name }) => name === strategy);
  }

  /** Point out what has just opened, or take it. */
  offer(strategy) {
    const { session, match } = this.board;
    if (match.later(match.whole()).length) return; // the player is watching
    if (session.auto) this.upgrade();
    else if (this.height(match.strategyNow()) < this.height(strategy)) session.offer = strategy;
  }

  /** Take the highest strategy that is open. */
  upgrade() {
    const { session, match } = this.board;
    const open = session.game.rules.strategies.filter(({ name }) => !lockOf(session.game, name, match.whole()));
    const best = open.at(-1).name;
    if (this.height(best) > this.height(match.strategyNow())) match.decide(best);
  }

  /** Run `act` now, or after a yes if decisions that were taken later would be dropped. */
  branching(act) {
    const { session, match, dialogs } = this.board;
    const later = match.later(match.ahead());
    if (!later.length) return act();
    const yes = () => {
      dialogs.close();
      act();
    };
    return dialogs.openWords(branchSheet(session.game, later, match.ahead()), [[t("New path"), yes], [t("Stay"), () => dialogs.close()]]);
  }

  /** The player's own choice of a strategy. */
  choose(strategy) {
    const { session, match } = this.board;
    if (!session.game || strategy === match.strategyNow() || lockOf(session.game, strategy, match.whole())) return;
    this.branching(() => {
      session.auto = false;
      match.decide(strategy);
    });
  }

  retrain() {
    const { session, match } = this.board;
    if (!session.game) return;
    // What was decided a moment ago may not have been answered yet, or not even been sent.
    const [, strategy, setting, source] = session.pending ?? inForce(session.game.factories[0].strategies, match.ahead());
    if (!session.game.kinds[strategy].forecasts) return;
    const own = this.resting ?? (source === "own" ? setting : null);
    clearTimeout(this.settling);
    this.resting = null;
    this.branching(() => match.decide(strategy, own, true));
  }

  recommended() {
    const { match } = this.board;
    this.branching(() => match.decide(match.strategyNow()));
  }

  /** Service an engine now, or hold it. */
  call(slot, call) {
    const { session, match } = this.board;
    if (session.game && mayCall(session.game, session.decisions, slot, call, match.ahead())) this.branching(() => match.call(slot, call));
  }

  setSetting(value) {
    const { refs, match } = this.board;
    const setting = Math.round(Number(value));
    if (!Number.isFinite(setting) || setting < 1) return;
    refs.box.value = setting;
    refs.slider.value = setting;
    clearTimeout(this.settling);
    this.resting = setting;
    this.settling = setTimeout(() => {
      this.resting = null;
      this.branching(() => match.decide(match.strategyNow(), setting));
    }, SETTLE);
  }

  /* --------------------------------------------------------------- clock */

  toggle() {
    const { session, match, loop } = this.board;
    if (!session.game || session.starting || this.board.stage.open()) return;
    if (session.clock >= loop.end()) {
      this.finish();
      return;
    }
    session.playing = !session.playing;
    session.clock = session.playing ? session.clock : match.whole();
    session.played = true;
    loop.last = 0;
    loop.changed();
  }

  /** Slow the clock at what is announced, or not. */
  slowDown(wish) {
    this.board.session.slowly = wish;
    keepInRecord("slowly", wish);
    this.board.loop.changed();
  }

  /** Let be heard what happens, or not. */
  sound(wish) {
    const { sound } = this.board;
    sound.switch(wish);
    keepInRecord("sound", wish);
    sound.play("press");
  }

  setSpeed(speed) {
    Object.assign(this.board.session, { speed, paced: true });
    this.board.loop.changed();
  }

  bySpeed(step) {
    const at = SPEEDS.indexOf(this.board.session.speed) + step;
    if (SPEEDS[at]) this.setSpeed(SPEEDS[at]);
  }

  /** Go to your next event or announcement. */
  skip() {
    const { session, match, loop } = this.board;
    const { game } = session;
    if (!game) return;
    const event = game.events.find((one) => one.factory === 0 && one.shows > match.whole());
    const told = game.announced.find(({ cycle }) => cycle > match.whole());
    const next = Math.min(event?.shows ?? game.until, told?.cycle ?? game.until);
    session.clock = Math.max(match.whole(), Math.min(next, loop.limit()));
    loop.changed();
    if (session.clock >= loop.end()) this.finish();
  }

  leap() {
    this.board.session.seek = this.board.match.whole() + LEAP;
    this.board.loop.changed();
  }

  /** Go to a cycle that was played. What is slow to paint may lag behind a hand that moves on. */
  scrub(cycle) {
    const { session, loop } = this.board;
    Object.assign(session, { playing: false, offer: null, clock: cycle, lead: 0 });
    loop.lagging = true;
    loop.wake();
  }

  finish() {
    const { refs, session, match, speech, dialogs, stage } = this.board;
    Object.assign(session, { playing: false, offer: null });
    if (stage.finish()) return;
    if (session.game.report) paintFinal(refs, session);
    const own = match.isOwn();
    refs.report.href = reportAddress(match.link(), null, own);
    refs.worth.href = plantAddress(match.link());
    refs.watchAgain.hidden = !session.watching;
    refs.chapters.hidden = !stage.chapter();
    if (session.ended !== match.link()) this.board.weighing.expect();
    if (own) this.board.ended(match.link());
    else if (!session.game.counterfactual) this.board.wonder("end");
    if (session.game.end.winner === 0) this.board.sound.play("won");
    speech.drop();
    speech.say(`${refs.verdict.textContent} ${refs.verdictMore.textContent}`);
    dialogs.open("finish");
  }

  /* --------------------------------------------------------------- match */

  /** Leave the start sheet into a game: the one already on the board if it fits. */
  begin(seed) {
    const { refs, session, match, dialogs } = this.board;
    const wish = refs.scenarios.querySelector("input:checked").value;
    session.resume = false;
    dialogs.close(refs.play);
    // A match with decisions is none to start where another one is picked.
    const lies = !session.decisions.length || wish === session.game?.scenario.name;
    if (seed === null && lies && !session.played && session.game && !session.starting) this.toggle();
    else if (!session.starting || session.played) match.askNew(wish, seed);
    session.played = true;
  }

  /** Play the scenario once more, on the same engines or on new ones. */
  playAgain(seed = null) {
    const { refs, session, match, dialogs } = this.board;
    dialogs.close(refs.play);
    match.askNew(session.game.scenario.name, seed);
  }

  /** See what was watched once more, from its start. */
  watchAgain() {
    const { refs, session, dialogs, loop } = this.board;
    dialogs.close(refs.play);
    Object.assign(session, { clock: 0, lead: 0, fired: 0, heard: [], playing: true });
    loop.changed();
  }

  keepPlaying() {
    const { refs, session, match, dialogs } = this.board;
    session.keep = true;
    dialogs.close(refs.play);
    session.playing = true;
    match.askMore(Math.max(session.game.until, match.whole() + LEAP), match.whole());
  }

  async copyLink() {
    const { refs, match, view, speech, dialogs } = this.board;
    const address = addressOf(match.link());
    if (await copyText(address)) {
      speech.say(t("Link copied."));
      view.confirm(refs.copy, t("Copied"));
    } else dialogs.openWords(addressSheet(address));
  }

  save() {
    const { session, match } = this.board;
    download(`turbofan-tycoon-${session.game.match}-${match.whole()}.json`, writeSave(match.link(), match.whole()));
  }

  async load(file) {
    const { refs, session, match } = this.board;
    if (!session.game) return; // nothing can be loaded before the first game is here
    const kept = readSave(session.game, file.size > LARGEST_FILE ? "".padEnd(LARGEST_FILE + 1) : await file.text());
    refs.file.value = "";
    if (typeof kept === "string") {
      this.board.complain(kept);
      return;
    }
    session.played = true;
    match.askKept(kept);
  }

  showKeys() {
    const { session, dialogs } = this.board;
    if (session.game) dialogs.openWords(keysSheet(session.game));
  }
}
