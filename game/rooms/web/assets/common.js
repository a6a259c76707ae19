/* What all light pages share: elements, questions to the server, and time; words are the board's. */

import { speak, t } from "./language.js";

export { money, number, percent, t, tn, translate } from "./language.js";

const said = JSON.parse(document.getElementById("said").textContent).language;
speak(said);

export const root = document.body.dataset.root;
export const code = location.pathname.split("/rooms/")[1]?.split("/")[0]?.toUpperCase() ?? "";

export const $ = (id) => document.getElementById(id);

/** Make an element; what somebody wrote becomes text, never markup. */
export function el(name, values = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** The middle one of numbers in order of size, or halfway between the two that are.
 * @param {number[]} rising */
export function middle(rising) {
  const half = (rising.length - 1) / 2;
  return (rising[Math.floor(half)] + rising[Math.ceil(half)]) / 2;
}

/** What the phase that a room is in is called. */
export function phaseName({ phase, turn, turns, paused }) {
  if (paused) return t("Turn {turn} of {turns}, the clock stands", { turn: turn + 1, turns });
  if (phase === "lobby") return t("Lobby");
  if (phase === "predict") return t("Guess first");
  return phase === "play" ? t("Turn {turn} of {turns}", { turn: turn + 1, turns }) : t("Debrief");
}

/** Show a text where it is not there already: a reader of the screen hears of changes alone. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Put elements into another one, unless they are what is there. */
export function put(node, ...children) {
  const fresh = el("div", {}, ...children);
  for (const { dataset } of node.querySelectorAll("details[open][data-key]")) {
    fresh.querySelector(`details[data-key="${CSS.escape(dataset.key)}"]`)?.setAttribute("open", "");
  }
  if (fresh.innerHTML === node.innerHTML) return;
  const name = document.activeElement?.getAttribute("data-key");
  node.replaceChildren(...fresh.childNodes);
  if (name) node.querySelector(`[data-key="${CSS.escape(name)}"]`)?.focus();
}

/** Whether an answer says that there is nothing here to ask for any more. */
export const gone = ({ status }) => status === 401 || status === 404;

async function answered(response) {
  const values = await response.json();
  if (!response.ok) throw Object.assign(new Error(values.problem), { status: response.status });
  return values;
}

const PATIENCE = 20000; // ms
const LOST = () => t("The server does not answer. We go on trying.");

/** Ask the server; an error says in a sentence what is wrong. */
export async function get(path) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE); // older browsers have none
    return await answered(await fetch(`${root}/${path}`, { signal }));
  } catch (error) {
    throw error.status ? error : Object.assign(new Error(LOST()), { status: 0 });
  }
}

/** Change something on the server. */
export async function post(path, values = {}) {
  const body = JSON.stringify(values);
  const headers = { "Content-Type": "application/json" };
  try {
    return await answered(await fetch(`${root}/${path}`, { method: "POST", headers, body }));
  } catch (error) {
    throw error.status ? error : Object.assign(new Error(LOST()), { status: 0 });
  }
}

/** Take the token that a link carries behind its # for a cookie, and out of the address. */
export async function enter(role) {
  const token = location.hash.slice(1);
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  await post(`${code}/${role}/enter`, { token });
}

const keptAs = (name, room) => `rooms-${room}-${name}`;

/** What this browser keeps of a room, by default the one of the address. */
export const kept = {
  read: (name) => JSON.parse(localStorage.getItem(keptAs(name, code)) ?? "null"),
  write: (name, value, room = code) => localStorage.setItem(keptAs(name, room), JSON.stringify(value)),
};

/** Show how long the turn lasts; the server's clock counts, ours fills the gaps. */
export function clock(node, bar) {
  let end = null;
  let whole = 1;
  const draw = () => {
    const left = end === null ? null : Math.max(0, (end - performance.now()) / 1000);
    node.hidden = bar.hidden = left === null;
    if (left === null) return;
    const seconds = Math.ceil(left);
    say(node, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
    bar.firstElementChild.style.width = `${Math.min(100, (100 * left) / whole)}%`;
  };
  setInterval(draw, 250);
  return ({ left, seconds, stalled }) => {
    end = left === null || stalled ? null : performance.now() + 1000 * left;
    whole = seconds ?? 1;
    draw();
  };
}
