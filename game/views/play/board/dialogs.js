/* The sheets over the board: one at a time, with the clock standing; the focus comes back. */

import { put } from "./dom.js";
import { paintWords } from "./finale.js";
import { keptAddress, keptMatch } from "./keeping.js";
import { number, t } from "./language.js";
import { anewSheet, introOf, linkedSheet, offeredOf } from "./sheets.js";

export class Dialogs {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.opener = null; // what had the focus before a sheet was opened
    const { startSheet, finishSheet, wordSheet } = board.refs;
    /** @type {Object<string, HTMLDialogElement>} */
    this.sheets = { start: startSheet, finish: finishSheet, word: wordSheet };
    board.refs.wordBody.addEventListener("scroll", () => this.showBelow(), { passive: true });
    board.refs.below.addEventListener("click", () => this.readOn());
  }

  /** Say so where what is read goes on below the edge; the keys reach it there, too. At its end nothing moves under a hand. */
  showBelow() {
    const { wordBody, below } = this.board.refs;
    const hidden = wordBody.scrollHeight - wordBody.clientHeight;
    below.hidden = hidden < 8;
    below.style.visibility = hidden - wordBody.scrollTop < 8 ? "hidden" : "";
    if (hidden > 0) wordBody.tabIndex = 0;
    else wordBody.removeAttribute("tabindex");
  }

  readOn() {
    const { wordBody } = this.board.refs;
    wordBody.scrollBy(0, 0.8 * wordBody.clientHeight);
  }

  focused() {
    return this.board.refs.root.getRootNode().activeElement;
  }

  reachable(node) {
    return node?.isConnected && !node.disabled && !node.closest("[hidden]");
  }

  /** What has the focus may go away; then the clock's button has it. */
  holdFocus() {
    const { refs, session } = this.board;
    const node = this.focused();
    if (node && !session.sheet && !this.reachable(node)) refs.play.focus({ preventScroll: true });
  }

  /**
   * Open a sheet, or close it; the clock stands while one is open and goes on if it went before.
   * @param {string|null} name
   * @param {Element} back what has the focus after it is closed
   */
  open(name, back = this.opener) {
    const { refs, session, tips, loop, moments } = this.board;
    // Beneath a sheet it would take its keys.
    if (name) moments.close();
    if (name && !session.sheet) {
      session.resume = session.playing;
      this.opener = this.focused();
    }
    session.playing = !name && session.sheet !== null && session.resume && session.clock < loop.end();
    if (!name) session.resume = false;
    session.sheet = name;
    if (name === "start") this.fillMenu();
    tips.hide();
    refs.again.hidden = !session.played || this.board.stage.chapter() !== null; // a chapter's engines are its own
    // What it starts may have still to come.
    refs.start.disabled = !session.game;
    for (const [other, sheet] of Object.entries(this.sheets)) if (other !== name) sheet.close();
    const sheet = this.sheets[name];
    if (sheet && !sheet.open) sheet.showModal();
    (sheet ?? refs.root).prepend(refs.problem);
    (sheet ?? refs.root).append(refs.bubble, refs.live); // what is not in a modal sheet is out of reach
    // At the finish no button: who pauses just then shall not start anew.
    const first = { start: refs.start, finish: refs.verdict, word: refs.wordActions.firstElementChild ?? refs.wordClose };
    const next = first[name] ?? (this.reachable(back) ? back : refs.play);
    next.focus({ preventScroll: true });
    loop.changed();
  }

  /** What the menu shows of what this browser keeps. */
  fillMenu() {
    this.board.stage.fillMenu();
    this.board.weighing.fillMenu();
    this.introduce();
    this.offerBack();
  }

  /** The way back to a match that was left and still runs. */
  offerBack() {
    const { refs: { back }, session } = this.board;
    const kept = session.played ? null : keptMatch();
    back.hidden = !Number.isInteger(kept?.clock) || kept.over;
    if (back.hidden) return;
    back.setAttribute("href", keptAddress());
    put(back, t("Back to your match at cycle {cycle}", { cycle: number(kept.clock) }));
  }

  /** Say what is to be said of the match that is picked: it need not be the one on the board. */
  introduce() {
    const { refs, session: { game }, menu } = this.board;
    const { value } = refs.scenarios.querySelector("input:checked");
    const here = game?.scenario.name === value;
    const offered = here ? offeredOf(game) : menu[value];
    if (offered) put(refs.intro, introOf(offered));
    refs.who.hidden = !here || !refs.rivalList.children.length;
    refs.note.hidden = !here || !refs.note.textContent;
  }

  close(back) {
    this.open(null, back);
    this.board.shared.resume();
  }

  openWords(sheet, actions = [[t("Close"), () => this.close()]]) {
    const { refs } = this.board;
    paintWords(refs, sheet, actions);
    this.open("word");
    refs.wordBody.scrollTop = 0;
    refs.below.hidden = true; // it takes room only where there is too little
    this.showBelow();
    if (sheet.read) refs.wordTitle.focus({ preventScroll: true }); // it is read first, and a key meant for the match does nothing
  }

  /** Mark the scenario on the start sheet; one that is not listed there gets a line while it is here. */
  showScenario(name) {
    const { refs } = this.board;
    const inputs = [...refs.scenarios.querySelectorAll("input")];
    refs.own.hidden = inputs.slice(0, -1).some(({ value }) => value === name);
    if (!refs.own.hidden) inputs.at(-1).value = name;
    for (const input of inputs) input.checked = input.value === name;
    this.introduce();
  }

  /** There is a match to start now; who goes through the scenarios with the keys goes on there. */
  ready() {
    const { refs, session } = this.board;
    refs.start.disabled = false;
    if (session.sheet === "start" && !refs.scenarios.contains(this.focused())) refs.start.focus({ preventScroll: true });
  }

  /** Stand at a cycle that was played before, for another decision. */
  decideAnew(cycle) {
    const { session, loop } = this.board;
    Object.assign(session, { played: true, seek: cycle, reach: cycle, at: null });
    this.openWords(anewSheet(cycle), [[t("Decide anew"), () => this.close()]]);
    loop.changed();
  }

  /** Welcome who comes with a link that holds decisions. */
  greet() {
    const { session, loop, actions } = this.board;
    const last = session.decisions.at(-1)?.[0];
    const enter = () => {
      session.played = true;
      session.resume = false;
      this.close();
    };
    const takeOver = [t("Take over at cycle {cycle}", { cycle: number(last ?? 0) }), () => { enter(); session.seek = last; loop.changed(); }];
    this.openWords(linkedSheet(session.game, session), [
      [t("Watch it"), () => { enter(); session.watching = true; actions.toggle(); }],
      // Where nothing was decided, one does so from the start on.
      ...(last === undefined ? [] : [takeOver]),
      [t("Play these engines yourself"), () => { enter(); actions.playAgain(session.game.seed); }],
    ]);
  }
}
