/* The way into a room, and a room to open. */

import { $, el, get, kept, money, post, root, say, t, translate } from "./common.js";

const value = (id) => /** @type {HTMLInputElement} */ ($(id)).value.trim();

function refuse(error) {
  if (error.status === 403) $("keyed").hidden = false;
  $("problem").hidden = false;
  say($("problem"), error.message);
}

$("go").addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `${root}/${encodeURIComponent(value("code").toUpperCase().replace(/[^A-Z0-9]/g, ""))}`;
});

$("rules").addEventListener("change", () => {
  const { turns, cycles } = /** @type {HTMLSelectElement} */ ($("rules")).selectedOptions[0].dataset;
  /** @type {HTMLInputElement} */ ($("turns")).value = turns ?? "8";
  /** @type {HTMLInputElement} */ ($("cycles")).value = cycles ?? "250";
});

const ticked = (id) => /** @type {HTMLInputElement} */ ($(id)).checked;

/** What is asked of the players' federation; nothing where none is wished. */
function shared() {
  if (!ticked("shared")) return {};
  return {
    federation: Number(value("alone")),
    losses: Number(value("losses")),
    saboteur: Number(value("saboteur")),
    merging: value("merging"),
    noise: value("noise"),
  };
}

/** Open a room as it is asked for, and go to its console. */
async function open(values) {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  try {
    const { code, host, show } = await post("open", { seed, key: value("key"), ...values });
    kept.write("host", { host, show }, code);
    location.href = `${root}/${code}/host`;
  } catch (error) {
    refuse(error);
  }
}

$("open").addEventListener("submit", (event) => {
  event.preventDefault();
  open({
    rules: value("rules"),
    turns: Number(value("turns")),
    turn_cycles: Number(value("cycles")),
    seconds: seconds("seconds"),
    approve: ticked("approve"),
    term: ticked("term"),
    ...shared(),
  });
});

/** How long a turn lasts; without a number the host ends it. */
const seconds = (id) => (value(id) ? Number(value(id)) : null);

const LENGTHS = { open: 1440, default: 2000 }; // cycles of a match

$("audience").addEventListener("submit", (event) => {
  event.preventDefault();
  const rules = value("match");
  const turns = Number(value("votes"));
  open({ audience: true, rules, turns, turn_cycles: Math.floor(LENGTHS[rules] / turns), seconds: seconds("long") });
});

/** A choice of levels of noise, and below it what the chosen one means and costs. */
function fillLevels(select, told, levels, chosen) {
  select.replaceChildren(...levels.map(({ name, title }) => el("option", { value: name, selected: name === chosen }, title)));
  const tell = () => say(told, levels.find(({ name }) => name === select.value).line);
  select.addEventListener("change", tell);
  tell();
}

/** The level of noise that a prepared room is opened with, where it has some. */
function levelOf(round, noise, levels) {
  const select = el("select", { id: `noise-${round}` });
  const told = el("p", { class: "quiet", role: "status" });
  fillLevels(select, told, levels.filter(({ name }) => name !== "none"), noise);
  return [el("label", { for: select.id }, t("Choose before you press: noise in updates")), select, told];
}

/** The prepared rooms, one press each. */
async function prepared() {
  const { rounds, levels } = await get("rounds");
  $("rounds").replaceChildren(...rounds.map(({ name, title, line, noise }) => el("li", {},
    el("button", { type: "button", class: "main", "data-round": name }, title), el("p", {}, line),
    ...(noise === "none" ? [] : levelOf(name, noise, levels)))));
  fillLevels($("noise"), $("noise-line"), levels, "none");
  $("lessons").hidden = false;
}

$("keyed").addEventListener("submit", (event) => event.preventDefault());

$("rounds").addEventListener("click", ({ target }) => {
  const round = /** @type {Element} */ (target).getAttribute("data-round");
  if (!round) return;
  const noise = $(`noise-${round}`);
  open(noise ? { round, noise: value(noise.id) } : { round });
});

/** Return the seats of a room's file; an error says in a sentence what is wrong. */
function seatsOf(text) {
  let room = null;
  try {
    room = JSON.parse(text);
  } catch {
    // said below
  }
  const seats = room?.form === "turbofan-tycoon-room" && Array.isArray(room.seats) ? room.seats : null;
  const sound = seats?.every(({ seat, link }) => Number.isInteger(seat) && (link === null || typeof link === "string"));
  if (!sound) throw new Error(t("This is no room's file: export one as JSON."));
  return seats;
}

function seatRow({ seat, money: earned, link }) {
  const to = (page, text) => el("a", { href: `${root}/../${page}game=${encodeURIComponent(link)}` }, text);
  return el("tr", {}, el("td", {}, String(seat)), el("td", { class: "figure" }, Number.isFinite(earned) ? money(earned) : ""),
    el("td", { class: "row" }, ...(link === null ? [t("It learned from the others: no link plays it alone.")] : [to("report?room=1&", t("Report")), to("?flown=1&", t("Board"))])));
}

$("file").addEventListener("change", async () => {
  const [file] = /** @type {HTMLInputElement} */ ($("file")).files;
  if (!file) return;
  $("seats").hidden = $("problem").hidden = true;
  try {
    $("seats").querySelector("tbody").replaceChildren(...seatsOf(await file.text()).map(seatRow));
    $("seats").hidden = false;
  } catch (error) {
    refuse(error);
  }
});

translate(document.body);
prepared().catch(refuse);
