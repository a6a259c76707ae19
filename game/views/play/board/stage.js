/* The stage of a chapter: a card beside the engines that tells, asks, and lets the clock go on. */

import { dueBeat, goneOn, keptOf, keyOf, nextMoment, openBet, paceAt, sharedText, valuesOf } from "./chapter.js";
import { CYCLES_PER_SECOND } from "./core.js";
import { element, put } from "./dom.js";
import { keepInRecord, noteBeen, record } from "./keeping.js";
import { money, number, t } from "./language.js";
import { Lives, showAbove } from "./lives.js";
import { FIRST_MATCH } from "./match.js";
import { MOST_STARS, fillChapters, starsKept, starsOf } from "./stars.js";
import { isHeard, standsAt } from "./unheard.js";

const EASE = 4; // of the way to another pace, a second
const ENGINES = new Set(["ended", "failed", "serviced", "after", "calm", "seen", "left", "told"]); // triggers that are about one engine

export class Stage {
  /**
   * @param {import("./board.js").Board} board
   * @param {import("./chapter.js").Chapter[]} chapters
   */
  constructor(board, chapters) {
    this.board = board;
    this.chapters = chapters;
    /** @type {HTMLElement} */
    this.card = element("div", { class: "beat", tabindex: "-1" });
    this.act = element("button", { type: "button", class: "go act", hidden: "" });
    this.head = element("h2", { class: "chapter" });
    this.node = element("section", { class: "stage", hidden: "" }, this.head, this.card, this.act);
    this.lives = new Lives();
    this.menu = element("nav", { class: "campaign", "aria-label": t("Chapters") });
    this.shown = 0; // cards so far
    this.act.addEventListener("click", () => this.press());
    // On a narrow screen the card lies over the page's end, which must be reached.
    new ResizeObserver(() => board.refs.root.style.setProperty("--card", `${this.node.offsetHeight}px`)).observe(this.node);
    board.refs.root.querySelector(".control").before(this.node);
    board.refs.tiles.after(this.lives.node);
    if (chapters.length) board.refs.scenarios.before(this.menu);
  }

  get state() {
    return this.board.session.stage;
  }

  /** The chapter that is played, or null. */
  chapter(name = this.board.session.game?.scenario.name) {
    return this.chapters.find(({ scenarios }) => scenarios.includes(name)) ?? null;
  }

  /** Whether the clock stands for a card. */
  open() {
    return this.state?.open ?? false;
  }

  /** Make room for a chapter, or for the whole board. */
  dedicate(chapter) {
    const { root } = this.board.refs;
    this.node.hidden = !chapter;
    this.strip(chapter?.bare);
    if (!chapter) delete root.dataset.chapter;
    if (!chapter) return;
    root.dataset.chapter = chapter.name;
    root.dataset.shows = chapter.shows.join(" ");
    put(this.head, t("Chapter {number}: {title}", { number: number(chapter.number), title: chapter.title }));
  }

  /** Nothing but card, engines and money on the page: what is hidden keeps its place. */
  strip(bare) {
    this.board.refs.root.getRootNode().host.toggleAttribute("data-bare", Boolean(bare));
  }

  /** A board has come that knows its match, or which one will come. */
  restore() {
    const { session } = this.board;
    const { state } = this;
    const awaited = this.chapters.find(({ link }) => link === session.opened);
    if (!session.game && awaited) session.sheet = null;
    this.dedicate(session.game ? state && this.chapter() : awaited ?? null);
    if (!state) return;
    Object.assign(state, keptOf(state), { open: false, returns: !state.over });
    session.playing = false;
    this.dress();
    if (state.over) this.showEnd();
  }

  /**
   * A match has come: if it is a chapter's, its stage opens.
   * @param {boolean} watched it was played by somebody, and is only looked at
   * @param {{stage?: any}|null} kept what the tab remembers of it, if somebody comes back to it
   */
  begin(watched, kept) {
    const { session, dialogs } = this.board;
    const chapter = watched ? null : this.chapter();
    const emptied = session.stage !== null;
    session.stage = null;
    this.dedicate(chapter);
    // Panels have come that had no room before.
    if (!chapter && emptied) this.board.dress();
    if (!chapter) return false;
    noteBeen();
    const gone = goneOn(chapter, kept, session.game, session.seek ?? 0);
    session.stage = { ...gone, name: chapter.name, returns: kept !== null, open: false, act: null, over: false, leaving: false, judged: null, shows: [...chapter.shows] };
    for (const place of gone.done) this.adopt(chapter.beats[place]);
    Object.assign(session, { played: true, speed: paceAt(chapter, session.game, 0, session.stage) / CYCLES_PER_SECOND });
    this.card.replaceChildren();
    dialogs.close();
    session.playing = kept === null;
    this.dress();
    this.look();
    return true;
  }

  adopt(beat) {
    const { state } = this;
    state.shows = [...new Set([...state.shows, ...beat.shows])];
    if (beat.act !== null) state.act = beat.act;
  }

  /** Show the panels that are there now, and no other. */
  dress() {
    const { refs } = this.board;
    refs.root.dataset.shows = this.state.shows.join(" ");
    const { done, open, returns } = this.state;
    this.strip(this.chapter().bare && done.length <= Number(open && !returns));
    this.act.hidden = !this.state.act || this.state.open || this.state.over;
    standsAt(this.act, this.act.hidden);
    put(this.act, t("Service now {price}", { price: money(this.board.session.game.scenario.service_cost) }));
    this.board.dress();
  }

  /** Time passes: the pace follows the chapter, and a beat whose moment has come is told. */
  pass(seconds, time) {
    const { session, match, moments } = this.board;
    const { state } = this;
    if (!state || session.sheet || session.seek !== null || moments.stands(time)) return;
    const chapter = this.chapter();
    const wish = paceAt(chapter, session.game, match.whole(), state) / CYCLES_PER_SECOND;
    session.speed += (wish - session.speed) * Math.min(1, EASE * seconds);
    if (session.waiting) return;
    this.look();
    if (state.returns && !state.open) this.welcome();
  }

  /** The clock stands for who comes back: at the open question, else at a card that lets it go on. */
  welcome() {
    const { session, match, loop } = this.board;
    if (session.clock >= loop.end()) session.playing = true;
    else this.show([element("p", {}, t("You are back, at cycle {cycle}.", { cycle: number(match.whole()) }))], [[t("Go on"), () => this.close()]], false);
  }

  /** The cycle that the clock may not leap over, nor leave while a beat waits for an answer. */
  limit() {
    const { session, match } = this.board;
    return this.state ? nextMoment(this.chapter(), this.state, session.game, match.whole()) : Infinity;
  }

  /** Tell the beat whose moment has come, if there is one. */
  look() {
    const { session, match } = this.board;
    const due = dueBeat(this.chapter(), this.state, session.game, match.whole());
    if (due) this.tell(due);
  }

  /** Paint what changes with the clock but slowly. */
  paint(now) {
    const { state } = this;
    if (state?.shows.includes("lives")) this.lives.paint(this.board.session.game, now, state.judged?.age ?? null);
  }

  /** The engine that a card speaks of is marked, and in sight. */
  point(beat, life) {
    const { view } = this.board;
    const slot = ENGINES.has(String(beat?.at[0])) ? life.slot : null;
    for (const tile of view.tiles) tile.node.dataset.spoken = String(tile.slot === slot);
    if (slot === null || !this.state.open) return;
    const { top, bottom } = view.tiles[slot].node.getBoundingClientRect();
    const covered = getComputedStyle(this.node).position === "fixed" ? this.node.offsetHeight : 0;
    if (top < 0 || bottom > innerHeight - covered) view.tiles[slot].node.scrollIntoView({ block: "start", behavior: "instant" });
  }

  tell({ place, beat, life }) {
    const { session, match, speech } = this.board;
    const { state } = this;
    const values = valuesOf(session.game, life, match.whole());
    const served = beat.served && life.stop < match.whole() && life.ran < life.lifetime;
    const lines = [t(served ? beat.served : beat.say, values), ...(beat.quotes ? [state.bet, state.reply] : [])].filter(Boolean);
    if (beat.quotes) state.bet = state.reply = "";
    Object.assign(state, { done: [...state.done, place], life, returns: false });
    if (beat.ask.length) state.about = keyOf(life);
    this.adopt(beat);
    const choices = beat.ask.map((one, nth) => [t(one.label, values), () => this.choose(one, nth, values)]);
    if (beat.go) choices.push([t(beat.go, values), () => { this.move(beat.does); this.point(null, null); this.close(); }]);
    this.show(lines.map((line) => element("p", {}, line)), choices, beat.ask.length > 0);
    this.point(beat, life);
    speech.say(lines.join(" "));
  }

  /** Fill the card; with buttons the clock stands until one is pressed. */
  show(nodes, choices, asks) {
    const { state } = this;
    state.open = choices.length > 0;
    if (state.open) this.board.session.playing = false;
    standsAt(this.card, ++this.shown);
    const buttons = choices.map(([label, run], nth) => {
      const button = element("button", { type: "button", class: asks ? "choice" : nth ? "quiet" : "go" }, ...(asks ? [element("kbd", { "aria-hidden": "true" }, number(nth + 1))] : []), label);
      button.addEventListener("click", () => isHeard(this.card) && run());
      return button;
    });
    this.card.replaceChildren(...nodes, element("div", { class: asks ? "choices" : "row" }, ...buttons));
    this.dress();
    if (!state.open) return;
    (asks ? this.card : buttons[0]).focus({ preventScroll: true });
  }

  choose(choice, nth, values) {
    const { state } = this;
    state.chosen = nth;
    if (choice.reply) state[choice.does.length ? "reply" : "bet"] = t(choice.reply, values);
    this.move(choice.does); // while the clock stands: at this very cycle
    // It is about all engines.
    if (["order", "answer"].includes(choice.does[0])) this.point(null, null);
    this.close(t("Your answer: {answer}", { answer: t(choice.label, values) }));
  }

  /** Make the move of a choice. */
  move([kind, ...rest]) {
    const { match } = this.board;
    const { slot } = this.state.life;
    if (kind === "order") match.decide(rest[0], rest[1] ?? null);
    else if (kind === "service" || kind === "hold") match.call(slot, kind);
    else if (kind === "answer") match.answer(rest[0], rest[1]);
  }

  /** What was told stands on, but that somebody is back. @param {string} answer what was chosen: it stands in the place of the question */
  close(answer = "") {
    const { refs, loop, session } = this.board;
    const { returns } = this.state;
    Object.assign(this.state, { open: false, returns: false });
    session.playing = true;
    this.card.replaceChildren(...(answer ? [element("p", {}, answer)] : returns ? [] : this.card.querySelectorAll("p")));
    this.dress();
    refs.root.focus({ preventScroll: true });
    loop.last = 0;
    loop.changed();
  }

  /** What the button offers while the clock runs. */
  press() {
    const { session, match } = this.board;
    // A second press on what stood there a moment ago was not meant for it.
    if (this.act.hidden || !session.playing || !isHeard(this.act)) return;
    match.call(0, "service");
  }

  /** A key that means something here; the others do what they do on any board. */
  key(event) {
    const { state } = this;
    const { session } = this.board;
    if (!state || session.sheet) return false;
    const [choices, [go]] = [".choice", ".go"].map((kind) => /** @type {NodeListOf<HTMLElement>} */ (this.card.querySelectorAll(kind)));
    const button = /^[1-9]$/.test(event.key) && choices[Number(event.key) - 1];
    const onButton = event.composedPath()[0].closest?.("button, a");
    if (button) button.click();
    else if (event.key === " " && state.act && !onButton && !state.open) this.press();
    else if (event.key === " " && state.open && !onButton) go?.click();
    else return /^[1-9n+=-]$/.test(event.key) || (/^[ur]$/.test(event.key) && !state.shows.includes("ladder"));
    event.preventDefault();
    return true;
  }

  /** The match is over: the last card waits for the stars. */
  finish() {
    const { session, match } = this.board;
    const { state } = this;
    if (!state) return false;
    session.playing = false;
    if (state.over) return true;
    state.over = true;
    this.board.ended(match.link());
    this.showEnd();
    return true;
  }

  /** The stars have come. */
  judge(judged) {
    const { session, speech } = this.board;
    const { state } = this;
    if (!state?.over || judged.link !== session.game.link) return;
    state.judged = judged;
    const kept = starsKept();
    keepInRecord("chapters", { ...kept, [state.name]: Math.max(kept[state.name] ?? 0, judged.stars) });
    keepInRecord("seeds", { ...record().seeds, [state.name]: session.game.seed });
    if (!state.leaving) this.showEnd();
    speech.say([...judged.lines, judged.sentence, t("{stars} of {most} stars", { stars: number(judged.stars), most: number(MOST_STARS) })].join(" "));
  }

  showEnd() {
    const { session, dialogs, match, refs } = this.board;
    const { state } = this;
    const { judged } = state;
    const chapter = this.chapter();
    const next = this.chapters[chapter.number];
    const choices = [
      next
        ? [t("Chapter {number}", { number: number(next.number) }), () => this.enter(next)]
        : [t("The free match"), () => this.leave()],
      [t("Again, other engines"), () => this.enter(chapter, session.game.seed)],
      ...(next ? [[t("Menu"), () => dialogs.open("start")]] : []),
    ];
    this.point(null, null);
    const lines = (judged?.lines ?? [t("Your decisions are being weighed.")]).map((line) => element("p", {}, line));
    lines.push(...[...openBet(chapter, state, session.game), sharedText(session.game)].filter(Boolean).map((line) => element("p", {}, line)));
    const stars = judged ? [starsOf(judged.stars)] : [];
    const sentence = judged?.sentence ?? (chapter.either ? chapter.sentence : "");
    this.show([...stars, ...lines, ...(sentence ? [element("p", { class: "sentence" }, sentence)] : []), element("p", {}, chapter.hook)], choices, false);
    this.board.loop.changed();
    if (!judged) return;
    this.paint(match.whole()); // with the best age
    showAbove(this.node, [this.lives.node, refs.raceBox.parentElement]);
  }

  /** The chapters are over: a free match lies ready, which its sheet tells of. */
  leave() {
    this.state.leaving = true;
    this.board.session.played = false;
    this.board.match.askNew(FIRST_MATCH);
    this.board.dialogs.open("start");
  }

  fillMenu() {
    fillChapters(this.menu, this.chapters, (chapter) => {
      this.board.dialogs.close();
      this.enter(chapter);
    });
  }

  /** Open a chapter from its beginning: its first engines, or others than the last. */
  enter({ name, number: nth, title, scenarios, seeds }, last = record().seeds?.[name]) {
    put(this.head, t("Chapter {number}: {title}", { number: number(nth), title }));
    if (this.state) {
      this.state.leaving = true;
      this.show([element("p", {}, t("One moment."))], [], false); // an answer may take a while
    }
    this.board.match.askNew(scenarios[0], seeds[(seeds.indexOf(last) + 1) % seeds.length]);
  }
}
