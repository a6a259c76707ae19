/*
 * The live board: one Streamlit component (v2), one game. The server replays decisions and sends
 * what will happen up to a horizon; the board plays it at display rate and sends decisions back.
 */

import { SPEEDS, STRATEGIES, advance, inForce, lockOf, shownCount, wanted } from "./core.js";
import { isDark } from "./draw.js";
import { addressOf, copyText, download, keepClock, keptClock, openedLink, reportAddress, showLink } from "./keeping.js";
import { speak, t, translate } from "./language.js";
import { readSave, writeSave } from "./link.js";
import { createMatch, newSession } from "./match.js";
import { createSpeech } from "./speech.js";
import { addressSheet, branchSheet, eggSheet, engineSheet, keysSheet, linkedSheet, strategySheet } from "./sheets.js";
import { tipText, wireTips } from "./tips.js";
import { collectRefs, createView } from "./view.js";

const SLOW = 0.12; // seconds between two paintings of what is read rather than watched
const EGG = 50_000_000; // dollars
const LEAP = 1000; // cycles skipped at once

const boards = new Map(); // parentElement -> board

/** Entry point: called at the mount and again for every new data, theme or rerun. */
export default function board(component) {
  const place = component.parentElement;
  if (!boards.has(place)) boards.set(place, mount(place, component.data, () => boards.delete(place)));
  boards.get(place).update(component);
  return boards.get(place).dispose;
}

function mount(place, data, forget) {
  speak(data?.language);
  const hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null });
  const session = (hub.session ??= newSession(openedLink()));
  const root = place.querySelector('[data-ref="root"]');
  translate(root);
  if (data?.language) root.lang = data.language.tag; // board.css gives longer words more room
  const refs = collectRefs(root);
  const view = createView(refs);
  const calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
  const gone = new AbortController();
  let component = null;
  let frame = 0;
  let last = 0;
  let slow = 0;
  let stale = true;
  let lagging = false; // only what is slow to paint is behind

  const speech = createSpeech(refs.live);
  const match = createMatch(session, {
    transmit: (request) => component.setTriggerValue("request", request),
    wake,
    complain,
    begun,
    redrawn: () => view.refresh(),
    settled: () => showLink(match.link()),
    changed,
  });
  const { whole, decide, travel, strategyNow } = match;

  /** A match has come that was not here before. */
  function begun() {
    const kept = keptClock(match.link());
    view.newGame(session.game);
    speech.drop();
    showScenario(session.game.scenario.name);
    const arriving = session.opened !== null && !session.played;
    if (arriving && kept) {
      Object.assign(session, { played: true, seek: kept.clock, reach: kept.clock, keep: kept.keep === true });
      if (Number.isInteger(kept.reach)) session.reach = Math.max(kept.clock, kept.reach);
      if (SPEEDS.includes(kept.speed)) session.speed = kept.speed;
      openSheet(null);
    } else if (arriving && match.isLinked()) greet();
    else if (session.sheet === null && session.seek === null) session.playing = true;
  }

  /** Mark the scenario on the start sheet; one of somebody's own gets a line while it is here. */
  function showScenario(name) {
    const inputs = [...refs.scenarios.querySelectorAll("input")];
    refs.own.hidden = !name.includes(".");
    if (!refs.own.hidden) inputs.at(-1).value = name;
    for (const input of inputs) input.checked = input.value === name;
  }

  function greet() {
    const last = session.decisions.at(-1)[0];
    const enter = () => {
      session.played = true;
      session.resume = false;
      openSheet(null);
    };
    openWords(linkedSheet(session.game), [
      [t("Watch it"), () => { enter(); toggle(); }],
      [t("Take over"), () => { enter(); session.seek = last; changed(); }],
    ]);
  }

  function complain(sentence) {
    refs.problem.hidden = !sentence;
    refs.problem.textContent = sentence ?? "";
  }

  /* --------------------------------------------------------------- clock */

  function end() {
    const stop = session.game?.end;
    return stop && !stop.kept && !session.keep ? stop.cycle : Infinity;
  }

  const limit = () => Math.min(session.game.until, end(), session.hold);

  function wake() {
    if (!frame && !gone.signal.aborted) frame = requestAnimationFrame(tick);
  }

  function changed() {
    stale = true;
    wake();
  }

  function tick(time) {
    frame = 0;
    const seconds = Math.min(1, last ? (time - last) / 1000 : 0);
    last = time;
    if (match.overdue(time)) match.send(session.again);
    if (session.game) {
      travel(end());
      const before = whole();
      if (session.playing && session.seek === null) session.clock = advance(session.clock, seconds, session.speed, limit());
      session.reach = Math.max(session.reach, whole());
      if (whole() !== before || stale || lagging) show(time);
      for (const tile of view.tiles) tile.spin(session.playing && !calm.matches ? seconds : 0);
      const more = session.waiting ? null : wanted({ ...session.game, keep: session.keep }, session.clock);
      if (more !== null) match.askMore(more, session.game.until);
      if (session.playing && session.clock >= end()) finish();
    }
    if (session.playing || stale || lagging || session.waiting) wake();
    else last = 0;
  }

  function show(time) {
    const now = whole();
    fire(now);
    const resting = !session.playing || session.clock >= limit();
    const due = stale || time - slow > SLOW * 1000;
    view.paint(session, now, lagging ? due : stale || resting);
    if (due) {
      slow = time;
      view.paintSlow(session, now, session.pending ?? inForce(session.game.factories[0].strategies, match.ahead()));
      view.paintControls(session, now, match);
      if (session.keep) refs.reportKept.href = reportAddress(match.link(), Math.max(1, now));
      holdFocus();
      tips.refresh();
      remember();
      hatch(now);
      lagging = false;
    }
    stale = false;
  }

  /** Keep the match in the address bar and its clock in the tab. */
  function remember() {
    if (!session.played) return;
    const { clock, reach, speed, keep } = session;
    keepClock(match.link(), { clock: Math.floor(clock), reach, speed, keep });
  }

  /** Events just passed: light the counts, speak, make the offers. */
  function fire(now) {
    const { events } = session.game;
    const reached = shownCount(events, now);
    for (const event of events.slice(session.fired, reached)) {
      if (session.heard.includes(event.id)) continue;
      session.heard = [...session.heard.slice(-30), event.id];
      if (event.kind === "service") view.flashTally(1);
      if (event.kind === "failure") view.flashTally(2);
      if (event.kind === "unlock") offer(event.strategy);
      speech.say(`${event.text}.`, event.kind);
    }
    session.fired = Math.max(session.fired, reached);
  }

  function finish() {
    Object.assign(session, { playing: false, offer: null });
    if (session.game.report) view.paintFinal(session.game);
    refs.report.href = reportAddress(match.link());
    speech.drop();
    speech.say(`${refs.verdict.textContent} ${refs.verdictMore.textContent}`);
    openSheet("finish");
  }

  /** The original's surprise, once a match. */
  function hatch(now) {
    if (session.egg || session.sheet) return;
    const rich = session.game.factories.find(({ balance }) => balance[now] >= EGG);
    if (!rich) return;
    session.egg = true;
    openWords(eggSheet(rich.you ? t("Your factory") : rich.name));
  }

  /* ------------------------------------------------------------ controls */

  function offer(strategy) {
    if (match.later(whole()).length) return; // the player is watching
    if (session.auto) upgrade();
    else if (STRATEGIES.indexOf(strategyNow()) < STRATEGIES.indexOf(strategy)) session.offer = strategy;
  }

  /** Take the highest strategy that is open. */
  function upgrade() {
    const open = STRATEGIES.filter((strategy) => !lockOf(session.game, strategy, whole()));
    const best = open.at(-1);
    if (STRATEGIES.indexOf(best) > STRATEGIES.indexOf(strategyNow())) decide(best);
  }

  /** Run `act` now, or after a yes if decisions that were taken later would be dropped. */
  function branching(act) {
    const later = match.later(match.ahead());
    if (!later.length) return act();
    return openWords(branchSheet(later, match.ahead()), [[t("New path"), () => { openSheet(null); act(); }], [t("Stay"), () => openSheet(null)]]);
  }

  /** The player's own choice of a strategy. */
  function choose(strategy) {
    if (!session.game || strategy === strategyNow() || lockOf(session.game, strategy, whole())) return;
    branching(() => {
      session.auto = false;
      decide(strategy);
    });
  }

  function retrain() {
    const [, strategy, setting, source] = inForce(session.game.factories[0].strategies, session.clock);
    if (strategy === "local" || strategy === "federated") branching(() => decide(strategy, source === "own" ? setting : null, true));
  }

  function toggle() {
    if (!session.game || session.starting) return;
    if (session.clock >= end()) return finish();
    session.playing = !session.playing;
    session.clock = session.playing ? session.clock : whole();
    session.played = true;
    last = 0;
    changed();
  }

  function setSpeed(speed) {
    session.speed = speed;
    changed();
  }

  function skip() {
    const { game } = session;
    if (!game) return;
    const next = game.events.find((e) => e.factory === 0 && e.shows > whole());
    session.clock = Math.max(whole(), Math.min(next?.shows ?? game.until, limit()));
    changed();
    if (session.clock >= end()) finish();
  }

  function leap() {
    session.seek = whole() + LEAP;
    changed();
  }

  /** Go to a cycle that was played. What is slow to paint may lag behind a hand that moves on. */
  function scrub(cycle) {
    Object.assign(session, { playing: false, offer: null, clock: cycle, lead: 0 });
    lagging = true;
    wake();
  }

  /* -------------------------------------------------------------- sheets */

  let opener = null; // what had the focus before a sheet was opened
  const focused = () => refs.root.getRootNode().activeElement;
  const reachable = (node) => node?.isConnected && !node.disabled && !node.closest("[hidden], [inert]");

  /** What has the focus may go away; then the clock's button has it. */
  function holdFocus() {
    const node = focused();
    if (node && !session.sheet && !reachable(node)) refs.play.focus({ preventScroll: true });
  }

  /**
   * Open a sheet, or close it; the clock stands while one is open and goes on if it went before.
   * @param {string|null} name
   * @param {Element} back what has the focus after it is closed
   */
  function openSheet(name, back = opener) {
    if (name && !session.sheet) {
      session.resume = session.playing;
      opener = focused();
    }
    session.playing = !name && session.sheet !== null && session.resume && session.clock < end();
    if (!name) session.resume = false;
    session.sheet = name;
    tips.hide();
    refs.veil.hidden = !name;
    for (const sheet of ["start", "finish", "word"]) refs[`${sheet}Sheet`].hidden = name !== sheet;
    refs.again.hidden = !session.played;
    for (const node of refs.root.children) {
      if (![refs.veil, refs.live, refs.problem, refs.bubble].includes(node)) node.inert = Boolean(name);
    }
    // At the finish no button: who pauses just then shall not start anew.
    const next = { start: refs.start, finish: refs.verdict, word: refs.wordActions.firstElementChild ?? refs.wordClose }[name] ?? (reachable(back) ? back : refs.play);
    next.focus({ preventScroll: true });
    changed();
  }

  function openWords(sheet, actions = [[t("Close"), () => openSheet(null)]]) {
    view.paintWords(sheet, actions);
    openSheet("word");
  }

  /** Leave the start sheet into a game: the one already on the board if it fits. */
  function begin(seed) {
    const wish = refs.scenarios.querySelector("input:checked").value;
    session.resume = false;
    openSheet(null, refs.play);
    if (seed === null && !session.played && session.game && !session.starting) toggle();
    else if (!session.starting || session.played) match.askNew(wish, seed);
    session.played = true;
  }

  function keepPlaying() {
    session.keep = true;
    openSheet(null, refs.play);
    session.playing = true;
    match.askMore(Math.max(session.game.until, whole() + LEAP), whole());
  }

  async function copyLink() {
    const address = addressOf(match.link());
    if (await copyText(address)) {
      speech.say(t("Link copied."));
      view.confirm(refs.copy, t("Copied"));
    } else openWords(addressSheet(address));
  }

  async function load(file) {
    const kept = file.size > 25_000 ? readSave("".padEnd(25_001)) : readSave(await file.text());
    refs.file.value = "";
    if (typeof kept === "string") complain(kept);
    else {
      session.played = true;
      match.askKept(kept);
    }
  }

  let settle = 0;
  function setSetting(value) {
    const setting = Math.round(Number(value));
    if (!Number.isFinite(setting) || setting < 1) return;
    refs.box.value = setting;
    refs.slider.value = setting;
    clearTimeout(settle);
    settle = setTimeout(() => branching(() => decide(strategyNow(), setting)), 250);
  }

  function bySpeed(step) {
    const at = SPEEDS.indexOf(session.speed) + step;
    if (SPEEDS[at]) setSpeed(SPEEDS[at]);
  }

  const keys = {
    "+": () => bySpeed(1), "=": () => bySpeed(1), "-": () => bySpeed(-1),
    n: skip, u: () => match.undo(), r: retrain, "?": () => openWords(keysSheet()),
    1: () => choose("corrective"), 2: () => choose("preventive"), 3: () => choose("local"), 4: () => choose("federated"),
  };

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (event.key === "Escape" && tips.open()) return tips.hide();
    if (event.key === "Escape" && session.sheet) return openSheet(null);
    if (session.sheet || target.isContentEditable) return;
    if (target.matches?.("input:not([type=radio], [type=range], [type=checkbox]), textarea, select")) return;
    // A focused button acts on Space by itself; everywhere else, and on what is chosen already, Space
    // is play and pause.
    const acts = target.closest?.("button, a, summary, [role=button], [type=checkbox]");
    if (event.key === " " && (!acts || acts.matches("[role=radio][aria-checked=true]"))) {
      event.preventDefault();
      toggle();
    } else if (session.game) keys[event.key.toLowerCase()]?.();
  }

  function onSpeedKey(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    bySpeed(step);
    view.paintControls(session, whole(), match);
    view.speeds[SPEEDS.indexOf(session.speed)].focus();
  }

  /* --------------------------------------------------------------- wiring */

  const tips = wireTips(refs.root, refs.bubble, on, ({ dataset }) =>
    session.game && tipText(dataset.tip, session.game, whole(), { slot: Number(dataset.slot), factory: Number(dataset.factory ?? 0) }));

  function on(target, type, listener) {
    target.addEventListener(type, listener, { signal: gone.signal });
  }

  on(refs.play, "click", toggle);
  on(refs.skip, "click", skip);
  on(refs.thousand, "click", leap);
  for (const button of [refs.fresh, refs.freshSmall]) on(button, "click", () => openSheet("start"));
  on(refs.speeds, "click", (event) => {
    const speed = event.target.closest("[data-speed]")?.dataset.speed;
    if (speed) setSpeed(Number(speed));
  });
  on(refs.speeds, "keydown", onSpeedKey);
  on(refs.ladder, "click", (event) => {
    const { strategy, about } = event.target.closest("button")?.dataset ?? {};
    if (about) openWords(strategySheet(session.game, about, whole()));
    else if (strategy) choose(strategy);
  });
  on(refs.tiles, "click", (event) => {
    if (event.target.closest("[data-about]")) openWords(engineSheet(session.game));
  });
  on(refs.auto, "change", () => {
    session.auto = refs.auto.checked;
    if (session.auto && session.game && !match.later(whole()).length) upgrade();
    changed();
  });
  on(refs.solo, "change", () => {
    session.solo = refs.solo.checked;
    changed();
  });
  on(refs.timeline, "input", () => scrub(Number(refs.timeline.value)));
  on(refs.timeline, "change", changed);
  on(refs.latest, "click", () => {
    scrub(session.reach);
    changed();
  });
  on(refs.undo, "click", match.undo);
  on(refs.copy, "click", copyLink);
  on(refs.save, "click", () =>
    download(`turbofan-tycoon-${session.game.match}-${whole()}.json`, writeSave(match.link(), whole())));
  on(refs.load, "click", () => refs.file.click());
  on(refs.file, "change", () => refs.file.files[0] && load(refs.file.files[0]));
  on(refs.keys, "click", keys["?"]);
  on(refs.slider, "input", () => (refs.box.value = refs.slider.value));
  on(refs.slider, "change", () => setSetting(refs.slider.value));
  on(refs.box, "change", () => setSetting(refs.box.value));
  on(refs.recommended, "click", () => branching(() => decide(strategyNow())));
  on(refs.retrain, "click", retrain);
  on(refs.take, "click", () => choose(session.offer));
  on(refs.later, "click", () => {
    session.offer = null;
    changed();
  });
  on(refs.scenarios, "change", (event) => {
    if (!session.played) match.askNew(event.target.value);
  });
  on(refs.start, "click", () => begin(null));
  on(refs.again, "click", () => begin(session.game.seed));
  for (const button of [refs.startClose, refs.finishClose, refs.wordClose]) on(button, "click", () => openSheet(null));
  on(refs.playAgain, "click", () => {
    openSheet(null, refs.play);
    match.askNew(session.game.scenario.name, session.game.seed);
  });
  on(refs.newEngines, "click", () => {
    openSheet(null, refs.play);
    match.askNew(session.game.scenario.name);
  });
  on(refs.keep, "click", keepPlaying);
  on(document, "keydown", onKey);
  on(globalThis, "resize", dress);
  on(globalThis.matchMedia("(prefers-color-scheme: dark)"), "change", dress);

  /** Follow the theme and the size of the page; both redraw everything. */
  function dress() {
    if (!refs.root.isConnected) return; // taken off the page, not yet disposed of
    refs.root.dataset.theme = isDark(refs.root) ? "dark" : "light";
    const above = Math.max(0, Math.round(refs.root.getBoundingClientRect().top));
    if (above < innerHeight / 4) refs.root.style.setProperty("--tt-above", `${above}px`);
    view.prepare();
    changed();
  }

  const sizes = new ResizeObserver(dress);
  sizes.observe(refs.root);
  document.fonts.ready.then(dress);

  function update(next) {
    const first = component === null;
    component = next;
    dress();
    if (!first) return;
    refs.auto.checked = session.auto;
    refs.solo.checked = session.solo;
    if (session.game) view.newGame(session.game);
    if (session.game) showLink(match.link());
    openSheet(session.sheet === "word" ? null : session.sheet);
    hub.deliver = match.receive;
    for (const data of hub.inbox.splice(0)) match.receive(data);
  }

  function dispose() {
    gone.abort();
    sizes.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(settle);
    speech.stop();
    if (hub.deliver === match.receive) hub.deliver = null;
    session.playing = false;
    forget();
  }

  return { update, dispose };
}
