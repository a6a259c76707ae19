/*
 * The live board: one Streamlit component (v2), one game. The server replays decisions and sends
 * what will happen up to a horizon; the board plays it at display rate and sends decisions back.
 */

import { SPEEDS, STRATEGIES, TITLES, absorb, advance, decode, inForce, known, lockOf, newGame, shownCount, stamp, wanted } from "./core.js";
import { WHY, collectRefs, createView } from "./view.js";

const FIRST_SPEED = 3;
const SLOW = 0.12; // seconds between two paintings of what is read rather than watched
const PATIENCE = 10; // seconds without an answer after which a request is sent again
const FIRST_PATIENCE = 2; // the page sends the first game without being asked
const PAUSE_BETWEEN = 1000; // ms between two announcements
const PLAY = "M3 1.5v13l11-6.5z";
const PAUSE = "M3 2h3.6v12H3zM9.4 2H13v12H9.4z";
const ANNOUNCED = ["failure", "unlock", "training", "strategy"];

const boards = new Map(); // parentElement -> board

/** Entry point: called at the mount and again for every new data, theme or rerun. */
export default function board(component) {
  const place = component.parentElement;
  if (!boards.has(place)) boards.set(place, mount(place, () => boards.delete(place)));
  boards.get(place).update(component);
  return boards.get(place).dispose;
}

/** What outlives a change of page: the game, its clock and what has been asked. */
function newSession() {
  return {
    n: 0, waiting: true, starting: true, again: { match: null, new: { scenario: "classic", seed: null } },
    asked: performance.now() - (PATIENCE - FIRST_PATIENCE) * 1000,
    game: null, decisions: [], accepted: [], since: Infinity, pending: null,
    clock: 0, speed: FIRST_SPEED, playing: false, keep: false, hold: Infinity, fired: 0, heard: [],
    sheet: "start", played: false, offer: null, scenario: "classic",
  };
}

function mount(place, forget) {
  const hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null });
  const session = (hub.session ??= newSession());
  const refs = collectRefs(place.querySelector('[data-ref="root"]'));
  const view = createView(refs);
  const calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
  const gone = new AbortController();
  let component = null;
  let frame = 0;
  let last = 0;
  let slow = 0;
  let stale = true;
  let unsaid = [];
  let speaking = 0;

  /* ------------------------------------------------------------ messages */

  function send(fields) {
    session.n += 1;
    session.waiting = true;
    session.asked = performance.now();
    session.again = fields;
    component.setTriggerValue("request", { n: session.n, ...fields });
    wake();
  }

  function askNew(scenario, seed = null) {
    Object.assign(session, { starting: true, playing: false, scenario });
    send({ match: null, new: { scenario, seed } });
  }

  function askMore(until, from) {
    const { game } = session;
    send({
      match: game.match, scenario: game.scenario.name, seed: game.seed,
      decisions: session.decisions, until, from, have: game.have, keep: session.keep,
    });
  }

  function decide(strategy, setting = null, retrain = false) {
    const { game } = session;
    if (!game || lockOf(game, strategy, whole())) return;
    const cycle = stamp(session.clock, session.speed, session.playing);
    session.decisions = [...session.decisions.filter((d) => d[0] < cycle), [cycle, strategy, setting, retrain]];
    session.since = Math.min(session.since, cycle);
    session.pending = [cycle, strategy, setting ?? advised(strategy), setting === null ? "recommended" : "own"];
    session.offer = null;
    session.hold = Math.min(session.hold, cycle);
    askMore(Math.max(game.until, cycle), session.since);
    stale = true;
  }

  const advised = (strategy) => known(session.game.advice[strategy], whole())?.[1] ?? null;

  function receive(data) {
    const message = decode(data);
    const { header } = message;
    if (!session.waiting || header.n !== session.n) return; // overtaken by a later request
    Object.assign(session, { waiting: false, hold: Infinity, pending: null });
    if (header.error) refuse(header.error);
    else accept(message);
    wake();
  }

  function refuse(sentence) {
    Object.assign(session, { decisions: session.accepted, since: Infinity, starting: false });
    complain(sentence);
  }

  function accept(message) {
    const { header } = message;
    complain(null);
    if (session.starting) {
      Object.assign(session, { game: newGame(header), clock: 0, fired: 0, heard: [], keep: false, offer: null, starting: false });
      absorb(session.game, message);
      view.newGame(session.game);
      if (session.sheet === null) session.playing = true;
    } else {
      absorb(session.game, message);
      if (header.from <= whole()) view.refresh();
      session.fired = Math.min(session.fired, shownCount(session.game.events, header.from - 1));
    }
    Object.assign(session, { decisions: header.decisions, accepted: header.decisions, since: Infinity });
    stale = true;
  }

  function complain(sentence) {
    refs.problem.hidden = !sentence;
    refs.problem.textContent = sentence ?? "";
  }

  /* --------------------------------------------------------------- clock */

  const whole = () => Math.floor(session.clock);

  function end() {
    const stop = session.game?.end;
    return stop && !stop.kept && !session.keep ? stop.cycle : Infinity;
  }

  const limit = () => Math.min(session.game.until, end(), session.hold);

  function wake() {
    if (!frame && !gone.signal.aborted) frame = requestAnimationFrame(tick);
  }

  function tick(time) {
    frame = 0;
    const seconds = Math.min(1, last ? (time - last) / 1000 : 0);
    last = time;
    const { game } = session;
    if (session.waiting && time - session.asked > PATIENCE * 1000) send(session.again);
    if (game) {
      const before = whole();
      if (session.playing) session.clock = advance(session.clock, seconds, session.speed, limit());
      if (whole() !== before || stale) show(time);
      for (const tile of view.tiles) tile.spin(session.playing && !calm.matches ? seconds : 0);
      const more = session.waiting ? null : wanted({ ...game, keep: session.keep }, session.clock);
      if (more !== null) askMore(more, game.until);
      if (session.playing && session.clock >= end()) finish();
    }
    if (session.playing || stale || session.waiting) wake();
    else last = 0;
  }

  function show(time) {
    const now = whole();
    fire(now);
    const resting = !session.playing || session.clock >= limit();
    view.paint(session.game, now, stale || resting);
    if (stale || time - slow > SLOW * 1000) {
      slow = time;
      const ahead = stamp(session.clock, session.speed, session.playing);
      view.paintSlow(session.game, now, session.pending ?? inForce(session.game.factories[0].strategies, ahead));
      paintOffer();
      paintClock();
    }
    stale = false;
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
      if (ANNOUNCED.includes(event.kind)) say(`${event.text}.`);
    }
    session.fired = reached;
  }

  /** Speak through the live region: at once, then at most every second and the latest three. */
  function say(sentence) {
    unsaid = [...unsaid.slice(-2), sentence];
    if (!speaking) speak();
  }

  function speak() {
    speaking = 0;
    if (!unsaid.length) return;
    refs.live.textContent = unsaid.join(" ");
    unsaid = [];
    speaking = setTimeout(speak, PAUSE_BETWEEN);
  }

  function finish() {
    Object.assign(session, { playing: false, offer: null });
    if (session.game.report) view.paintFinal(session.game);
    say(refs.verdict.textContent);
    openSheet("finish");
    stale = true;
  }

  /* ------------------------------------------------------------ controls */

  function offer(strategy) {
    const current = inForce(session.game.factories[0].strategies, whole())[1];
    if (STRATEGIES.indexOf(current) < STRATEGIES.indexOf(strategy)) session.offer = strategy;
  }

  function paintOffer() {
    const { offer: strategy, game } = session;
    refs.offer.hidden = !strategy;
    if (!strategy) return;
    const advice = known(game.advice[strategy], whole());
    refs.offerTitle.textContent = `${TITLES[strategy]} is open to you`;
    refs.offerText.textContent = `${advice ? `Recommended, ${advice[2]}` : WHY[strategy](game)}.`;
  }

  function paintClock() {
    const now = session.playing;
    refs.playIcon.setAttribute("d", now ? PAUSE : PLAY);
    refs.playWord.textContent = now ? "Pause" : "Play";
    refs.play.classList.toggle("now", !now);
    for (const node of view.speeds) {
      const on = Number(node.dataset.speed) === session.speed;
      node.setAttribute("aria-checked", on);
      node.tabIndex = on ? 0 : -1;
    }
  }

  function toggle() {
    if (!session.game) return;
    if (session.clock >= end()) return openSheet("finish");
    session.playing = !session.playing;
    session.clock = session.playing ? session.clock : whole();
    session.played = true;
    stale = true;
    last = 0;
    wake();
  }

  function setSpeed(speed) {
    session.speed = speed;
    stale = true;
    wake();
  }

  function skip() {
    const { game } = session;
    if (!game) return;
    const next = game.events.find((e) => e.factory === 0 && e.shows > whole());
    session.clock = Math.max(whole(), Math.min(next?.shows ?? game.until, limit()));
    stale = true;
    wake();
    if (session.clock >= end()) finish();
  }

  function openSheet(name) {
    session.sheet = name;
    if (name) session.playing = false;
    refs.veil.hidden = !name;
    refs.startSheet.hidden = name !== "start";
    refs.finishSheet.hidden = name !== "finish";
    refs.again.hidden = !session.played;
    for (const node of refs.root.children) {
      if (node !== refs.veil && node !== refs.live && node !== refs.problem) node.inert = Boolean(name);
    }
    const next = { start: refs.start, finish: refs.playAgain }[name] ?? refs.root;
    next.focus({ preventScroll: true });
    stale = true;
    wake();
  }

  /** Leave the start sheet into a game: the one already on the board if it fits. */
  function begin(seed) {
    const wish = refs.scenarios.querySelector("input:checked").value;
    openSheet(null);
    if (seed === null && !session.played && session.game && !session.starting) toggle();
    else if (session.starting && !session.played) session.played = true;
    else askNew(wish, seed);
    session.played = true;
  }

  function keepPlaying() {
    session.keep = true;
    session.playing = true;
    openSheet(null);
    session.playing = true;
    askMore(Math.max(session.game.until, whole() + 1000), whole());
  }

  let settle = 0;
  function setSetting(value) {
    const setting = Math.round(Number(value));
    if (!Number.isFinite(setting) || setting < 1) return;
    refs.box.value = setting;
    refs.slider.value = setting;
    clearTimeout(settle);
    settle = setTimeout(() => decide(strategyNow(), setting), 250);
  }

  const strategyNow = () =>
    (session.pending ?? inForce(session.game.factories[0].strategies, stamp(session.clock, session.speed, session.playing)))[1];

  function bySpeed(step) {
    const at = SPEEDS.indexOf(session.speed) + step;
    if (SPEEDS[at]) setSpeed(SPEEDS[at]);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (event.key === "Escape" && session.sheet) return openSheet(null);
    if (session.sheet || target.isContentEditable) return;
    const typing = target.matches?.("input:not([type=radio]), textarea, select");
    if (typing) return;
    // A focused button acts on Space by itself; everywhere else Space is play and pause.
    if (event.key === " " && !target.closest?.("button, a, summary, [role=button]")) {
      event.preventDefault();
      toggle();
    } else if ("1234".includes(event.key)) decide(STRATEGIES[Number(event.key) - 1]);
    else if (event.key === "+" || event.key === "=") bySpeed(1);
    else if (event.key === "-") bySpeed(-1);
  }

  function onSpeedKey(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    bySpeed(step);
    paintClock();
    view.speeds[SPEEDS.indexOf(session.speed)].focus();
  }

  /* --------------------------------------------------------------- wiring */

  const on = (target, type, listener, options = {}) =>
    target.addEventListener(type, listener, { signal: gone.signal, ...options });

  on(refs.play, "click", toggle);
  on(refs.skip, "click", skip);
  for (const button of [refs.fresh, refs.freshSmall]) on(button, "click", () => openSheet("start"));
  on(refs.speeds, "click", (event) => {
    const speed = event.target.closest("[data-speed]")?.dataset.speed;
    if (speed) setSpeed(Number(speed));
  });
  on(refs.speeds, "keydown", onSpeedKey);
  on(refs.ladder, "click", (event) => {
    const strategy = event.target.closest(".rung")?.dataset.strategy;
    if (strategy && strategy !== strategyNow()) decide(strategy);
  });
  on(refs.slider, "input", () => (refs.box.value = refs.slider.value));
  on(refs.slider, "change", () => setSetting(refs.slider.value));
  on(refs.box, "change", () => setSetting(refs.box.value));
  on(refs.recommended, "click", () => decide(strategyNow()));
  on(refs.retrain, "click", () => {
    const [, strategy, setting, source] = inForce(session.game.factories[0].strategies, session.clock);
    decide(strategy, source === "own" ? setting : null, true);
  });
  on(refs.take, "click", () => decide(session.offer));
  on(refs.later, "click", () => {
    session.offer = null;
    stale = true;
    wake();
  });
  on(refs.scenarios, "change", (event) => {
    if (!session.played) askNew(event.target.value);
  });
  on(refs.start, "click", () => begin(null));
  on(refs.again, "click", () => begin(session.game.seed));
  on(refs.startClose, "click", () => openSheet(null));
  on(refs.finishClose, "click", () => openSheet(null));
  on(refs.playAgain, "click", () => {
    openSheet(null);
    askNew(session.game.scenario.name, session.game.seed);
  });
  on(refs.newEngines, "click", () => {
    openSheet(null);
    askNew(session.game.scenario.name);
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
    stale = true;
    wake();
  }

  const sizes = new ResizeObserver(dress);
  sizes.observe(refs.root);
  document.fonts.ready.then(dress);

  function update(next) {
    const first = component === null;
    component = next;
    dress();
    if (!first) return;
    if (session.game) {
      view.newGame(session.game);
    }
    openSheet(session.sheet);
    hub.deliver = receive;
    for (const data of hub.inbox.splice(0)) receive(data);
  }

  function dispose() {
    gone.abort();
    sizes.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(settle);
    clearTimeout(speaking);
    if (hub.deliver === receive) hub.deliver = null;
    session.playing = false;
    forget();
  }

  return { update, dispose };
}

/** Dark or light: from the colour the page really has. */
function isDark(node) {
  const page = getComputedStyle(node).getPropertyValue("--st-background-color").trim();
  if (!page) return globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.fillStyle = page; // reads back as #rrggbb, however it was written
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(ctx.fillStyle.slice(i, i + 2), 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}
