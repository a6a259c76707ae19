/* A match as a short text and as a small file. The server reads and writes the same text. */

import { STRATEGIES } from "./core.js";
import { t } from "./language.js";

const RULES = 1; // version of the rules this board draws
const LETTER = Object.fromEntries(STRATEGIES.map((name) => [name[0], name]));
const DECISION = /^([0-9]{1,6})([cplf])([0-9]{0,4})(r?)$/;
const SCENARIO = /^[a-z]{1,20}(\.[a-z]{2}[0-9A-Za-z_]{0,40})*$/; // its own rules follow a scenario of one's own
const MOST_DECISIONS = 1000;
const LARGEST_FILE = 25_000; // characters
const MARK = "turbofan-tycoon";

/**
 * Write a match: `1-classic-7-231p131-1231fr`.
 * @param {Array<[number, string, number|null, boolean]>} decisions
 */
export function encodeLink(scenario, seed, decisions) {
  const parts = decisions.map(([cycle, strategy, setting, retrain]) =>
    `${cycle}${strategy[0]}${setting ?? ""}${retrain ? "r" : ""}`);
  return [RULES, scenario, seed, ...parts].join("-");
}

/** Read a match, or null if the text is none. Settings and order are the server's to judge. */
export function decodeLink(text) {
  if (typeof text !== "string" || text.length > 20 * MOST_DECISIONS) return null;
  const [version, scenario, seed, ...rows] = text.split("-");
  if (version !== String(RULES) || !SCENARIO.test(scenario)) return null;
  if (!/^[0-9]{1,10}$/.test(seed ?? "") || Number(seed) >= 2 ** 32 || rows.length > MOST_DECISIONS) return null;
  const decisions = rows.map((row) => {
    const [, cycle, letter, setting, retrain] = DECISION.exec(row) ?? [];
    return letter ? [Number(cycle), LETTER[letter], setting ? Number(setting) : null, retrain === "r"] : null;
  });
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
export function readSave(text) {
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
  const match = decodeLink(values.game);
  const { cycle } = values;
  if (!match || !Number.isInteger(cycle) || cycle < 0 || cycle > 100_000) {
    return t("This saved match is damaged: choose another file.");
  }
  return { ...match, cycle };
}
