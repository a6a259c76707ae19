/* Rivals: who has overtaken whom, and what they say of what has really happened. No page. */

import { FAILURE } from "./core.js";
import { number, t } from "./language.js";

const HOLDS = 25; // cycles after which a lead counts as taken
const [QUIET, BREATHER] = [90, 12]; // cycles after a remark without one on a failure, without any
const OFTEN = 2; // times that a rival says the same
const CREEDS = [8, 40, 75]; // cycles at which rivals say what they believe
const LINGERS = 40; // cycles for which a remark stands

/**
 * Where you have overtaken a rival or it you, told when the lead has held for a while: nothing of it
 * depends on what comes after.
 * @param {Float64Array[]} balances of the factories, yours first
 * @returns {Array<[number, number, boolean, number]>} cycle, factory, whether it was you, since which cycle
 */
export function overtakings([mine, ...rivals], until) {
  const told = [];
  rivals.forEach((line, nth) => {
    let [lead, since, counted, first] = [0, 0, 0, 0];
    for (let cycle = 1; cycle <= until; cycle++) {
      const now = Math.sign(mine[cycle] - line[cycle]);
      if (now === 0 || now === lead) since = 0;
      else since = now === counted ? since + 1 : 1;
      counted = now;
      if (since === 1) first = cycle;
      if (since < HOLDS) continue;
      if (lead !== 0) told.push([cycle, nth + 1, now > 0, first]);
      [lead, since] = [now, 0];
    }
  });
  return told.sort((a, b) => a[0] - b[0]);
}

/** What rivals could say something about, as `[cycle, factory, reaction]`. */
function occasions({ factories, until }, overtaken) {
  const all = overtaken.map(([cycle, i, mine]) => [cycle, i, mine ? "overtaken" : "overtook"]);
  factories.forEach(({ slots, alliances, you }, i) => {
    if (you) return;
    all.push([CREEDS[i - 1], i, "believes"]);
    for (const one of slots.flat()) if (one.kind === FAILURE) all.push([one.stop + 1, i, "failed"]);
    for (const [cycle] of alliances) all.push([cycle, i, "joined"]);
  });
  return all.filter(([cycle]) => cycle < until).sort((a, b) => a[0] - b[0]);
}

/** The remarks of a match, never two at once, none a third time: `[cycle, factory, line]`. */
export function remarks(game, overtaken) {
  const [said, count] = [[], {}];
  for (const [cycle, i, reaction] of occasions(game, overtaken)) {
    const { character } = game.factories[i];
    const key = `${i} ${reaction}`;
    if (!character || (count[key] ?? 0) >= OFTEN) continue;
    if (said.length && cycle - said.at(-1)[0] < (reaction === "failed" ? QUIET : BREATHER)) continue;
    count[key] = (count[key] ?? 0) + 1;
    said.push([cycle, i, t(character[reaction])]);
  }
  return said;
}

/** What of all this stands in the list of events, as `[cycle, kind, factory, text, more]`. */
export function rivalEvents(game) {
  const { factories, until } = game;
  const overtaken = overtakings(factories.map(({ balance }) => balance), until);
  const passed = overtaken.map(([cycle, i, mine, first]) => {
    const values = { name: factories[i].name, since: number(first) };
    return [cycle, "overtaking", i, mine ? t("You are ahead of {name} since cycle {since}", values) : t("{name} is ahead of you since cycle {since}", values), { mine }];
  });
  const said = remarks(game, overtaken).map(([cycle, i, line]) => [cycle, "remark", i, t("{name}: “{line}”", { name: factories[i].name, line }), { line }]);
  return [...passed, ...said];
}

/** What a rival has said just now, or "". */
export function sayingOf({ events }, i, now) {
  const last = events.findLast(({ kind, factory, shows }) => kind === "remark" && factory === i && shows <= now);
  return last && now - last.shows < LINGERS ? last.line : "";
}
