/* The presenter's screen of an audience: code, question, votes, then what came of them. */

import { brought, guessed, nextOf, paintVoid, place, refuse, settled, showBars, verdict } from "./audience.js";
import { $, clock, code, el, enter, get, gone, kept, money, number, post, put, root, say, t, tn, translate } from "./common.js";
import { follow } from "./follow.js";
import { paintPrices } from "./prices.js";
import { race, shape } from "./race.js";

const ON = ["ArrowRight", "PageDown", " ", "Enter"];
const BACK = ["ArrowLeft", "PageUp"];
const TELLS = 6000; // ms for which a screen that drives nothing says so
const tell = clock($("time"), $("left"));
let look = refresh; // until news is followed
const page = {
  seen: null,
  shown: null, // cycle up to which the engines are shown; null before this page has shown anything
  landed: null, // cycle up to which they have been: what it came to is told then
  engines: null, // the board's instruments
  drives: false, // this browser is the host's: keys go on
  busy: false,
  flies: false, // its engines, now: keys wait
  quiet: 0, // timer until it is said no more that this screen drives nothing
};
const problem = (text) => refuse($("problem"), text);

/** The engines of the audience's factory, on the board's own instruments. */
function paintEngines({ lives, cycle, turnCycles, mark, prices }) {
  if (!lives.length || page.shown === cycle) return;
  const before = page.shown;
  const fresh = before === null ? !landed.has(cycle) : before < cycle;
  page.shown = cycle;
  page.flies = fresh;
  import("./engines.js").then(async ({ Engines }) => {
    page.engines ??= new Engines($("engines-shown"));
    await page.engines.show(lives, { first: cycle - turnCycles, cycle, mark, prices }, fresh);
    page.landed = cycle;
    page.flies = false;
    landed.add(cycle);
    paint(page.seen);
    page.engines.prepare(); // smaller now, beside the race
  }, () => { Object.assign(page, { shown: before, flies: false }); }); // without a network: at the next look
}

/** The cycle to which this tab has shown the engines: loaded anew it shows no turn twice. */
const landed = {
  key: `landed-${code}`,
  has: (cycle) => sessionStorage.getItem(landed.key) === String(cycle),
  add: (cycle) => sessionStorage.setItem(landed.key, String(cycle)),
};

/** Whether it is still shown how the engines fare in the turn that is over. */
const flies = ({ stage, ready, lives, cycle, void: title }) => !ready || (((stage === "ready" && !title) || stage === "debrief") && lives.length > 0 && page.landed !== cycle);

function paintFlown(seen) {
  const { stage, money: earned, race: told, ready } = seen;
  const shows = (earned !== null && ((stage === "ready" && !seen.void) || stage === "debrief")) || !ready;
  $("flown").hidden = !shows;
  if (!shows) return;
  const waits = flies(seen);
  $("flown").classList.toggle("flies", waits); // they have the screen to themselves
  say($("change"), waits ? t("Your engines fly …") : seen.ended || brought(seen));
  say($("guessed"), waits ? "" : `${settled(seen)} ${guessed(seen)}`.trim());
  const ends = stage === "debrief" && !waits; // its place is the whole race's
  say($("why"), ends ? "" : [...seen.befell, ...(waits ? [] : seen.unseen)].join(" "));
  $("engines-shown").hidden = ends;
  if (!ready) return;
  put($("lines"), ...told.curves.map((one) => el("li", { "data-place": one.place, class: one.seat === 1 ? "own" : null },
    shape(one.seat), el("span", {}, one.name), el("b", { class: "figure" }, money(one.curve.at(-1))))));
  const { clientWidth: wide, clientHeight: tall } = $("race");
  race($("race"), { ...seen, ...told, own: 1, wide, tall, size: Math.max(20, innerHeight * 0.03) });
  paintEngines(seen);
}

/** Before the first question: what the factory lives on, and against whom. */
function paintOpening({ stage, turn, money: earned, void: title, prices, cycles }) {
  $("opening").hidden = stage !== "ready" || turn !== 0 || earned !== null || Boolean(title);
  if ($("opening").hidden) return;
  paintPrices($("rules"), prices);
  say($("against"), t("Three rivals fly the very same engines. The most money after {cycles} cycles wins.", { cycles: number(cycles) }));
}

/** The way in: large before the first question, small beside the next ones. */
function paintDoor(seen) {
  const { stage, hidden, locked, address, code: told, here } = seen;
  const shut = locked && stage !== "debrief"; // whoever comes when all is over finds the match
  const opens = ["lobby", "asking", "debrief"].includes(stage) || (stage === "ready" && seen.money === null);
  $("door").hidden = hidden ? stage !== "lobby" : !opens || flies(seen);
  $("door").classList.toggle("small", stage !== "lobby");
  say($("address"), shut ? t("Nobody else may come in now") : hidden ? "" : address.replace(/^https?:\/\//, "").replace(/[^/]*$/, "")); // what follows is the code
  $("address").previousElementSibling.toggleAttribute("hidden", shut);
  say($("code"), shut ? "" : told ?? "");
  $("qr").hidden = hidden || shut;
  say($("here"), stage === "debrief" ? t("Take this match over on your phone.") : tn("{n} is here", "{n} are here", here));
}

function paintBallot({ stage, ballot, void: title }) {
  $("asks").hidden = !(ballot || title) || stage === "debrief";
  $("bars").hidden = !ballot;
  if (title) paintVoid(title);
  if (!ballot) return;
  say($("title"), ballot.title);
  say($("line"), ballot.line);
  showBars($("bars"), ballot);
  say($("told"), verdict(ballot));
}

function paint(seen) {
  if (seen.deleted) {
    problem(t("This audience has been deleted."));
    return;
  }
  page.seen = seen;
  if (seen.ready && seen.money === null) page.shown = page.landed = 0; // nothing has been flown, or not by these people
  if (page.landed === null && landed.has(seen.cycle)) page.landed = seen.cycle;
  tell(seen);
  problem(seen.stalled ? t("The store of rooms does not answer: the clock stands.") : null);
  say($("phase"), place(seen, flies(seen)));
  $("message").hidden = !seen.message;
  say($("message"), seen.message);
  paintDoor(seen);
  paintOpening(seen);
  paintBallot(seen);
  paintFlown(seen);
  $("keys").hidden = !page.quiet && (!page.drives || seen.stage === "debrief");
  say($("where"), whereText(seen));
}

/** Where the match is; while a turn is shown, from where to where it is flown. */
function whereText(seen) {
  const { stage, cycle, cycles, turnCycles } = seen;
  if (stage === "lobby") return "";
  const values = { first: number(Math.max(0, cycle - turnCycles)), cycle: number(cycle), cycles: number(cycles) };
  return cycle && flies(seen) ? t("Cycles {first} to {cycle} of {cycles}", values) : t("Cycle {cycle} of {cycles}", values);
}

async function refresh() {
  try {
    paint(await get(`${code}/show/state`));
  } catch (error) {
    problem(error.message);
    return !gone(error);
  }
  return true;
}

/** Do what the host's first button does, where this browser is the host's. */
async function goOn() {
  if (!page.drives) {
    tellIdle();
    return;
  }
  if (page.busy || page.flies || page.seen?.stage === "debrief") return;
  page.busy = true;
  try {
    const next = nextOf(await get(`${code}/host/state`));
    if (next) await post(`${code}/host/${next.verb}`, next.values);
  } catch (error) {
    problem(error.message);
  }
  page.busy = false;
  look();
}

/** Say for a while that this screen only shows. */
function tellIdle() {
  clearTimeout(page.quiet);
  say($("keys"), t("This screen only shows: go on from the moderator's page"));
  page.quiet = setTimeout(() => {
    page.quiet = 0;
    if (page.seen) paint(page.seen);
  }, TELLS);
  $("keys").hidden = false;
}

addEventListener("keydown", (event) => {
  const back = BACK.includes(event.key); // of a clicker; what has been asked cannot be taken back here
  if (back && !page.drives) tellIdle();
  if (!ON.includes(event.key) || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  goOn();
});

translate(document.body);
/** @type {HTMLImageElement} */ ($("qr")).src = `${root}/${code}/qr.svg`;
addEventListener("resize", () => page.seen && paint(page.seen));
await enter("show").catch((error) => problem(error.message));
page.drives = Boolean(kept.read("host"));
if (page.drives) say($("keys"), t("→ goes on · more to ask: moderator's page"));
look = follow("show", refresh);
