/* The profit race: lines that grow, tags at their ends. */

import { layoutTags, profitRange, roundUp, ticks } from "./axes.js";
import { groups } from "./core.js";
import { cover, fit, opaque, traceShape } from "./draw.js";
import { money, number, shortMoney, t, tn } from "./language.js";
import { markCalls, markChanges } from "./racemarks.js";

/** Money on an axis: `$1.5M`, `$250k`. */
const axisMoney = (value) => shortMoney(value).replace(/[.,]?0+M/, "M");

const BRAID = 7; // pixels of each colour in a braided line

/** Cycles shown by the race: in few steps, never past a fixed end. */
export function raceSpan(now, scenario) {
  const span = roundUp(Math.max(500, now * 1.01), 100);
  return scenario.finish_line ? span : Math.min(span, Math.max(scenario.cycles, now));
}

/** Money of the factories over the match. It keeps what it has drawn and adds what is new. */
export class Race {
  constructor(base, overlay) {
    this.base = base;
    this.overlay = overlay;
    this.ctx = opaque(base);
    this.top = overlay.getContext("2d");
    this.palette = null;
    this.k = 1; // device pixels of a CSS pixel
    this.narrow = false;
    this.room = { left: 0, right: 0, top: 0, bottom: 0 }; // around the lines, device pixels
    this.game = null;
    this.drawn = 0; // cycle
    this.seen = 0; // cycle up to which the extremes are known
    this.low = 0;
    this.high = 0; // extremes of all balances up to `seen`
    this.range = [0, 0]; // dollars
    this.span = 0; // cycles
    this.dirty = null; // box of the overlay that holds something
    this.marked = []; // places of the marks that stand
    this.reach = 0;
    this.ghost = null;
    this.solo = false;
    this.photo = false; // the end is near, and so are the first two
  }

  prepare(box, ratio, palette) {
    const resized = [fit(this.base, box, ratio), fit(this.overlay, box, ratio)].some(Boolean);
    if (resized || this.palette !== palette) {
      this.forget();
      cover(this.ctx, palette.ground);
    }
    this.palette = palette;
    this.k = ratio;
    this.narrow = box.width < 520;
    this.room = { left: (this.narrow ? 46 : 52) * ratio, right: (this.narrow ? 108 : 200) * ratio, top: 14 * ratio, bottom: 20 * ratio };
  }

  forget() {
    this.game = null;
  }

  /** Where the axis of cycles begins, how long it is (CSS pixels) and how many cycles it shows. */
  axis() {
    const { left, right } = this.room;
    return { start: left / this.k, length: (this.base.width - left - right) / this.k, span: this.span };
  }

  /** @param {import("./match.js").Session} session its game, how far it was played, the future given up, solo or not */
  paint(session, now) {
    const again = session.game !== this.game || session.ghost !== this.ghost || session.solo !== this.solo || session.reach < this.reach;
    const back = now < this.drawn;
    if (!again && now === this.drawn) {
      this.reach = session.reach;
      return;
    }
    this.look(session, now, again);
    const range = profitRange(this.low, this.high, this.game.scenario.finish_line);
    const span = raceSpan(this.seen, this.game.scenario);
    if (again || back || span !== this.span || range[0] !== this.range[0] || range[1] !== this.range[1]) {
      Object.assign(this, { span, range, marked: [], drawn: now });
      this.top.clearRect(0, 0, this.overlay.width, this.overlay.height);
      this.grid();
      if (this.ghost) this.drawGhost();
      this.lines(0, now);
    } else if ((now - this.drawn) * (this.base.width / span) >= 1) {
      this.lines(this.drawn, now);
      this.drawn = now;
    }
    this.tags(now);
  }

  /** Take what the session shows, and how far its lines reach. */
  look({ game, reach, ghost, solo }, now, again) {
    Object.assign(this, { game, reach, ghost, solo });
    if (again) this.low = this.high = 0;
    const until = again ? Math.max(now, reach) : now;
    this.extremes(again ? 0 : this.seen + 1, until);
    this.seen = again ? until : Math.max(this.seen, now);
  }

  x(cycle) {
    const { left, right } = this.room;
    return left + (cycle / this.span) * (this.base.width - left - right);
  }

  y(value) {
    const { top, bottom } = this.room;
    const [low, high] = this.range;
    return this.base.height - bottom - ((value - low) / (high - low)) * (this.base.height - top - bottom);
  }

  shownFactories() {
    return this.game.factories.slice(0, this.solo ? 1 : undefined);
  }

  extremes(from, to) {
    const lines = this.shownFactories().map((factory) => factory.balance);
    let { low, high } = this;
    for (const line of this.ghost ? [...lines, this.ghost.line] : lines) {
      const last = Math.min(to, line.length - 1);
      for (let c = from; c <= last; c++) {
        if (line[c] < low) low = line[c];
        if (line[c] > high) high = line[c];
      }
    }
    Object.assign(this, { low, high });
  }

  /** Who is drawn at a cycle, as groups of equals. */
  drawnGroups(cycle) {
    return this.solo ? [[0]] : groups(this.game.partings, cycle);
  }

  /** The future that was given up, as far as the axes reach. */
  drawGhost() {
    const { ctx, palette, k } = this;
    const { from, line } = this.ghost;
    const { left, right, top: head, bottom: foot } = this.room;
    const each = Math.max(1, Math.floor(this.span / (this.base.width - left - right)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, head, this.base.width - right - left, this.base.height - head - foot);
    ctx.clip();
    ctx.strokeStyle = palette.factories[0];
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = 1.5 * k;
    ctx.setLineDash([5 * k, 4 * k]);
    ctx.beginPath();
    for (let c = from; c < line.length && c <= this.span; c += each) ctx.lineTo(this.x(c), this.y(line[c]));
    ctx.stroke();
    ctx.setLineDash([]);
    const last = Math.min(line.length - 1, this.span);
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    ctx.textAlign = "right";
    ctx.globalAlpha = 1;
    this.halo(ctx, t("the path you left"), Math.max(this.x(last), left + 100 * k), this.y(line[last]) + 14 * k);
    ctx.restore();
  }

  grid() {
    const { ctx, palette, k } = this;
    const { left, right, top: head, bottom: foot } = this.room;
    const end = this.base.width - right;
    const hair = Math.max(1, Math.round(k / 2));
    cover(ctx, palette.ground);
    ctx.font = `400 ${10.5 * k}px ${palette.numbers}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "right";
    for (const value of ticks(this.range[0], this.range[1], this.base.height / k > 180 ? 5 : 3)) {
      const level = Math.round(this.y(value));
      ctx.fillStyle = value === 0 ? palette.muted : palette.rule;
      ctx.fillRect(left, level, end - left, hair);
      ctx.fillStyle = palette.muted;
      ctx.fillText(axisMoney(value), left - 7 * k, level);
    }
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "center";
    for (const cycle of ticks(0, this.span, this.narrow ? 3 : 5)) {
      ctx.fillStyle = palette.rule;
      ctx.fillRect(Math.round(this.x(cycle)), this.base.height - foot, hair, 4 * k);
      ctx.fillStyle = palette.muted;
      ctx.fillText(number(cycle), this.x(cycle), this.base.height - 4 * k);
    }
    this.finish(left, end, head, foot);
  }

  finish(left, end, head, foot) {
    const { ctx, palette, k } = this;
    const line = this.game.scenario.finish_line;
    ctx.font = `600 ${10.5 * k}px ${palette.words}`;
    ctx.strokeStyle = palette.text;
    ctx.fillStyle = palette.text;
    ctx.lineWidth = 1.5 * k;
    ctx.setLineDash([6 * k, 3 * k]);
    ctx.beginPath();
    if (line && line <= this.range[1]) {
      ctx.moveTo(left, this.y(line));
      ctx.lineTo(end, this.y(line));
      ctx.textAlign = "left";
      ctx.fillText(t("finish {dollars}", { dollars: axisMoney(line) }), left + 6 * k, this.y(line) + 13 * k);
    } else if (line) {
      ctx.textAlign = "left";
      ctx.fillText(t("↑ finish at {dollars}", { dollars: axisMoney(line) }), left + 6 * k, head - 3 * k);
    } else if (this.game.scenario.cycles <= this.span) {
      ctx.moveTo(this.x(this.game.scenario.cycles), head);
      ctx.lineTo(this.x(this.game.scenario.cycles), this.base.height - foot);
      ctx.textAlign = "right";
      ctx.fillText(t("end"), this.x(this.game.scenario.cycles) - 5 * k, head + 8 * k);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /**
   * Draw all lines from one cycle to another, one segment for each pixel column: each colour and
   * width in one stroke, those of equals below, yours on top.
   */
  lines(from, to) {
    const { ctx, palette, k } = this;
    const { left, right } = this.room;
    const each = Math.max(1, this.span / (this.base.width - left - right));
    const strokes = Array.from({ length: 2 * this.game.factories.length }, () => ({ path: null, end: null }));
    for (let a = from; a < to; ) {
      const b = Math.min(to, Math.max(a + 1, Math.floor(a + each)));
      for (const group of this.drawnGroups(b)) {
        const member = group[Math.floor(this.x(b) / (BRAID * k)) % group.length];
        const stroke = strokes[2 * member + (group.length > 1 ? 1 : 0)];
        const { balance } = this.game.factories[group[0]];
        stroke.path ??= new Path2D();
        if (stroke.end !== a) stroke.path.moveTo(this.x(a), this.y(balance[a]));
        stroke.path.lineTo(this.x(b), this.y(balance[b]));
        stroke.end = b;
      }
      a = b;
    }
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    for (const shared of [1, 0]) {
      for (let i = this.game.factories.length - 1; i >= 0; i--) {
        const { path } = strokes[2 * i + shared];
        if (!path) continue;
        ctx.strokeStyle = palette.factories[i];
        ctx.lineWidth = (shared ? 3.5 : i === 0 ? 2.75 : 2) * k;
        ctx.stroke(path);
      }
    }
    markChanges(this, from, to);
    markCalls(this, from, to);
  }

  /** Words on the ground's colour, so that no line runs through them. */
  halo(pen, words, left, level) {
    const { palette, k } = this;
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 4 * k;
    pen.strokeText(words, left, level);
    pen.fillStyle = palette.text;
    pen.fillText(words, left, level);
  }

  tags(now) {
    const { top, palette, k } = this;
    const sorted = this.drawnGroups(now).map((group) => ({
      group,
      value: this.game.factories[group[0]].balance[now],
    }));
    const height = (this.narrow ? 15 : 17) * k;
    const levels = sorted.map(({ value }) => this.y(value));
    const placed = layoutTags(levels, height, 2 * k, this.base.height - 2 * k);
    const head = this.x(now);
    if (this.dirty) top.clearRect(...this.dirty);
    if (this.photo) this.sign();
    this.dirty = [head - 10 * k, 0, this.overlay.width - head + 10 * k, this.overlay.height];
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
      this.tag(group, value, left, placed[i]);
    });
  }

  /** Say that it will be a photo finish, above the heads of the lines. */
  sign() {
    const { top, palette, k } = this;
    top.font = `650 ${12 * k}px ${palette.words}`;
    top.textAlign = "right";
    top.textBaseline = "alphabetic";
    this.halo(top, t("photo finish"), this.overlay.width - 4 * k, 12 * k);
  }

  tag(group, value, left, centre) {
    const { top, palette, k } = this;
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
    top.font = `${mine ? 650 : 500} ${(this.narrow ? 10 : 11.5) * k}px ${palette.words}`;
    const words = tagName(group, this.game.factories, this.narrow);
    this.halo(top, words, at + 2 * k, centre);
    at += top.measureText(words).width + 8 * k;
    top.font = `${mine ? 600 : 400} ${(this.narrow ? 10 : 11) * k}px ${palette.numbers}`;
    this.halo(top, this.narrow ? shortMoney(value) : money(value), at, centre); // as the large figure tells it
  }
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
