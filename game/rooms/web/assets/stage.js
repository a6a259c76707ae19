/* The presenter's screen of an audience: code, question, votes, then what came of them. */

import { brought, guessed, nextOf, place, refuse, showBars, verdict, voided } from "./audience.js";
import { $, clock, code, el, enter, get, kept, money, number, post, put, root, say, t, tn, translate } from "./common.js";
import { follow } from "./follow.js";
import { race, shape } from "./race.js";

const ON = ["ArrowRight", "PageDown", " ", "Enter"];
const tell = clock($("time"), $("left"));
const page = {
  seen: null,
  shown: -1, // cycle up to which the engines are shown
  landed: -1, // cycle up to which they have been: what it came to is told then
  engines: null, // the board's instruments
  drives: false, // this browser is the host's: keys go on
  busy: false,
};
const problem = (text) => refuse($("problem"), text);

/** The engines of the audience's factory as they fared, on the board's own instruments. */
function paintEngines({ lives, cycle, turnCycles, mark, prices }) {
  if (!lives.length || page.shown === cycle) return;
  const turn = [lives, { first: cycle - turnCycles, cycle, mark, prices }, page.shown < cycle];
  page.engines ??= import("./engines.js").then(({ Engines }) => new Engines($("engines-shown")));
  page.shown = cycle;
  page.engines.then((engines) => engines.show(...turn)).then(() => {
    page.landed = cycle;
    paint(page.seen);
  });
}

function inAll(earned) {
  return earned < 0 ? t("You have lost {money}", { money: money(-earned) }) : t("You have earned {money}", { money: money(earned) });
}

function paintFlown(seen) {
  const { stage, money: earned, race: told, lives, cycle } = seen;
  const shows = earned !== null && ((stage === "ready" && !seen.void) || stage === "debrief");
  $("flown").hidden = !shows;
  if (!shows) return;
  const flies = stage === "ready" && lives.length > 0 && page.landed !== cycle; // a guess is not told before
  $("race").classList.toggle("flies", flies);
  $("lines").classList.toggle("flies", flies);
  say($("change"), flies ? t("Your engines fly …") : stage === "debrief" ? inAll(earned) : brought(seen));
  say($("guessed"), flies ? "" : guessed(seen));
  $("engines-shown").hidden = stage === "debrief";
  put($("lines"), ...told.curves.map((one) => el("li", { "data-place": one.place, class: one.seat === 1 ? "own" : null },
    shape(one.seat), el("span", {}, one.name), el("b", { class: "figure" }, money(one.curve.at(-1))))));
  const { clientWidth: wide, clientHeight: tall } = $("race");
  race($("race"), { ...seen, ...told, own: 1, wide, tall, size: Math.max(20, innerHeight * 0.03) });
  if (stage === "ready") paintEngines(seen);
}

/** The way in: large before the first question, small beside the next ones. */
function paintDoor({ stage, hidden, address, code: told, here }) {
  $("door").hidden = hidden ? stage !== "lobby" : !["lobby", "asking", "debrief"].includes(stage);
  $("door").classList.toggle("small", stage !== "lobby");
  say($("address"), hidden ? "" : address.replace(/^https?:\/\//, ""));
  say($("code"), told ?? "");
  $("qr").hidden = hidden;
  say($("here"), stage === "debrief" ? t("Take this match over on your phone.") : tn("{n} is here", "{n} are here", here));
}

function paintBallot({ stage, ballot, void: title }) {
  $("asks").hidden = !(ballot || title) || stage === "debrief";
  $("bars").hidden = !ballot;
  if (title) for (const [id, text] of [["title", voided(title)], ["line", ""], ["told", ""]]) say($(id), text);
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
  tell(seen);
  problem(seen.stalled ? t("The store of rooms does not answer: the clock stands.") : null);
  say($("phase"), seen.ready ? place(seen) : t("Your engines fly …"));
  $("message").hidden = !seen.message;
  say($("message"), seen.message);
  paintDoor(seen);
  paintBallot(seen);
  paintFlown(seen);
  say($("where"), seen.stage === "lobby" ? "" : t("Cycle {cycle} of {cycles}", { cycle: number(seen.cycle), cycles: number(seen.cycles) }));
}

async function refresh() {
  try {
    paint(await get(`${code}/show/state`));
  } catch (error) {
    problem(error.message);
    return error.status !== 401;
  }
  return true;
}

/** Do what the host's first button does, where this browser is the host's. */
async function goOn() {
  if (!page.drives || page.busy) return;
  page.busy = true;
  try {
    const next = nextOf(await get(`${code}/host/state`));
    if (next) await post(`${code}/host/${next.verb}`, next.values);
  } catch (error) {
    problem(error.message);
  }
  page.busy = false;
  refresh();
}

addEventListener("keydown", (event) => {
  if (!ON.includes(event.key) || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  goOn();
});

translate(document.body);
/** @type {HTMLImageElement} */ ($("qr")).src = `${root}/${code}/qr.svg`;
addEventListener("resize", () => page.seen && paint(page.seen));
await enter("show").catch((error) => problem(error.message));
page.drives = Boolean(kept.read("host"));
$("keys").hidden = !page.drives;
say($("keys"), t("→ goes on"));
follow("show", refresh);
