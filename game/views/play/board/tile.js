/* The tile of one engine: its fan, its sensors, what the strategy sees of it, its history. */

import { CallBar } from "./callbar.js";
import { calledFor, takesCalls } from "./calls.js";
import { RUNNING, SERVICE, engineKey, inForce, leadAt, slotAt, untilService } from "./core.js";
import { badge, element, faultMark, put, setAttribute } from "./dom.js";
import { FAULTS } from "./events.js";
import { Fan } from "./fan.js";
import { bandAt, foretold } from "./foretold.js";
import { Graph } from "./graph.js";
import { mark, number, t, tn } from "./language.js";
import { Ribbon } from "./ribbon.js";
import { Sensors } from "./sensors.js";

const STATES = [mark("Running"), mark("In service"), mark("Failed")];
const FULL_RIM = 365; // cycles of age that fill a fan's rim

const canvasOf = (label) => element("canvas", label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" });
const cell = (name, ...nodes) => element("div", { class: name }, ...nodes);

/** The nodes of a tile, by their names. */
function makeNodes(slot) {
  const engine = slot + 1;
  const nodes = {
    fan: canvasOf(),
    sensors: canvasOf(t("Sixteen sensors of engine {engine}", { engine })),
    graph: canvasOf(t("What the strategy sees of engine {engine}", { engine })),
    ribbon: canvasOf(t("Recent history of engine {engine}", { engine })),
    title: element("h2", { "aria-label": t("Engine {engine}", { engine }) }, String(engine)),
    light: badge(RUNNING),
    state: element("span"),
    value: element("span"),
    unit: element("small"),
    more: element("button", { type: "button", class: "more tip", "data-tip": "left", "data-slot": slot, "data-empty": true }),
    fault: element("span", { class: "opened", hidden: "" }),
    spared: element("s", { class: "spared", hidden: "" }),
    noted: element("b", { class: "spared noted", hidden: "" }),
    all: element("button", { type: "button", class: "all", "aria-pressed": false, "data-slot": slot, "aria-label": t("All sensors of engine {engine}", { engine }) }, t("All")),
    about: element("button", { type: "button", class: "about", "data-about": "engine", "aria-label": t("About engine {engine}", { engine }) }, "i"),
  };
  const article = element("article", { class: "tile" },
    cell("fan", nodes.title, nodes.fan, nodes.fault, nodes.spared, nodes.noted, nodes.about),
    cell("sensors", cell("traces", nodes.sensors), nodes.all),
    cell("words", element("p", { class: "state" }, nodes.light, nodes.state), element("p", { class: "count" }, nodes.value, nodes.unit), nodes.more),
    cell("graph", nodes.graph),
    cell("ribbon", nodes.ribbon));
  return { article, ...nodes };
}

/** At what age an engine stopped, and what had worn out. */
function atAge({ ran, fault }) {
  const age = number(ran);
  return FAULTS[fault] ? t("{fault} at {age}", { fault: t(FAULTS[fault]), age }) : t("at age {age}", { age });
}

export class Tile {
  constructor(slot) {
    this.slot = slot;
    this.nodes = makeNodes(slot);
    this.node = this.nodes.article;
    this.calls = new CallBar(slot);
    this.node.append(this.calls.node);
    this.fan = new Fan(this.nodes.fan);
    this.sensors = new Sensors(this.nodes.sensors);
    this.graph = new Graph(this.nodes.graph);
    this.ribbon = new Ribbon(this.nodes.ribbon);
    this.angle = slot; // of the blades, radians
    this.hint = 0; // index of the life to look from
    this.fault = -1; // shown
    this.shining = this.noting = undefined; // timers
    this.rim = { state: RUNNING, part: 0, mark: null, wear: 0 };
    this.fanStale = true;
  }

  prepare(box, ratio, palette) {
    const { fan, sensors, graph, ribbon } = this.nodes;
    this.fan.prepare(box(fan), ratio, palette);
    this.sensors.prepare(box(sensors.parentElement), ratio, palette);
    this.graph.prepare(box(graph.parentElement), ratio, palette);
    this.ribbon.prepare(box(ribbon.parentElement), ratio, palette);
    this.fanStale = true;
  }

  forget() {
    this.ribbon.forget();
  }

  /** @param {import("./match.js").Session} session */
  paint(session, now) {
    const { game } = session;
    const [mine] = game.factories;
    const { slot } = this;
    const moment = slotAt(mine.slots[slot], now, this.hint);
    this.hint = moment.life.index;
    const [, strategy, setting] = inForce(mine.strategies, Math.min(now, moment.life.stop));
    const key = engineKey(slot, moment.life.index);
    const view = { ...moment, lead: leadAt(game, now), banded: game.scenario.band, ...this.stands(session, moment, now), kind: game.kinds[strategy], setting, forecast: game.forecasts.get(key), band: game.bands.get(key), none: game.rules.no_forecast };
    this.sensors.paint(game.engines.get(key), view.age);
    this.graph.paint(view);
    this.ribbon.paint(mine.slots[slot], now);
    this.write(view);
    this.turn(view, game);
  }

  /** In how many cycles the service begins that was ordered, and a hold ends; null where there is none. */
  stands({ game, decisions, lead: taken }, moment, now) {
    const ordered = untilService(moment, now);
    if (!takesCalls(game) || moment.state !== RUNNING || ordered !== null) return { ordered, held: null };
    const called = calledFor(game, decisions, moment.life, Math.max(now, taken));
    return {
      ordered: called.ordered === null ? null : Math.max(0, called.ordered + leadAt(game, called.ordered) - now),
      held: called.until !== null && called.until > now ? called.until - now : null,
    };
  }

  /** The forecast at this age, cycles, or null. */
  predicted({ age, forecast, none }) {
    const tenths = age > 0 ? forecast?.[age - 1] : undefined;
    return tenths === undefined || tenths === none ? null : tenths / 10;
  }

  write(view) {
    const { life, state, age, left, kind, setting, lead, ordered, held } = view;
    const { nodes } = this;
    const running = state === RUNNING;
    const predicted = this.predicted(view);
    setAttribute(nodes.light, "data-state", state);
    put(nodes.state, ordered !== null ? t("Service ordered") : held !== null ? tn("Held: {n} cycle", "Held: {n} cycles", held) : t(STATES[state]));
    put(nodes.value, number(running ? age : left));
    const what = running ? tn("cycle old", "cycles old", age) : tn("cycle to wait", "cycles to wait", left);
    put(nodes.unit, ` ${what}`);
    this.open(running ? -1 : life.fault);
    if (!running) put(nodes.more, atAge(life));
    else if (ordered !== null) put(nodes.more, t("service in {left}", { left: number(ordered) }));
    else if (kind.scheduled) put(nodes.more, t("service in {left}", { left: number(Math.max(0, setting + lead - age)) }));
    else put(nodes.more, predicted === null ? "" : foretold(predicted, bandAt(view), view.banded));
    setAttribute(nodes.more, "data-empty", nodes.more.textContent === "");
  }

  /** Show what was found in an engine that has been opened: nothing below zero. */
  open(fault) {
    const { nodes } = this;
    if (fault === this.fault) return;
    this.fault = fault;
    nodes.fault.hidden = fault < 0;
    nodes.fault.replaceChildren(...(fault < 0 ? [] : [faultMark(fault)]));
  }

  /** An engine was saved: the tile grows for a moment, and what would have been lost stands crossed out. */
  shine(loss, still) {
    const { spared } = this.nodes;
    spared.textContent = loss;
    spared.hidden = false;
    clearTimeout(this.shining);
    this.shining = setTimeout(() => (spared.hidden = true), 2000);
    const rim = "inset 0 0 0 2px var(--tt-accent-line)";
    if (still) this.node.animate([{ boxShadow: rim }, { boxShadow: rim }], { duration: 2000 });
    else {
      this.node.animate([{ boxShadow: rim }, { boxShadow: "inset 0 0 0 2px transparent" }], { duration: 600 });
      this.node.animate([{ transform: "scale(1)" }, { transform: "scale(1.05)" }, { transform: "scale(1)" }], { duration: 260, easing: "cubic-bezier(.3, 1.8, .6, 1)" });
    }
  }

  /** An engine failed: its tile alone shakes, once. */
  shake(still) {
    const rim = "inset 0 0 0 2px var(--tt-failure)";
    this.node.animate([{ boxShadow: rim }, { boxShadow: rim, offset: 0.8 }, { boxShadow: "inset 0 0 0 2px transparent" }], { duration: still ? 2000 : 900 });
    if (!still) this.node.animate([0, 4, -4, 3, -2, 0].map((x) => ({ translate: `${x}px` })), { duration: 300 });
  }

  /** The tile grows a little and comes back. */
  swell(scale, duration, still) {
    if (!still) this.node.animate([{ transform: "scale(1)" }, { transform: `scale(${scale})` }, { transform: "scale(1)" }], { duration });
  }

  /** Something is said of an engine on its tile for a moment. */
  note(text, still) {
    const { noted } = this.nodes;
    noted.textContent = text;
    noted.hidden = false;
    clearTimeout(this.noting);
    this.noting = setTimeout(() => (noted.hidden = true), 2000);
    this.swell(1.05, 260, still);
  }

  /** Set the rim and the pace of the fan. */
  turn(view, game) {
    const { life, state, age, left, kind, setting } = view;
    const running = state === RUNNING;
    const predicted = this.predicted(view);
    const span = state === SERVICE ? game.scenario.service_cycles : game.scenario.failure_cycles;
    const engine = game.engines.get(engineKey(this.slot, life.index));
    const next = {
      state,
      part: running ? (predicted === null ? age / FULL_RIM : age / (age + Math.max(predicted, 0.1))) : left / span,
      mark: running && kind.scheduled ? setting / FULL_RIM : null,
      wear: engine ? engine.wear[Math.max(0, Math.min(age, engine.lifetime) - 1)] : 0,
    };
    const { rim } = this;
    this.fanStale ||= next.state !== rim.state || next.mark !== rim.mark || Math.abs(next.part - rim.part) > 0.004;
    this.rim = next;
  }

  /** Turn the blades: slower the further the sensors have drifted, still when it stands. */
  spin(seconds) {
    const { rim } = this;
    if (rim.state === RUNNING) this.angle += seconds * 5.2 * (1 - 0.75 * rim.wear);
    else if (!this.fanStale) return;
    if (seconds > 0 || this.fanStale) this.fan.paint(this.angle, rim.state, rim.part, rim.mark);
    this.fanStale = false;
  }
}
