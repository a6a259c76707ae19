/* A moment of a lab: which round, which step of it, who is looked at, and what is said of them. */

import { seen } from "./motion.js";

export const STEPS = ["send", "train", "travel", "merge"];
const FATES = { a: "arrived", l: "lost", t: "late", r: "refused", "-": "rest" };

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const sum = (list) => list.reduce((total, one) => total + one, 0);

/** All that the picture shows follows from this. */
export class Moment {
  constructor() {
    this.data = null;
    this.round = 1;
    this.step = 0;
    this.chosen = 0; // factory; the last one is the outsider
  }

  /** Go one step on; at the last round that is known there is none. */
  advance() {
    if (!this.merged()) this.step += 1;
    else if (this.round < this.last()) [this.round, this.step] = [this.round + 1, 0];
    else return false;
    return true;
  }

  /** Go to a round, before its first step or after its last one. */
  go(round, step) {
    [this.round, this.step] = [round, step];
  }

  merged() {
    return this.step === STEPS.length - 1;
  }

  last() {
    return this.data.rounds.length;
  }

  shown() {
    return this.data.rounds[this.round - 1];
  }

  outsider() {
    return this.data.factories.length - 1;
  }

  /* --------------------------------------------------------- what models say */

  /** The shared model's lines once this round is merged, as text. */
  shared() {
    return this.shown().shared;
  }

  /** The shared model's lines when this round begins. */
  sharedBefore() {
    return this.round > 1 ? this.data.rounds[this.round - 2].shared : this.data.start;
  }

  /** The lines of who has trained in this round; of who has not, the shared ones. */
  own(at) {
    return this.shown().own[at] || this.sharedBefore();
  }

  /** The lines on a card at this step; the outsider's are always its own. */
  says(at) {
    if (at === this.outsider()) return this.shown().own[at];
    return this.step === 0 ? this.sharedBefore() : this.own(at);
  }

  /** The lines on a card a step before, where they were others. */
  saidBefore(at) {
    if (at === this.outsider()) return this.step || this.round === 1 ? "" : this.data.rounds[this.round - 2].own[at];
    if (this.step === 1) return this.sharedBefore();
    if (this.step || this.round === 1) return this.says(at);
    return this.data.rounds[this.round - 2].own[at] || this.says(at);
  }

  /** Whose models the server merges in this round. */
  arrivals() {
    return [...this.shown().fates].flatMap((fate, at) => (fate === "a" ? [at] : []));
  }

  /** The shared errors up to this moment, as far as they are numbers. */
  fallen() {
    const { rounds } = this.data;
    const known = rounds.slice(0, this.round - (this.merged() ? 0 : 1)).map((one) => one.error);
    return [rounds[0].before, ...known].map((error) => error ?? 0);
  }

  /** The error written on a card, or nothing. */
  errorOf(at) {
    const now = this.shown();
    if (at === this.outsider()) return now.outsider === null ? "" : `± ${this.cycles(now.outsider)}`;
    if (this.step < 1 || !"atr".includes(now.fates[at])) return "";
    return `± ${this.cycles(now.errors[at])}`;
  }

  /* ------------------------------------------------------------- numbers */

  whole(value) {
    return value.toLocaleString(this.data.words.locale);
  }

  cycles(value) {
    if (value === null) return "∞";
    return value.toLocaleString(this.data.words.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  short(value) {
    return value.toLocaleString(this.data.words.locale);
  }

  kilobytes(value) {
    return `${this.cycles(value / 1000)} kB`;
  }

  /* --------------------------------------------------------------- words */

  kindOf(at) {
    if (at === this.outsider()) return "outsider";
    const fate = FATES[this.shown().fates[at]];
    if (fate === "rest") return "rest";
    if (this.step >= 2 && fate !== "arrived") return fate;
    return this.data.saboteurs.includes(at) ? "saboteur" : "honest";
  }

  nameOf(at) {
    const { words } = this.data;
    if (at === this.outsider()) return words.outsider;
    const kind = this.kindOf(at);
    const lies = this.data.saboteurs.includes(at) ? `, ${words.kinds.saboteur}` : "";
    const fate = kind === "saboteur" || kind === "honest" ? "" : `, ${words.kinds[kind]}`;
    return fill(words.factory, { number: at + 1 }) + lies + fate;
  }

  /** What happens in this step, for those who read or hear it. */
  sentence() {
    const { words } = this.data;
    const values = this.values();
    const parts = [fill(words.steps[STEPS[this.step]], values)];
    if (this.step === 2) {
      for (const name of ["lost", "late", "refused", "lies"]) {
        if (values[name]) parts.push(fill(words.asides[name], values));
      }
    }
    if (this.merged() && values.more !== "0") parts.push(fill(words.asides.more, values));
    return parts.join(" ");
  }

  values() {
    const now = this.shown();
    const { factories, saboteurs } = this.data;
    const count = (letter) => [...now.fates].filter((fate) => fate === letter).length;
    const errors = now.errors.filter((error, at) => error !== undefined && error !== null && "atr".includes(now.fates[at]));
    const bytes = this.step === 0 ? now.down : now.up;
    return {
      round: this.round,
      asked: now.fates.length - count("-"),
      each: this.whole(Math.max(0, ...bytes)),
      total: this.whole(sum(bytes)),
      raw: this.whole(sum(factories.slice(0, -1).map((one) => one.raw))),
      low: errors.length ? this.cycles(Math.min(...errors)) : "-",
      high: errors.length ? this.cycles(Math.max(...errors)) : "-",
      sent: now.up.filter((size) => size > 0).length,
      lost: count("l"),
      late: count("t"),
      refused: count("r"),
      lies: saboteurs.filter((at) => now.up[at] > 0).length,
      merged: count("a"),
      before: this.cycles(now.before),
      error: this.cycles(now.error),
      more: this.whole(sum(now.moreDown) + sum(now.moreUp)),
      ...this.atTheEnd(now.shared),
    };
  }

  /** What lines say of an engine on its last cycle, by fault. */
  atTheEnd(said) {
    const values = seen(said);
    const last = values.length / 2;
    return { compressorLeft: this.left(values[last - 1]), fanLeft: this.left(values.at(-1)) };
  }

  left(value) {
    return value === null || value === undefined ? "-" : this.whole(value);
  }

  /** What is known of the factory that is looked at. */
  detail() {
    const { words, factories } = this.data;
    const { chosen } = this;
    const one = factories[chosen];
    const now = this.shown();
    const outside = chosen === this.outsider();
    const values = {
      compressor: one.compressor,
      fan: one.fan,
      lives: one.lifetimes.map((cycles) => this.whole(cycles)).join(", "),
      raw: this.whole(one.raw),
      usage: one.severity.toLocaleString(words.locale, { maximumFractionDigits: 2 }),
      own: this.cycles(outside ? now.outsider : (now.errors[chosen] ?? null)),
      global: this.cycles(now.error),
      up: this.whole(now.up[chosen] ?? 0),
      down: this.whole(now.down[chosen] ?? 0),
      ...this.atTheEnd(this.own(chosen)),
    };
    const fate = now.fates[chosen];
    const rest = outside ? words.detail.outside : fate === "-" ? words.detail.rest : fate === "l" ? words.detail.lost : words.detail.sent;
    return `${fill(words.detail.home, values)} ${fill(rest, values)}`;
  }
}
