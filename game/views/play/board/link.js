/* A match as a short text, which the server writes, and as a small file. */

import { t } from "./language.js";

const CALLS = { s: "service", h: "hold" };
const ORDER = /^([0-9]{1,6})([a-z])([0-9]{0,4})(r?)$/;
const CALL = /^([0-9]{1,6})([sh])([0-9]{1,2})$/;
const ANSWER = /^([0-9]{1,6})a([0-9]{1,3})\.([0-9]{1,2})$/;
const SCENARIO = /^[a-z]{1,20}[0-9]?[a-z]?(\.[a-z]{2}[0-9A-Za-z_]{0,40})*$/; // its own rules follow a scenario of one's own
const MOST_DECISIONS = 1000;
export const LARGEST_FILE = 25_000; // characters
const MARK = "turbofan-tycoon";

/** Read a decision; the letters of orders are the strategies'. */
function readDecision(strategies, text) {
  let [, cycle, letter, ...values] = ORDER.exec(text) ?? [];
  if (letter in strategies) return [Number(cycle), "order", [strategies[letter], values[0] ? Number(values[0]) : null, values[1] === "r"]];
  [, cycle, letter, ...values] = CALL.exec(text) ?? [];
  if (letter) return [Number(cycle), "call", [Number(values[0]), CALLS[letter]]];
  [, cycle, ...values] = ANSWER.exec(text) ?? [];
  return cycle ? [Number(cycle), "answer", values.map(Number)] : null;
}

/** Read a match, or null if the text is none. Settings and order are the server's to judge. */
export function decodeLink(rules, text) {
  if (typeof text !== "string" || text.length > 20 * MOST_DECISIONS) return null;
  const [version, scenario, seed, ...rows] = text.split("-");
  if (version !== String(rules.version) || !SCENARIO.test(scenario)) return null;
  if (!/^[0-9]{1,10}$/.test(seed ?? "") || Number(seed) >= 2 ** 32 || rows.length > MOST_DECISIONS) return null;
  const strategies = Object.fromEntries(Object.values(rules.kinds).map(({ name, letter }) => [letter, name]));
  const decisions = rows.map((row) => readDecision(strategies, row));
  if (decisions.includes(null)) return null;
  return { scenario, seed: Number(seed), decisions };
}

/** The text of a file that holds a match and where its clock stood. */
export const writeSave = (link, cycle) => `${JSON.stringify({ [MARK]: 1, game: link, cycle })}\n`;

/**
 * Read such a file.
 * @returns {{scenario: string, seed: number, decisions: Array, cycle: number} | string} the match,
 *   or the sentence that says why there is none
 */
export function readSave(rules, text) {
  if (text.length > LARGEST_FILE) return t("This file is too large to be a saved match: choose another.");
  let values = null;
  try {
    values = JSON.parse(text);
  } catch {
    return t("This file is not a saved match: choose one that this game has written.");
  }
  if (!values || typeof values !== "object" || values[MARK] !== 1) {
    return t("This file is not a saved match: choose one that this game has written.");
  }
  const match = decodeLink(rules, values.game);
  const { cycle } = values;
  if (!match || !Number.isInteger(cycle) || cycle < 0 || cycle > 100_000) {
    return t("This saved match is damaged: choose another file.");
  }
  return { ...match, cycle };
}
