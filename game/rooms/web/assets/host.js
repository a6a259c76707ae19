/* The host's console. */

import { $, clock, code, el, enter, get, gone, kept, money, phaseName, post, put, root, say, t, tn, translate } from "./common.js";
import { follow } from "./follow.js";
import { leadToDoor } from "./over.js";
import { race, shape } from "./race.js";
import { paintTrial } from "./reach.js";

const ASKS_ABOVE = 20; // people who have not decided
const SWITCHES = {
  locked: [() => t("Lock the room"), () => t("Unlock the room")],
  hidden: [() => t("Hide the code"), () => t("Show the code")],
  anonymous: [() => t("Hide names"), () => t("Show names")],
};

const BOTS = 12; // in a rehearsal
let look = refresh; // until news is followed
const page = { seen: null, renamed: 0, pinned: null, links: kept.read("host"), tell: clock($("time"), $("left")) };

function refuse(text) {
  const fresh = Boolean(text) && $("problem").textContent !== text;
  $("problem").hidden = !text;
  say($("problem"), text ?? "");
  if (fresh) $("problem").scrollIntoView({ block: "nearest" }); // it stands above all that is pressed
}

/** Show nothing of a room that is gone, or that is somebody else's. */
function over(text) {
  refuse(text);
  leadToDoor();
}

async function ask(verb, values = {}) {
  if (verb === "anew" || verb === "back") page.pinned = null; // others may sit there
  try {
    await post(`${code}/host/${verb}`, values);
    refuse(null);
  } catch (error) {
    refuse(error.message);
  }
  await look();
}

function stepText({ phase, turn, turns }) {
  if (phase === "lobby") return t("Begin with a guess");
  if (phase === "predict") return t("Begin turn 1");
  if (phase === "debrief") return t("This is the end");
  return turn + 1 === turns ? t("Close this turn now: debrief") : t("Close this turn now");
}

function paintHead(seen) {
  const { phase, seats, decided, guessed, position } = seen;
  say($("phase"), phaseName(seen));
  const counts = [tn("{n} seat taken", "{n} seats taken", seats)];
  if (phase === "predict") counts.push(tn("{n} has guessed", "{n} have guessed", guessed));
  if (phase === "play") counts.push(tn("{n} has decided", "{n} have decided", decided));
  if (!seen.ready) counts.push(t("the turn is being played …"));
  say($("counts"), counts.join(" · "));
  if (!seen.debrief) {
    say($("step"), stepText(seen));
    $("step").hidden = false;
  }
  const button = (id) => /** @type {HTMLButtonElement} */ ($(id));
  if (!seen.debrief) button("step").disabled = phase === "debrief";
  button("back").disabled = !seen.goesBack;
  button("anew").disabled = position === 0 && seats === 0;
  button("dismiss").disabled = seen.colleagues === 0;
  button("more").disabled = seen.left === null;
  $("pause").hidden = seen.turn === null || seen.seconds === null;
  say($("pause"), seen.paused ? t("Let the clock run") : t("Let the clock stand"));
  for (const node of $("switches").children) {
    const what = node.getAttribute("data-what");
    say(node, SWITCHES[what][seen[what] ? 1 : 0]());
    node.setAttribute("aria-pressed", String(seen[what]));
  }
  $("withdraw").hidden = !seen.message;
}

/** Whether the class votes now, and the button that lets it. */
const isVoting = ({ federation }) => Boolean(federation.vote && !federation.vote.over);
function paintPoll(seen) {
  say($("poll"), isVoting(seen) ? t("Take the vote back") : t("Let the class vote how updates are merged"));
  $("poll").hidden = seen.turn === null || seen.turn < seen.federation.opens;
}

/** All screens of the debrief, and what the button leads to. */
async function paintDebrief(seen) {
  $("debriefed").hidden = $("stands").hidden = !seen.debrief;
  if (!seen.debrief) return;
  $("chart").hidden = $("federation").hidden = true;
  const { nextText, paintHost } = await import("./debrief.js");
  if (page.seen !== seen) return;
  paintHost($("debrief"), seen);
  const next = nextText(seen.debrief);
  say($("step"), next || t("This is the end"));
  /** @type {HTMLButtonElement} */ ($("step")).disabled = !next;
  $("step").hidden = !next && Boolean(seen.lesson?.due); // it is not the end yet
}

function states(one, phase) {
  const told = [];
  if (one.removed) told.push(t("taken out"));
  else if (one.away) told.push(t("away"));
  else told.push(one.program ? t("program") : t("here"));
  if (phase === "play") told.push(one.done ? t("decided") : t("not decided"));
  if (phase === "predict") told.push(one.guessed ? t("guessed") : t("no guess"));
  if (one.late) told.push(tn("late by {n} turn", "late by {n} turns", one.late));
  if (one.bot) told.push(t("a bot plays until they decide"));
  if (one.test) told.push(t("test"));
  return told.join(" · ");
}

function actions(one, phase, line) {
  const { seat } = one;
  const act = (verb, text, values) => el("button", { type: "button", "data-key": `${verb}-${seat}`, "data-verb": verb,
    "data-values": JSON.stringify({ seat, ...values }) }, text);
  return [
    one.waits ? act("approve", t("Show this name"), {}) : null,
    act("rename", t("Rename"), {}),
    one.removed || one.test ? null : act("pin", t("New PIN"), {}),
    phase === "play" && !one.bot && !one.removed ? act("bot", t("Let a bot play"), {}) : null,
    line?.worth === null && line.gave > 0 && line.asOf > 0 ? act("worth", t("Worth to the others"), {}) : null,
    one.removed ? act("remove", t("Let in again"), { on: false }) : act("remove", t("Take out"), { on: true }),
    one.link ? el("a", { href: `${root}/../report?game=${one.link}&room=1`, target: "_blank" }, t("Report")) : null,
  ];
}

function paintPeople({ people, board, phase }) {
  const lines = new Map(board.map((one) => [one.seat, one]));
  const value = (seat) => lines.get(seat)?.money ?? null;
  const sorted = [...people].sort((a, b) => (value(b.seat) ?? 0) - (value(a.seat) ?? 0) || a.seat - b.seat);
  put($("people"), ...sorted.map((one) => el("tr", { class: one.removed ? "gone" : null },
    el("td", {}, shape(one.seat), ` ${one.seat}`), el("td", {}, one.name), el("td", {}, states(one, phase)),
    el("td", { class: "figure" }, value(one.seat) === null ? "" : money(value(one.seat))),
    el("td", {}, el("div", { class: "row" }, ...actions(one, phase, lines.get(one.seat))), pinned(one)))));
}

/** The PIN that somebody was given, beside what was pressed for it. */
function pinned({ seat, name }) {
  if (page.pinned?.seat !== seat) return null;
  return el("p", { id: "pinned", tabindex: "-1", "data-key": "pinned" },
    t("{name} comes back with the PIN {pin}: the device from before is out, and its PIN opens nothing.", { name, pin: page.pinned.pin }));
}

function paint(seen) {
  if (seen.deleted) {
    over(t("This room has been deleted."));
    return;
  }
  page.seen = seen;
  page.tell(seen);
  if (seen.stalled) refuse(t("The store of rooms does not answer: the clock stands."));
  paintHead(seen);
  import("./asking.js").then(({ paintAsking, paintDue, paintLesson }) => {
    paintDue(seen);
    paintAsking(seen);
    paintLesson(seen);
  });
  import("./broke.js").then(({ paintBroke }) => paintBroke($("broke"), seen));
  paintPeople(seen);
  $("approve-all").hidden = !seen.people.some(({ waits, removed }) => waits && !removed);
  paintTrial(seen);
  if (seen.federation) paintPoll(seen);
  if (seen.federation && !seen.debrief) import("./federation.js").then(({ paintFederation }) => paintFederation(seen, Infinity));
  paintDebrief(seen);
  $("chart").hidden = !seen.race.curves.length || Boolean(seen.debrief);
  const wide = Math.min(1100, document.body.clientWidth - 32);
  if (!$("chart").hidden) race($("race"), { ...seen, ...seen.race, wide, tall: Math.min(420, wide * 0.5), size: 13 });
}

/** Ask for another name of a seat, below the table. */
function askName(seat) {
  page.renamed = seat;
  const field = /** @type {HTMLInputElement} */ ($("called"));
  say($("whom"), t("Another name for seat {seat}", { seat }));
  field.value = page.seen.people.find((one) => one.seat === seat).name;
  $("rename").hidden = false;
  $("rename").scrollIntoView({ block: "center" });
  field.select();
  field.focus();
}

/** Give somebody who cannot come back another PIN, and show it once. */
async function newPin(seat) {
  try {
    page.pinned = await post(`${code}/host/pin`, { seat });
    refuse(null);
    await look();
    $("pinned")?.focus(); // whoever hears the page hears it
  } catch (error) {
    refuse(error.message);
  }
}

/** Show all names that wait for a yes. */
async function approveAll() {
  for (const { seat } of page.seen.people.filter(({ waits, removed }) => waits && !removed)) {
    await ask("approve", { seat });
  }
}

/** Make a link for somebody, and show it once: the one before opens nothing any more, but a colleague's. */
async function newLink(what) {
  try {
    const { token } = await post(`${code}/host/link`, { for: what });
    if (what !== "colleague") {
      page.links = { ...page.links, [what]: token };
      kept.write("host", page.links);
      showPresenter();
    }
    const address = `${page.seen.address}/${what === "show" ? "show" : "host"}#${token}`;
    put($("link"), el("a", { href: address }, address));
    refuse(null);
    await look();
  } catch (error) {
    refuse(error.message);
  }
}

function showPresenter() {
  $("present").setAttribute("href", `${root}/${code}/show${page.links?.show ? `#${page.links.show}` : ""}`);
}

async function refresh() {
  try {
    paint(await get(`${code}/host/state`));
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

$("step").addEventListener("click", () => {
  const { seats, decided, phase, position, debrief } = page.seen;
  if (debrief) {
    ask("show", { to: debrief.step + 1 });
    return;
  }
  const missing = seats - decided;
  const sentence = tn("{n} person has not decided: their last decision goes on. Close the turn?",
    "{n} people have not decided: their last decisions go on. Close the turn?", missing);
  if (phase === "play" && missing > ASKS_ABOVE && !confirm(sentence)) return;
  ask("step", { position });
});
$("back").addEventListener("click", () => {
  const { position, debrief } = page.seen;
  if (debrief?.step) {
    ask("show", { to: debrief.step - 1 });
    return;
  }
  const void_ = position ? t("What was decided from that turn on is void. Go back?") : t("This class loses its seats, the one before has its own again. Go back?");
  if ((position && position < 3) || confirm(void_)) ask("back", { position });
});
$("poll").addEventListener("click", () => ask("poll", { on: !isVoting(page.seen) }));
$("print").addEventListener("click", () => print());
$("pause").addEventListener("click", () => ask("pause", { on: !page.seen.paused }));
$("more").addEventListener("click", () => ask("extend", { seconds: 30 }));
$("switches").addEventListener("click", (event) => {
  const what = /** @type {Element} */ (event.target).getAttribute("data-what");
  if (what) ask("set", { what, on: !page.seen[what] });
});
$("message").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("message", { text: /** @type {HTMLInputElement} */ ($("text")).value });
});
$("withdraw").addEventListener("click", () => {
  /** @type {HTMLInputElement} */ ($("text")).value = "";
  ask("message", { text: "" });
});
for (const id of ["due", "sheets", "sentences"]) $(id).addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-verb]");
  if (button) ask(button.getAttribute("data-verb"), JSON.parse(button.getAttribute("data-values")));
});
$("people").addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-verb]");
  if (!button) return;
  const values = JSON.parse(button.getAttribute("data-values"));
  const verb = button.getAttribute("data-verb");
  if (verb === "rename") askName(values.seat);
  else if (verb === "pin") newPin(values.seat);
  else ask(verb, values);
});
$("rename").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("rename").hidden = true;
  await ask("rename", { seat: page.renamed, name: /** @type {HTMLInputElement} */ ($("called")).value });
});
$("leave").addEventListener("click", () => {
  $("rename").hidden = true;
});
$("rename").addEventListener("keydown", ({ key }) => {
  if (key === "Escape") $("rename").hidden = true;
});
$("approve-all").addEventListener("click", approveAll);
$("test").addEventListener("click", async () => {
  const tab = window.open("", "_blank");
  try {
    const { seat } = await post(`${code}/host/seat`);
    tab.location.href = new URL(`${root}/${code}/${seat}`, location.href).href;
  } catch (error) {
    tab.close();
    refuse(error.message);
  }
});
$("anew").addEventListener("click", () => {
  const sure = t("Everybody leaves their seat, and the next class begins in the lobby. Have you kept this one's table? Begin anew?");
  if (confirm(sure)) ask("anew", { position: page.seen.position });
});
$("dismiss").addEventListener("click", () => ask("dismiss"));
document.addEventListener("click", ({ target }) => {
  const what = /** @type {Element} */ (target).getAttribute?.("data-link");
  if (what) newLink(what);
});
$("rehearse").addEventListener("click", async () => {
  const tab = window.open("", "_blank");
  try {
    const { host, show, code: other } = await post(`${code}/host/rehearse`, { bots: BOTS });
    kept.write("host", { host, show }, other);
    tab.location.href = new URL(`${root}/${other}/host`, location.href).href;
  } catch (error) {
    tab.close();
    refuse(error.message);
  }
});
$("delete").addEventListener("submit", (event) => {
  event.preventDefault();
  const sure = /** @type {HTMLInputElement} */ ($("sure")).value.toUpperCase().replace(/[^A-Z0-9]/g, "");
  if (sure !== code) {
    refuse(t("Write {code}, the code of this room, to delete it: you wrote {got}.", { code, got: sure || "…" }));
    return;
  }
  if (confirm(t("Delete room {code} for ever?", { code }))) ask("delete", { sure });
});

translate(document.body);
say($("code"), code);
showPresenter();
await enter("host").catch((error) => refuse(error.message));
look = follow("host", refresh);
