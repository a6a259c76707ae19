/* What everybody sees on the wall: it changes nothing. */

import { $, clock, code, el, enter, get, gone, money, number, put, root, say, t, tn, translate } from "./common.js";
import { follow } from "./follow.js";
import { paintPrices } from "./prices.js";
import { race, shape } from "./race.js";

const LINES = 10;
const TAUGHT = 3; // contributors to the players' federation
const tell = clock($("time"), $("left"));
let last = null;

function refuse(text) {
  $("problem").hidden = !text;
  say($("problem"), text ?? "");
}

/** Show nothing of a room that is gone. */
function over(text) {
  document.querySelectorAll("main > section").forEach((node) => node.remove());
  refuse(text);
}

function title({ phase, turn, turns, quiz, paused, locked, hidden }) {
  if (quiz.open || quiz.told) return t("Questions to all");
  if (paused) return t("Turn {turn} of {turns}, the clock stands", { turn: turn + 1, turns });
  if (phase === "lobby") return locked ? t("The door is locked") : hidden ? t("Lobby") : t("Come in");
  if (phase === "predict") return t("Guess first: at what age would you service?");
  if (phase === "debrief") return t("Debrief");
  return t("Turn {turn} of {turns}: decide", { turn: turn + 1, turns });
}

function told({ phase, seats, decided, guessed, ready }) {
  if (!ready) return t("The turn is being played …");
  if (phase === "play") return t("{done} of {seats} have decided", { done: decided, seats });
  if (phase === "predict") return t("{done} of {seats} have guessed", { done: guessed, seats });
  return tn("{n} factory", "{n} factories", seats);
}

/** Where who comes late gets in, as long as that is possible and the door itself is not shown. */
function paintLate({ phase, address, code: written, hidden, locked }) {
  const shown = phase !== "debrief" && $("door").hidden && !hidden && !locked;
  $("late").hidden = !shown;
  say($("late"), shown ? t("Coming late? Open {address}, code {code}", { address: address.replace(/^https?:\/\//, ""), code: written }) : "");
}

/** In the debrief the wall shows one screen at a time, as the host leads. */
async function paintDebrief(seen, asks) {
  const led = Boolean(seen.debrief) && !asks;
  $("debrief").hidden = !led;
  if (!seen.debrief) return;
  $("chart").hidden = $("board").hidden = true;
  if (asks) {
    say($("phase"), title(seen));
    return;
  }
  const { paintWall, wallTitle } = await import("./debrief.js");
  if (last !== seen) return;
  say($("phase"), wallTitle(seen.debrief));
  paintWall($("debrief"), seen);
}

function paintLines({ board, turn }) {
  put($("lines"), ...board.slice(0, LINES).map((one) => el("li", { "data-place": one.place },
    shape(one.seat),
    el("span", {}, one.name, one.late ? el("small", {}, ` ${t("late")}`) : null, one.bot ? el("small", {}, ` ${t("bot")}`) : null,
      one.test ? el("small", {}, ` ${t("test")}`) : null,
      turn !== null && one.done ? el("small", {}, " ✓") : null),
    el("b", { class: "figure" }, one.money === null ? "" : money(one.money)))));
  const more = board.length - LINES;
  say($("more"), more > 0 ? t("and {n} more", { n: number(more) }) : "");
}

/** Before anything has been played: what is asked, and what a cycle, a service and a failure bring. */
function paintOpening({ phase, turn, turnCycles, prices, race: { curves } }, asks) {
  $("opening").hidden = phase !== "play" || curves.length > 0 || asks;
  if ($("opening").hidden) return;
  say($("what"), t("Cycles {first} to {last}: how do you maintain?", { first: number(turn * turnCycles), last: number((turn + 1) * turnCycles) }));
  paintPrices($("rules"), prices);
  say($("silent"), t("Choose on your phone. Who says nothing lets every engine run until it fails."));
}

function paint(seen) {
  if (seen.deleted) {
    over(t("This room has been deleted."));
    return;
  }
  last = seen;
  tell(seen);
  refuse(seen.stalled ? t("The store of rooms does not answer: the clock stands.") : null);
  if (!seen.debrief) say($("phase"), title(seen));
  $("message").hidden = !seen.message;
  say($("message"), seen.message);
  const played = seen.race.curves.length > 0;
  const asks = Boolean(seen.quiz.open || seen.quiz.told);
  $("quiz").hidden = !asks;
  if (asks) import("./asking.js").then(({ paintStage }) => paintStage($("quiz"), seen));
  $("door").hidden = seen.position > 1 || seen.hidden || asks;
  say($("address"), seen.hidden ? "" : seen.address.replace(/^https?:\/\//, ""));
  say($("code"), seen.code ?? "");
  paintLate(seen);
  say($("counts"), told(seen));
  $("chart").hidden = !played || asks;
  $("board").hidden = !seen.board.length || asks;
  paintOpening(seen, asks);
  paintLines(seen);
  say($("told"), seen.position > 1 ? told(seen) : "");
  paintDebrief(seen, asks);
  if (asks || seen.debrief) {
    $("federation").hidden = true;
    return;
  }
  if (seen.federation) import("./federation.js").then(({ paintFederation }) => paintFederation(seen, seen.federation.vote ? 1 : TAUGHT));
  if (!played) return;
  import("./broke.js").then(({ paintBroke }) => paintBroke($("broke"), seen));
  const { clientWidth: wide, clientHeight: tall } = $("race");
  race($("race"), { ...seen, ...seen.race, wide, tall, size: Math.max(20, innerHeight * 0.027) });
}

async function refresh() {
  try {
    paint(await get(`${code}/show/state`));
  } catch (error) {
    if (!gone(error)) {
      refuse(error.message);
      return true;
    }
    over(error.message);
    return false;
  }
  return true;
}

translate(document.body);
/** @type {HTMLImageElement} */ ($("qr")).src = `${root}/${code}/qr.svg`;
addEventListener("resize", () => last && paint(last));
await enter("show").catch((error) => refuse(error.message));
follow("show", refresh);
