/* What the browser keeps of a match: its address bar, the tab's memory, files. */

const KEPT = "turbofan-tycoon";

const BACK = "back"; // an address that leads back to where a match stands in this tab
const WISHES = ["anew", "mine", "audience", "flown", "at", BACK]; // that an address has once

/** The match that the address names, or null. */
export const openedLink = () => new URLSearchParams(location.search).get("game");

/** Whether the address wants its match from the start, wherever it stood here. */
export const wantedAnew = () => new URLSearchParams(location.search).has("anew");

/** The cycle at which the address wants the clock to stand, or null. */
export function wantedCycle() {
  const wish = new URLSearchParams(location.search).get("at") ?? "";
  return /^\d{1,6}$/.test(wish) ? Number(wish) : null;
}

/** The parts of the board that the address leaves out, as within another page. */
export const leftOut = () => new URLSearchParams(location.search).getAll("hide").join(" ").replaceAll(",", " ");

/** Whether the visitor played the match that the address names. */
export const wasMine = () => new URLSearchParams(location.search).has("mine");

/** Whether an audience played the match that the address names. */
export const wasAudiences = () => new URLSearchParams(location.search).has("audience");

/** Whether somebody flew the match that the address names, even if nothing was decided in it. */
export const wasFlown = () => wasMine() || wasAudiences() || new URLSearchParams(location.search).has("flown");

/** The address at which a match can be found. */
export function addressOf(link) {
  const url = new URL(location.href);
  url.searchParams.set("game", link);
  for (const name of WISHES) url.searchParams.delete(name);
  return url.href;
}

/** The address of another page, in the language that was wished for. */
function pageAddress(name, values) {
  const url = new URL(name, location.href);
  const lang = new URLSearchParams(location.search).get("lang");
  for (const [key, value] of Object.entries({ lang, ...values })) if (value !== null) url.searchParams.set(key, value);
  return url.href;
}

/** The address of a match's report: as far as it was played beyond its end, else to its end. Who only
 * watched it has no part in it. */
export function reportAddress(link, cycles = null, own = true) {
  return pageAddress("report", { game: link, mine: own ? "1" : null, cycles });
}

/** The address of a page that bills a match at the prices of one's own plant. */
export function plantAddress(link) {
  return pageAddress("your-plant", { match: link });
}

/** Write a match into the address bar. */
export function showLink(link) {
  const here = new URLSearchParams(location.search);
  if (openedLink() !== link || here.has("anew") || here.has(BACK)) history.replaceState(history.state, "", addressOf(link));
}

/** Remember where the clock of a match stands, for as long as the tab lives. */
export function keepClock(link, state) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ link, ...state }));
  } catch (error) {
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
  }
}

/** What the tab remembers of the match that was last in it, or null. */
export function keptMatch() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    return typeof kept?.link === "string" ? kept : null;
  } catch (error) {
    if (!(error instanceof SyntaxError) && error.name !== "SecurityError") throw error;
    return null;
  }
}

/** Where the match that was last in this tab goes on, for another page to lead there, or null. */
export function keptAddress() {
  const kept = keptMatch();
  return kept && pageAddress("./", { game: kept.link, [BACK]: "1" });
}

/** Whether the page was loaded to go on: once more, from the browser's history, or by our own way back. */
export function goesOn() {
  const [loaded] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  return loaded?.type !== "navigate" || new URLSearchParams(location.search).has(BACK);
}

/**
 * Where the clock of a match stood, or null.
 * @param {boolean} on whether it goes on there; else the link of one that is over tells it from its start
 */
export function keptClock(link, on) {
  const kept = keptMatch();
  if (kept?.link !== link || !Number.isInteger(kept.clock) || kept.clock < 0) return null;
  return kept.over && !on ? null : kept;
}

/** The refusals, [offer, cycle] each, that a match holds which is a kept one as it stood at a cycle. */
export function keptRefusals(link, cycle) {
  const kept = keptMatch();
  const same = kept && `${kept.link}-`.startsWith(`${link}-`) && Array.isArray(kept.refused);
  return same ? kept.refused.filter(([, at]) => at < cycle) : [];
}

const RECORD = "turbofan-tycoon-record";

/** What this browser remembers from visit to visit, by name. */
export function record() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECORD));
    return kept && typeof kept === "object" ? kept : {};
  } catch (error) {
    if (!(error instanceof SyntaxError) && error.name !== "SecurityError") throw error;
    return {};
  }
}

const VERSION = 1; // of the record
export const MOST_BYTES = 2048; // of it

/** A record that fits: the oldest challenges go first. */
export function fitted(kept) {
  const days = { ...kept.days };
  const whole = () => ({ ...kept, v: VERSION, ...(kept.days ? { days } : {}) });
  for (const day of Object.keys(days).sort()) {
    if (new TextEncoder().encode(JSON.stringify(whole())).length <= MOST_BYTES) break;
    delete days[day];
  }
  return whole();
}

/** Remember a value under a name. */
export const keepInRecord = (name, value) => keepRecord({ ...record(), [name]: value });

/** Remember all that is to be remembered. */
export function keepRecord(kept) {
  try {
    localStorage.setItem(RECORD, JSON.stringify(fitted(kept)));
  } catch (error) {
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
  }
}

/** Note that it has met something once more; how often that was before. */
export function noteMet(name) {
  const known = record()[name];
  const before = Number.isInteger(known) ? known : 0;
  keepInRecord(name, before + 1);
  return before;
}

/** Copy a text; false where the browser has no clipboard for this page or refuses it. */
export async function copyText(text) {
  if (!navigator.clipboard) return false;
  return navigator.clipboard.writeText(text).then(() => true, () => false);
}

/** Hand a text to the browser as a file. */
export function download(name, text) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

const BEEN = "turbofan-tycoon-been";
const YEAR = 365 * 24 * 3600; // s

/** Whether somebody has been here with this browser. */
export const hasBeen = () => document.cookie.split("; ").some((one) => one.startsWith(`${BEEN}=`));

/** Remember that somebody has, and nothing else. */
export function noteBeen() {
  document.cookie = `${BEEN}=1; path=/; max-age=${YEAR}; samesite=lax`;
}
