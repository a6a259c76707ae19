/* The profit race: lines that grow, tags at their ends. */

import { groups, layoutTags, profitRange, roundUp, ticks } from "./core.js";
import { fit, opaque, traceShape, wipe } from "./draw.js";
import { mark, number, shortMoney, t, tn } from "./language.js";

/** Money on an axis: `$1.5M`, `$250k`. */
const axisMoney = (value) => shortMoney(value).replace(/[.,]?0+M/, "M");

const BRAID = 7; // pixels of each colour in a braided line
const LETTERS = { corrective: mark("C"), preventive: mark("P"), local: mark("L"), federated: mark("F") };

/** Cycles shown by the race: in few steps, never past a fixed end. */
export function raceSpan(now, scenario) {
  const span = roundUp(Math.max(500, now * 1.01), 100);
  return scenario.finish_line ? span : Math.min(span, Math.max(scenario.cycles, now));
}

/** Money of the four factories over the match. */
export function makeRace(base, overlay) {
  const ctx = opaque(base);
  const top = overlay.getContext("2d");
  let palette = null;
  let k = 1;
  let game = null;
  let drawn = 0; // cycle
  let low = 0;
  let high = 0; // extremes of all balances up to `drawn`
  let range = [0, 0];
  let span = 0;
  let narrow = false;
  let dirty = null; // box of the overlay that holds something
  let marked = [];
  let reach = 0;
  let seen = 0; // cycle up to which the extremes are known
  let ghost = null;
  let solo = false;

  const room = () => ({
    left: (narrow ? 46 : 52) * k,
    right: (narrow ? 108 : 176) * k,
    top: 14 * k,
    bottom: 20 * k,
  });
  const x = (cycle) => room().left + (cycle / span) * (base.width - room().left - room().right);
  const y = (value) => {
    const { top: head, bottom: foot } = room();
    return base.height - foot - ((value - range[0]) / (range[1] - range[0])) * (base.height - head - foot);
  };

  function extremes(from, to) {
    const lines = game.factories.slice(0, solo ? 1 : undefined).map((factory) => factory.balance);
    for (const line of ghost ? [...lines, ghost.line] : lines) {
      const last = Math.min(to, line.length - 1);
      for (let c = from; c <= last; c++) {
        if (line[c] < low) low = line[c];
        if (line[c] > high) high = line[c];
      }
    }
  }

  /** Who is drawn at a cycle, as groups of equals. */
  const drawnGroups = (cycle) => (solo ? [[0]] : groups(game.partings, cycle));

  /** The future that was given up, as far as the axes reach. */
  function drawGhost() {
    const { from, line } = ghost;
    const { left, right, top: head, bottom: foot } = room();
    const each = Math.max(1, Math.floor(span / (base.width - left - right)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, head, base.width - right - left, base.height - head - foot);
    ctx.clip();
    ctx.strokeStyle = palette.factories[0];
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = 1.5 * k;
    ctx.setLineDash([5 * k, 4 * k]);
    ctx.beginPath();
    for (let c = from; c < line.length && c <= span; c += each) ctx.lineTo(x(c), y(line[c]));
    ctx.stroke();
    ctx.setLineDash([]);
    const last = Math.min(line.length - 1, span);
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    ctx.textAlign = "right";
    ctx.globalAlpha = 1;
    halo(ctx, t("the path you left"), Math.max(x(last), left + 100 * k), y(line[last]) + 14 * k);
    ctx.restore();
  }

  function grid() {
    const { left, right, top: head, bottom: foot } = room();
    const end = base.width - right;
    const hair = Math.max(1, Math.round(k / 2));
    wipe(ctx, palette.ground, 0, 0, base.width, base.height);
    ctx.font = `400 ${10.5 * k}px ${palette.numbers}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "right";
    for (const value of ticks(range[0], range[1], base.height / k > 180 ? 5 : 3)) {
      const level = Math.round(y(value));
      ctx.fillStyle = value === 0 ? palette.muted : palette.rule;
      ctx.fillRect(left, level, end - left, hair);
      ctx.fillStyle = palette.muted;
      ctx.fillText(axisMoney(value), left - 7 * k, level);
    }
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "center";
    for (const cycle of ticks(0, span, narrow ? 3 : 5)) {
      ctx.fillStyle = palette.rule;
      ctx.fillRect(Math.round(x(cycle)), base.height - foot, hair, 4 * k);
      ctx.fillStyle = palette.muted;
      ctx.fillText(number(cycle), x(cycle), base.height - 4 * k);
    }
    finish(left, end, head, foot);
  }

  function finish(left, end, head, foot) {
    const line = game.scenario.finish_line;
    ctx.font = `600 ${10.5 * k}px ${palette.words}`;
    ctx.strokeStyle = palette.text;
    ctx.fillStyle = palette.text;
    ctx.lineWidth = 1.5 * k;
    ctx.setLineDash([6 * k, 3 * k]);
    ctx.beginPath();
    if (line && line <= range[1]) {
      ctx.moveTo(left, y(line));
      ctx.lineTo(end, y(line));
      ctx.textAlign = "left";
      ctx.fillText(t("finish {dollars}", { dollars: axisMoney(line) }), left + 6 * k, y(line) + 13 * k);
    } else if (line) {
      ctx.textAlign = "left";
      ctx.fillText(t("↑ finish at {dollars}", { dollars: axisMoney(line) }), left + 6 * k, head - 3 * k);
    } else if (game.scenario.cycles <= span) {
      ctx.moveTo(x(game.scenario.cycles), head);
      ctx.lineTo(x(game.scenario.cycles), base.height - foot);
      ctx.textAlign = "right";
      ctx.fillText(t("end"), x(game.scenario.cycles) - 5 * k, head + 8 * k);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /**
   * Draw all lines from one cycle to another, one segment for each pixel column: each colour and
   * width in one stroke, those of equals below, yours on top.
   */
  function lines(from, to) {
    const { left, right } = room();
    const each = Math.max(1, span / (base.width - left - right));
    const strokes = Array.from({ length: 2 * game.factories.length }, () => ({ path: null, end: null }));
    for (let a = from; a < to; ) {
      const b = Math.min(to, Math.max(a + 1, Math.floor(a + each)));
      for (const group of drawnGroups(b)) {
        const member = group[Math.floor(x(b) / (BRAID * k)) % group.length];
        const stroke = strokes[2 * member + (group.length > 1 ? 1 : 0)];
        const { balance } = game.factories[group[0]];
        stroke.path ??= new Path2D();
        if (stroke.end !== a) stroke.path.moveTo(x(a), y(balance[a]));
        stroke.path.lineTo(x(b), y(balance[b]));
        stroke.end = b;
      }
      a = b;
    }
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    for (const shared of [1, 0]) {
      for (let i = game.factories.length - 1; i >= 0; i--) {
        const { path } = strokes[2 * i + shared];
        if (!path) continue;
        ctx.strokeStyle = palette.factories[i];
        ctx.lineWidth = (shared ? 3.5 : i === 0 ? 2.75 : 2) * k;
        ctx.stroke(path);
      }
    }
    marks(from, to);
  }

  /** Words on the ground's colour, so that no line runs through them. */
  function halo(pen, words, left, level) {
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 4 * k;
    pen.strokeText(words, left, level);
    pen.fillStyle = palette.text;
    pen.fillText(words, left, level);
  }

  function marks(from, to) {
    game.factories.slice(0, solo ? 1 : undefined).forEach((factory, i) => {
      factory.strategies.forEach(([cycle, strategy], nth) => {
        const before = factory.strategies[nth - 1];
        if (!before || before[1] === strategy || cycle > to || (cycle <= from && from > 0)) return;
        const at = [x(cycle), y(factory.balance[cycle])];
        if (marked.some(([mx, my]) => Math.hypot(mx - at[0], my - at[1]) < 9 * k)) return;
        marked.push(at);
        traceShape(ctx, i, at[0], at[1], 4.5 * k);
        ctx.fillStyle = palette.panel;
        ctx.fill();
        ctx.strokeStyle = palette.factories[i];
        ctx.lineWidth = 1.75 * k;
        ctx.stroke();
        ctx.font = `600 ${9.5 * k}px ${palette.numbers}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "alphabetic";
        halo(ctx, t(LETTERS[strategy]), at[0], at[1] - 8 * k);
      });
    });
  }

  function tags(now) {
    const sorted = drawnGroups(now).map((group) => ({
      group,
      value: game.factories[group[0]].balance[now],
    }));
    const height = (narrow ? 15 : 17) * k;
    const levels = sorted.map(({ value }) => y(value));
    const placed = layoutTags(levels, height, 2 * k, base.height - 2 * k);
    const head = x(now);
    if (dirty) top.clearRect(...dirty);
    dirty = [head - 10 * k, 0, overlay.width - head + 10 * k, overlay.height];
    sorted.forEach(({ group, value }, i) => {
      const left = head + 14 * k;
      top.strokeStyle = palette.factories[group[0]];
      top.lineWidth = k;
      top.beginPath();
      top.moveTo(head, levels[i]);
      top.lineTo(left - 3 * k, placed[i]);
      top.stroke();
      [...group].reverse().forEach((member, nth) => {
        traceShape(top, member, head, levels[i], 4.5 * k);
        if (nth === group.length - 1) {
          top.fillStyle = palette.factories[member];
          top.fill();
        }
      });
      tag(group, value, left, placed[i]);
    });
  }

  function tag(group, value, left, centre) {
    let at = left;
    for (const member of group) {
      traceShape(top, member, at + 4 * k, centre, 3.5 * k);
      top.fillStyle = palette.factories[member];
      top.fill();
      at += 11 * k;
    }
    top.textBaseline = "middle";
    top.textAlign = "left";
    const mine = group.includes(0);
    top.font = `${mine ? 650 : 500} ${(narrow ? 10 : 11.5) * k}px ${palette.words}`;
    const words = tagName(group, game.factories, narrow);
    halo(top, words, at + 2 * k, centre);
    at += top.measureText(words).width + 8 * k;
    top.font = `${mine ? 600 : 400} ${(narrow ? 10 : 11) * k}px ${palette.numbers}`;
    halo(top, shortMoney(value), at, centre);
  }

  return {
    prepare(box, ratio, colours) {
      const resized = [fit(base, box, ratio), fit(overlay, box, ratio)].some(Boolean);
      if (resized || palette !== colours) game = null;
      palette = colours;
      k = ratio;
      narrow = box.width < 520;
    },
    forget() {
      game = null;
    },
    /** Where the axis of cycles begins, how long it is (CSS pixels) and how many cycles it shows. */
    axis: () => ({ start: room().left / k, length: (base.width - room().left - room().right) / k, span }),
    /** @param {object} session its game, how far it was played, the future given up, solo or not */
    paint(session, now) {
      const again = session.game !== game || session.ghost !== ghost || session.solo !== solo || session.reach < reach;
      const back = now < drawn;
      ({ reach, ghost, solo } = session);
      if (again) {
        game = session.game;
        low = high = 0;
        extremes(0, Math.max(now, reach));
        seen = Math.max(now, reach);
      } else if (now === drawn) return;
      else {
        extremes(seen + 1, now);
        seen = Math.max(seen, now);
      }
      const wanted = profitRange(low, high, game.scenario.finish_line);
      const wide = raceSpan(seen, game.scenario);
      if (again || back || wide !== span || wanted[0] !== range[0] || wanted[1] !== range[1]) {
        span = wide;
        range = wanted;
        marked = [];
        top.clearRect(0, 0, overlay.width, overlay.height);
        grid();
        if (ghost) drawGhost();
        lines(0, now);
        drawn = now;
      } else if ((now - drawn) * (base.width / span) >= 1) {
        lines(drawn, now);
        drawn = now;
      }
      tags(now);
    },
  };
}

/** Words of a tag: a name, or that several are still equal. */
export function tagName(group, factories, narrow) {
  if (group.length === factories.length) return tn("all {n} equal", "all {n} equal", group.length);
  if (group.length > (narrow ? 1 : 2)) return tn("{n} equal", "{n} equal", group.length);
  if (group.length === 2) return group.map((i) => shortName(factories[i], 8)).join(" = ");
  return shortName(factories[group[0]], narrow ? 9 : 14);
}

function shortName({ name, you }, limit) {
  if (you) return t("You");
  const first = name.length > limit ? name.split(" ")[0] : name;
  return first.length > limit ? `${first.slice(0, limit - 1)}…` : first;
}
