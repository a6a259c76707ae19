/*
 * What is felt: events are seen, heard, and for a moment stop the clock, the more the more they cost. All
 * of it is also said in words; who wants no motion sees its end.
 */

import { money, t } from "./language.js";
import { soundOf } from "./sound.js";

const SLOWEST_STILL = 5; // times: above it nothing is drawn out
const RESTS = [500, 170, 60]; // ms the clock rests at the first failure, the second, each further one
const NUDGE = 120; // ms at what was near or turned the race
const NEAR_MISS = 5; // cycles of life left
const TICK = 5_000; // dollars earned
const TONE = 50_000; // dollars to the next tone
const FASTEST_TICKS = 3; // times

/** How long the clock rests at an event, ms; the how-manieth failure it is decides. */
export function restAt({ kind, calm, life }, failures) {
  if (kind === "failure") return calm ? 0 : RESTS[Math.min(failures, RESTS.length - 1)];
  if (kind === "overtaking") return NUDGE;
  return isNearMiss(kind, life) ? NUDGE : 0;
}

/** Whether an engine was serviced just before it would have failed. */
export const isNearMiss = (kind, life) => kind === "service" && life.lifetime > 0 && life.lifetime - life.ran <= NEAR_MISS;

/** Whether the first two are so near each other at a moment that the end is a photo finish. */
export function isPhotoFinish(values) {
  const [first, second] = [...values].sort((a, b) => b - a);
  return first > 0 && first !== second && first - second < 0.01 * first;
}

export class Effects {
  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
    this.failures = 0; // that have stopped the clock in this match
    this.earned = 0; // dollars at the last tick
    this.steps = 0; // since the last failure
  }

  /** Another match. */
  forget() {
    Object.assign(this, { failures: 0, earned: 0, steps: 0 });
  }

  /** An event has come to pass. */
  meet(event) {
    const { session, match, sound } = this.board;
    const { speed, playing } = session;
    const name = soundOf(event);
    if (name) sound.play(name, { slot: event.life?.slot ?? null, speed });
    if (event.kind === "failure") this.steps = 0;
    // What the clock has leapt over, or passes quickly, is in the list.
    if (!playing || speed > SLOWEST_STILL || match.whole() - event.shows > speed) return;
    this.show(event);
  }

  show(event) {
    const { session, view, moments, loop } = this.board;
    const { kind, life, factory, mine } = event;
    const still = loop.calm.matches;
    const rest = restAt(event, this.failures);
    const { failure_cost: failure, service_cost: service } = session.game.scenario;
    if (kind === "failure") {
      this.failures += 1;
      if (!event.calm) view.tiles[life.slot].shake(still);
      view.drop(money(-failure), "fall", still);
    }
    if (kind === "service") {
      view.drop(money(-service), "rise", still);
      if (isNearMiss(kind, life)) view.tiles[life.slot].note(t("just in time: {n} left", { n: life.lifetime - life.ran }), still);
      else if (!event.save) view.tiles[life.slot].swell(1.03, 180, still);
    }
    if (kind === "overtaking") view.standing.point([0, factory], mine, still);
    if (rest && !still) moments.rest(rest);
  }

  /** Money has been earned: a tick now and then. */
  earn(dollars) {
    const { session, sound } = this.board;
    if (dollars < this.earned) this.earned = dollars;
    if (dollars - this.earned < TICK) return;
    this.steps += Math.floor(dollars / TONE) - Math.floor(this.earned / TONE);
    this.earned = dollars;
    if (session.playing && session.speed <= FASTEST_TICKS) sound.play("tick", { step: this.steps });
  }
}
