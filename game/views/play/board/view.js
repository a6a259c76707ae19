/* The page of the board: writes what a moment of a game looks like. It decides nothing. */

import { FAILURE, NAMES, NO_FORECAST, RUNNING, SERVICE, SHORT, SLOTS, SPEEDS, STRATEGIES, TITLES } from "./core.js";
import { counts, engineKey, inForce, known, lockOf, ranking, shownCount, slotAt, withSetting } from "./core.js";
import { readPalette } from "./draw.js";
import { makeFan, makeGraph, makeRibbon } from "./engine.js";
import { bytes, cyclesOf, mark, money, number, ordinal, percent, shortMoney, t, tn } from "./language.js";
import { makeRace } from "./race.js";
import { makeSensors } from "./sensors.js";
import { introOf, ownOf, titleOf } from "./sheets.js";
import { mostly, paceOf } from "./tips.js";

const STATES = [mark("Running"), mark("In service"), mark("Failed")];
/** What each strategy does, in a line. */
export const WHY = {
  corrective: () => t("Run every engine until it fails"),
  preventive: () => t("Service every engine at a fixed age"),
  local: () => t("A model of your own failures raises the alarm"),
  federated: (game) => t("One model of {size} factories raises the alarm", { size: number(game.scenario.federation_size) }),
};
const SHAPE_PATHS = ["M8 2a6 6 0 1 0 .01 0z", "M8 1.2 14.8 13.5H1.2z", "M2.6 2.6h10.8v10.8H2.6z", "M8 .6 15.4 8 8 15.4.6 8z"];
const SVG = "http://www.w3.org/2000/svg";
const FINAL = [
  mark("Place"), mark("Factory"), mark("Strategy"), mark("Profit"), mark("Serviced"), mark("Failed"), mark("Available"), mark("ROI"), mark("Of best"),
];
const LOG_LENGTH = 60;
const THUMB = 16; // CSS pixels
const PLAY = "M3 1.5v13l11-6.5z";
const PAUSE = "M3 2h3.6v12H3zM9.4 2H13v12H9.4z";
const FULL_RIM = 365; // cycles of age that fill a fan's rim

const written = new WeakMap();

/** Write a text only when it changed. */
function put(node, text) {
  if (written.get(node) === text) return;
  written.set(node, text);
  node.textContent = text;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function emblem(factory) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPE_PATHS[factory]);
  path.setAttribute("fill", `var(--tt-factory-${factory})`);
  svg.append(path);
  return svg;
}

const badge = (state) => element("i", { class: "badge", "data-state": state, "aria-hidden": "true" });

/** A factory's name; only yours is translated. */
const nameOf = ({ you, name }) => (you ? t("Your factory") : name);

/** All nodes named by `data-ref` under a root, itself included. */
export function collectRefs(root) {
  const refs = { root };
  for (const node of root.querySelectorAll("[data-ref]")) refs[node.dataset.ref] = node;
  return refs;
}

/** Build the parts of the page that repeat, and the functions that write to them. */
export function createView(refs) {
  const tiles = Array.from({ length: SLOTS }, (_, slot) => makeTile(slot));
  refs.tiles.replaceChildren(...tiles.map((tile) => tile.node));
  const race = makeRace(refs.race, refs.raceTop);
  const rungs = STRATEGIES.map(makeRung);
  refs.ladder.replaceChildren(...rungs.map((rung) => rung.row));
  const speeds = SPEEDS.map((speed) =>
    element("button", { type: "button", role: "radio", "data-speed": speed, "aria-checked": false, "aria-label": t("{speed} times", { speed }) }, `${speed}×`));
  refs.speeds.replaceChildren(...speeds);
  let rows = [];
  let palette = null;
  let logged = [];
  let turn = 0;
  let solo = false;
  let inset = 0; // of the race within the timeline's row, pixels
  const flashes = new WeakMap();

  /** Sizes and colours; called when either may have changed, never from the loop. */
  function prepare() {
    palette = readPalette(refs.root);
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const box = (node) => ({ width: node.clientWidth, height: node.clientHeight });
    for (const tile of tiles) tile.prepare(box, ratio, palette);
    race.prepare(box(refs.raceBox), ratio, palette);
    inset = refs.raceBox.offsetLeft - refs.timeline.parentElement.offsetLeft;
  }

  function newGame(game) {
    put(refs.intro, introOf(game));
    put(refs.note, game.note ?? "");
    refs.note.hidden = !game.note;
    const [name, about] = ownOf(game.scenario);
    put(refs.ownName, name);
    put(refs.ownAbout, about);
    rows = game.factories.map((factory, i) => makeRow(factory, i));
    refs.standing.replaceChildren(...rows.map((row) => row.node));
    refs.log.replaceChildren();
    logged = [];
    refresh();
  }

  /** The future changed: forget what was drawn of it. */
  function refresh() {
    race.forget();
    for (const tile of tiles) tile.forget();
  }

  /**
   * Everything that changes with the clock. Between two pauses only every other instrument is
   * touched in a frame: a canvas that was drawn on is copied whole by the browser.
   */
  function paint(session, now, all) {
    turn += 1;
    const { game } = session;
    const mine = game.factories[0];
    const balance = game.factories.map((factory) => factory.balance[now]);
    put(refs.money, money(balance[0]));
    refs.money.classList.toggle("minus", balance[0] < 0);
    put(refs.cycle, number(now));
    tiles.forEach((tile, slot) => {
      if (all || slot % 2 === turn % 2) tile.paint(game, mine, now);
    });
    if (all || turn % 2) race.paint(session, now);
  }

  /** What is read rather than watched: a few times a second. */
  function paintSlow(session, now, current) {
    const { game } = session;
    const mine = game.factories[0];
    if (session.solo !== solo) {
      solo = session.solo;
      logged = [];
      refs.log.replaceChildren();
      refs.standing.dataset.solo = solo;
    }
    const balance = game.factories.map((factory) => factory.balance[now]);
    const { scenario } = game;
    const tally = counts(mine.slots.flat(), now);
    put(refs.title, titleOf(game));
    const rivals = t("of {factories}", { factories: game.factories.length });
    put(refs.rivals, ` ${rivals}`);
    put(refs.maintained, number(tally.maintained));
    put(refs.failed, number(tally.failed));
    const ahead = balance.filter((value) => value > balance[0]).length;
    const level = balance.filter((value) => value === balance[0]).length;
    put(refs.place, level > 1 ? `=${ordinal(ahead + 1)}` : ordinal(ahead + 1));
    const { span, pace } = paceOf(mine.balance, now);
    put(refs.pace, now
      ? tn("{pace} a cycle over the last {n}", "{pace} a cycle over the last {n}", span, { pace: `${pace < 0 ? "" : "+"}${money(Math.round(pace))}` })
      : t("{income} a cycle for each running engine", { income: money(scenario.income) }));
    const line = scenario.finish_line;
    const part = line ? Math.max(0, balance[0]) / line : now / scenario.cycles;
    put(refs.goalName, line ? t("To the line") : t("Cycles left"));
    put(refs.goal, line ? shortMoney(Math.max(0, line - balance[0])) : number(Math.max(0, scenario.cycles - now)));
    refs.goalMeter.style.transform = `scaleX(${Math.min(1, part).toFixed(3)})`;
    paintStanding(game, balance, now);
    paintLadder(game, now, current);
    paintLog(game, now);
  }

  function paintStanding(game, balance, now) {
    ranking(balance).forEach((i, place) => {
      const row = rows[i];
      const factory = game.factories[i];
      const { maintained, failed } = counts(factory.slots.flat(), now);
      const [, strategy, setting] = inForce(factory.strategies, now);
      put(row.rank, `${place + 1}`);
      put(row.strategy, withSetting(t(SHORT[strategy]), setting));
      put(row.profit, money(balance[i]));
      row.tally(maintained, failed);
      row.node.hidden = solo && i > 0;
      row.moveTo(solo ? 0 : place);
    });
  }

  function paintLadder(game, now, current) {
    rungs.forEach((rung, i) => {
      const strategy = STRATEGIES[i];
      const lock = lockOf(game, strategy, now);
      const state = strategy === current[1] ? "on" : lock ? "locked" : "open";
      setAttribute(rung.node, "data-state", state);
      setAttribute(rung.node, "aria-checked", state === "on");
      setAttribute(rung.node, "aria-disabled", state === "locked");
      const why = lock ? lock.text : WHY[strategy](game);
      put(rung.why, why);
      setAttribute(rung.why, "title", why);
      put(rung.side, { on: t("in force"), locked: t("locked"), open: t("Switch") }[state]);
      rung.bar.style.transform = `scaleX(${(lock?.part ?? 0).toFixed(3)})`;
    });
    paintSetting(game, now, current);
  }

  function paintSetting(game, now, [, strategy, setting, source]) {
    const manual = strategy !== "corrective";
    const predictive = manual && strategy !== "preventive";
    for (const node of [refs.slider.parentElement, refs.settingName.parentElement, refs.advice]) {
      node.hidden = !manual;
    }
    for (const node of [refs.retrain, refs.modelFacts]) node.hidden = !predictive;
    refs.plain.hidden = manual;
    if (!manual) {
      const { failure_cost: cost, failure_cycles: down } = game.scenario;
      put(refs.plain, t("A failure costs {cost} and {down} of standing still.", { cost: money(cost), down: cyclesOf(down) }));
      return;
    }
    put(refs.settingName, predictive ? t("Alarm below") : t("Service at age"));
    const advice = known(game.advice[strategy], now);
    const own = source === "own";
    put(refs.advice, adviceText(own, advice?.[2]));
    refs.recommended.hidden = !own;
    refs.slider.max = predictive ? 125 : 300;
    const active = refs.root.getRootNode().activeElement;
    if (setting !== null && active !== refs.box && active !== refs.slider) {
      refs.box.value = setting;
      refs.slider.value = setting;
    }
    if (!predictive) return;
    const training = known(game.trainings.filter((one) => one[1] === strategy), now);
    put(refs.modelFacts, training ? modelFacts(training) : "");
  }

  function adviceText(own, advice) {
    if (advice && own) return t("Your own setting. Recommended, {advice}", { advice });
    if (advice) return t("Recommended, {advice}", { advice });
    return own ? t("Your own setting. Recommended") : t("Recommended");
  }

  function modelFacts([at, strategy, facts]) {
    const cycle = number(at);
    if (strategy === "local") {
      return tn("Model trained at cycle {cycle} with your {n} failure.", "Model trained at cycle {cycle} with your {n} failures.", facts.own_failures, { cycle });
    }
    const rounds = tn("{n} round", "{n} rounds", facts.rounds);
    return tn("{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failure. {moved} moved; {stayed} of sensor data stayed at home.",
      "{factories} factories, {rounds}, trained at cycle {cycle} with your {n} failures. {moved} moved; {stayed} of sensor data stayed at home.", facts.own_failures,
      { factories: number(facts.clients), rounds, cycle, moved: bytes(facts.bytes), stayed: bytes(facts.raw_bytes) });
  }

  function paintLog(game, now) {
    const past = game.events.slice(0, shownCount(game.events, now));
    const shown = (solo ? past.filter((event) => event.factory === 0) : past).slice(-LOG_LENGTH);
    const fresh = [];
    let kept = 0;
    const last = logged[logged.length - 1];
    const at = last ? shown.findIndex((event) => event.id === last.id) : -1;
    if (at >= 0 || !last) fresh.push(...shown.slice(at + 1));
    else {
      refs.log.replaceChildren();
      fresh.push(...shown);
    }
    for (const event of fresh) refs.log.prepend(logItem(event));
    for (kept = refs.log.childElementCount; kept > LOG_LENGTH; kept--) refs.log.lastChild.remove();
    logged = shown;
  }

  function logItem(event) {
    const icon = event.kind === "failure" ? badge(FAILURE) : event.kind === "service" ? badge(SERVICE) : emblem(event.factory);
    const item = element("li", {}, element("time"), icon, element("span"));
    item.firstChild.textContent = number(event.shows);
    item.lastChild.textContent = event.text;
    if (["failure", "unlock", "training"].includes(event.kind)) item.lastChild.className = "strong";
    return item;
  }

  function makeRow(factory, i) {
    const [rank, name, strategy, profit] = ["span", "b", "small", "span"].map((tag) => element(tag));
    rank.className = "rank";
    profit.className = "profit";
    name.textContent = nameOf(factory);
    const cells = [SERVICE, FAILURE].map((state) => {
      const value = element("span");
      const cell = element("span", { title: state === FAILURE ? t("Failures") : t("Services") }, badge(state), value);
      return { cell, value, state, seen: 0 };
    });
    const node = element("li", factory.you ? { class: "you" } : {}, rank, emblem(i),
      element("button", { type: "button", class: "name tip", "data-tip": "history", "data-factory": i }, name, strategy),
      element("span", { class: "counts" }, ...cells.map(({ cell }) => cell)), profit);
    let placed = -1;
    return {
      node, rank, strategy, profit,
      tally(...values) {
        cells.forEach((one, nth) => {
          if (values[nth] > one.seen) flash(one.cell, one.state);
          one.seen = values[nth];
          put(one.value, number(values[nth]));
        });
      },
      moveTo(place) {
        if (place === placed) return;
        placed = place;
        node.style.transform = `translateY(${place * 36}px)`;
      },
    };
  }

  /** Frame a count and let the frame fade: something has just been added. Behind the words nothing changes. */
  function flash(node, state) {
    const colour = palette[state === SERVICE ? "service" : "failure"];
    flashes.get(node)?.cancel();
    flashes.set(node, node.animate([{ boxShadow: `inset 0 0 0 2px ${colour}` }, { boxShadow: `inset 0 0 0 2px ${colour}00` }], { duration: 900 }));
  }

  const flashTally = (state) => flash(refs[state === SERVICE ? "maintained" : "failed"].parentElement, state);

  /** Put the timeline under the axis of the race, as far as it was played. */
  function layTimeline(reach) {
    const { start, length, span } = race.axis();
    const { style } = refs.timeline;
    style.marginLeft = `${Math.round(inset + start - THUMB / 2)}px`;
    style.width = `${Math.round(length * Math.min(1, reach / span) + THUMB)}px`;
  }

  /** The clock, the offer, the timeline: what the player may do now. */
  function paintControls(session, now, match) {
    const { playing, game } = session;
    refs.playIcon.setAttribute("d", playing ? PAUSE : PLAY);
    put(refs.playWord, playing ? t("Pause") : t("Play"));
    refs.play.classList.toggle("now", !playing);
    for (const node of speeds) {
      const on = Number(node.dataset.speed) === session.speed;
      setAttribute(node, "aria-checked", on);
      node.tabIndex = on ? 0 : -1;
    }
    for (const node of [refs.thousand, refs.reportKept]) node.hidden = !session.keep;
    refs.thousand.parentElement.classList.toggle("kept", session.keep);
    layTimeline(session.reach);
    refs.timeline.max = Math.max(1, session.reach);
    refs.timeline.value = now;
    setAttribute(refs.timeline, "aria-valuetext", t("cycle {cycle} of {reach} played", { cycle: number(now), reach: number(session.reach) }));
    refs.latest.hidden = playing || now >= session.reach;
    put(refs.latest, t("Back to {cycle}", { cycle: number(session.reach) }));
    refs.undo.disabled = !match.canUndo();
    refs.auto.checked = session.auto;
    refs.offer.hidden = !session.offer;
    if (!session.offer) return;
    const advice = known(game.advice[session.offer], now);
    put(refs.offerTitle, t("{strategy} is open to you", { strategy: t(TITLES[session.offer]) }));
    put(refs.offerText, `${advice ? adviceText(false, advice[2]) : WHY[session.offer](game)}.`);
  }

  /** Fill the sheet of words; the first action is the one most will want. */
  function paintWords({ title, lines = [], pairs = [], link = null, address = null }, actions) {
    refs.wordTitle.textContent = title;
    const list = element("dl", { class: "pairs" }, ...pairs.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]));
    const extra = [];
    if (link) extra.push(element("p", {}, element("a", { href: link[1], target: "_blank", rel: "noopener noreferrer" }, link[0])));
    if (address) {
      const field = element("input", { type: "text", readonly: "", class: "address", "aria-label": t("Link"), value: address });
      field.addEventListener("focus", () => field.select());
      extra.push(field);
    }
    refs.wordBody.replaceChildren(...lines.map((line) => element("p", {}, line)), ...(pairs.length ? [list] : []), ...extra);
    refs.wordActions.replaceChildren(...actions.map(([label, run], nth) => {
      const button = element("button", { type: "button", class: nth ? "quiet" : "go" }, label);
      button.addEventListener("click", run);
      return button;
    }));
  }

  /** Say on a button, for a moment, that it has done its work. */
  function confirm(button, word) {
    const before = button.dataset.word ?? button.textContent;
    button.dataset.word = before;
    button.textContent = word;
    setTimeout(() => (button.textContent = before), 1500);
  }

  function paintFinal(game) {
    const { factories } = game.report;
    const order = ranking(factories.map((factory) => factory.profit));
    const lead = factories[game.end.winner];
    put(refs.verdict, game.end.winner === 0 ? t("You win.") : t("{name} wins.", { name: lead.name }));
    const mine = factories[0];
    put(refs.verdictMore,
      tn("After {n} cycle you stand at {profit}: {share} of the best possible on these engines.",
        "After {n} cycles you stand at {profit}: {share} of the best possible on these engines.", game.end.cycle,
        { profit: money(mine.profit), share: percent(mine.profit / mine.oracle_profit) }));
    refs.final.replaceChildren(...order.map((i, place) =>
      finalRow(factories[i], i, place, mostly(game.factories[i].strategies, game.end.cycle))));
  }

  /** How long a factory ran the strategy it ran for the longest time. */
  function mostlyText(one, { strategy, share }) {
    if (strategy === one.strategy) return t("{share} of the time", { share: percent(share) });
    return t("mostly {strategy}, {share} of the time", { strategy: t(NAMES[strategy]), share: percent(share) });
  }

  function finalRow(one, i, place, long) {
    const cells = [ordinal(place + 1), i === 0 ? t("Your factory") : one.name, withSetting(t(TITLES[one.strategy]), one.setting), money(one.profit),
      number(one.maintained), number(one.failed), percent(one.availability),
      one.roi === null ? "–" : number(one.roi, 1), percent(one.profit / one.oracle_profit)];
    // Roles are said aloud because a phone lays the rows out as cards.
    const row = element("tr", { role: "row", class: i === 0 ? "you" : "" }, ...cells.map((text, nth) => {
      const cell = element("td", { role: "cell", "data-label": t(FINAL[nth]), class: nth > 2 ? "n" : "" });
      cell.textContent = text;
      if (nth === 1) cell.prepend(emblem(i));
      if (nth === 2) cell.append(element("small", {}, mostlyText(one, long)));
      const tip = { 6: "availability", 7: "roi", 8: "best" }[nth];
      if (tip) cell.prepend(element("button", { type: "button", class: "tip cell-tip", "data-tip": tip, "data-factory": i }, t(FINAL[nth])));
      return cell;
    }));
    return row;
  }

  return { prepare, newGame, refresh, paint, paintSlow, paintControls, paintWords, paintFinal, confirm, flashTally, tiles, rungs, speeds };
}

function makeRung(strategy, i) {
  const [key, name, why, side, bar] = ["key", "name", "why", "side", "bar"].map((c) => element("span", { class: c }));
  key.textContent = i + 1;
  name.textContent = t(TITLES[strategy]);
  const node = element("button", {
    type: "button", class: "rung", role: "radio", "data-strategy": strategy, "data-state": "locked",
    "aria-checked": false, "aria-keyshortcuts": i + 1,
  }, key, name, why, side, bar);
  const about = element("button", { type: "button", class: "about", "data-about": strategy, "aria-label": t("About {what}", { what: t(NAMES[strategy]) }) }, "i");
  return { row: element("div", { class: "step", role: "presentation" }, node, about), node, why, side, bar };
}

function makeTile(slot) {
  const canvas = (label) => element("canvas", label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" });
  const [fan, sensors, graph, ribbon] = [
    canvas(), canvas(t("Sixteen sensors of engine {engine}", { engine: slot + 1 })),
    canvas(t("What the strategy sees of engine {engine}", { engine: slot + 1 })), canvas(t("Recent history of engine {engine}", { engine: slot + 1 }))];
  const title = element("h2");
  title.textContent = slot + 1;
  title.setAttribute("aria-label", t("Engine {engine}", { engine: slot + 1 }));
  const light = badge(RUNNING);
  const [state, value, unit, more] = [element("span"), element("span"), element("small"), 
    element("button", { type: "button", class: "more tip", "data-tip": "left", "data-slot": slot, "data-empty": true })];
  const about = element("button", { type: "button", class: "about", "data-about": "engine", "aria-label": t("About engine {engine}", { engine: slot + 1 }) }, "i");
  const cell = (name, ...nodes) => element("div", { class: name }, ...nodes);
  const node = element("article", { class: "tile" },
    cell("fan", title, fan, about),
    cell("sensors", sensors),
    cell("words", element("p", { class: "state" }, light, state), element("p", { class: "count" }, value, unit), more),
    cell("graph", graph),
    cell("ribbon", ribbon));
  const drawFan = makeFan(fan);
  const drawSensors = makeSensors(sensors);
  const drawGraph = makeGraph(graph);
  const drawRibbon = makeRibbon(ribbon);
  let angle = slot;
  let hint = 0;
  let rim = { state: RUNNING, part: 0, mark: null, wear: 0 };
  let fanStale = true;

  function paint(game, mine, now) {
    const view = slotAt(mine.slots[slot], now, hint);
    hint = view.life.index;
    const [, strategy, setting] = inForce(mine.strategies, Math.min(now, view.life.stop));
    const key = engineKey(slot, view.life.index);
    const engine = game.engines.get(key);
    const forecast = game.forecasts.get(key);
    drawSensors.paint(engine, view.age);
    drawGraph.paint({ ...view, strategy, setting, forecast });
    drawRibbon.paint(mine.slots[slot], now);
    words(game, view, strategy, setting, forecast);
  }

  function words(game, { life, state: doing, age, left }, strategy, setting, forecast) {
    const running = doing === RUNNING;
    setAttribute(light, "data-state", doing);
    put(state, t(STATES[doing]));
    put(value, number(running ? age : left));
    const what = running ? tn("cycle old", "cycles old", age) : t("to go");
    put(unit, ` ${what}`);
    const tenths = age > 0 ? forecast?.[age - 1] : undefined;
    const predicted = tenths === undefined || tenths === NO_FORECAST ? null : tenths / 10;
    if (!running) put(more, t("at age {age}", { age: number(life.ran) }));
    else if (strategy === "preventive") put(more, t("service in {left}", { left: number(Math.max(0, setting - age)) }));
    else put(more, predicted === null ? "" : t("{left} predicted left", { left: number(Math.max(0, Math.round(predicted))) }));
    setAttribute(more, "data-empty", more.textContent === "");
    const span = doing === SERVICE ? game.scenario.service_cycles : game.scenario.failure_cycles;
    const engine = game.engines.get(engineKey(slot, life.index));
    const next = {
      state: doing,
      part: running ? (predicted === null ? age / FULL_RIM : age / (age + Math.max(predicted, 0.1))) : left / span,
      mark: running && strategy === "preventive" ? setting / FULL_RIM : null,
      wear: engine ? engine.wear[Math.max(0, Math.min(age, engine.lifetime) - 1)] : 0,
    };
    fanStale ||= next.state !== rim.state || next.mark !== rim.mark || Math.abs(next.part - rim.part) > 0.004;
    rim = next;
  }

  return {
    node,
    prepare(box, ratio, palette) {
      drawFan.prepare(box(fan), ratio, palette);
      drawSensors.prepare(box(sensors.parentElement), ratio, palette);
      drawGraph.prepare(box(graph.parentElement), ratio, palette);
      drawRibbon.prepare(box(ribbon.parentElement), ratio, palette);
      fanStale = true;
    },
    forget() {
      drawRibbon.forget();
    },
    paint,
    /** Turn the blades: slower the further the sensors have drifted, still when it stands. */
    spin(seconds) {
      if (rim.state === RUNNING) angle += seconds * 5.2 * (1 - 0.75 * rim.wear);
      else if (!fanStale) return;
      if (seconds > 0 || fanStale) drawFan.paint(angle, rim.state, rim.part, rim.mark);
      fanStale = false;
    },
  };
}
