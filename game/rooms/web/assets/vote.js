/* A phone in an audience: one tap to come in, one tap to vote. */

import { LETTERS, brought, guessed, paintVoid, place, refuse, settled, share, verdict } from "./audience.js";
import { $, clock, code, el, get, kept, money, post, put, root, say, t, translate } from "./common.js";
import { decided } from "./decided.js";

const SILENT = 40000; // ms without a word of the stream, which says something every 15 s
const FLIES = 7000; // ms in which the wall shows a turn before it is told what it came to
const UNLOCKS = 5000; // ms until somebody who was kept out looks again, at least
const AGAIN = 3000; // ms until a lost stream is opened again, at least
const page = {
  seen: null,
  mine: null, // option that the server has confirmed
  wish: null, // {ballot, what, id} that it has not, and what that option is called
  sending: false,
  stream: null,
  told: null, // cycle up to which it was told what came
  flies: 0, // timer until what a turn came to is told
  heard: 0, // when the stream said something
  tell: clock($("time"), $("left")),
};
const problem = (text) => refuse($("problem"), text);

/** The option that somebody wants and that is not confirmed yet, of the vote that is shown; null where there is none. */
const wished = ({ number }) => (page.wish?.ballot === number ? page.wish.what : null);

function told(/** @type {import("./audience.js").Ballot} */ ballot) {
  const { closed, options, kind } = ballot;
  if (wished(ballot) !== null) return t("Sending your vote …");
  const option = options[page.mine]?.name;
  if (!closed) return option ? t("Counted: {option}. You may change it until the vote closes.", { option }) : "";
  if (kind === "guess") return option ? t("You guessed: {option}. Now see.", { option }) : t("Now see.");
  return option ? `${verdict(ballot)} ${t("You voted: {option}.", { option })}` : verdict(ballot);
}

/** Tell of a tap that came after its vote had closed, until the next tap. */
function late(name) {
  $("late").hidden = !name;
  say($("late"), name ? t("Your tap on “{option}” came after its vote had closed: it does not count.", { option: name }) : "");
}

/** Another tab of this browser has voted: both are one voter, whose last vote counts. */
function overtaken({ key, newValue }) {
  if (!key?.endsWith(`-${code}-mine`) || !newValue || page.wish) return;
  const { ballot, what } = JSON.parse(newValue);
  if (page.seen?.ballot?.number !== ballot) return;
  page.mine = what;
  paintBallot(page.seen.ballot);
}

function paintBallot(/** @type {import("./audience.js").Ballot|null} */ ballot, title = page.seen?.void) {
  $("asks").hidden = !(ballot || title);
  $("options").hidden = !ballot;
  if (title) paintVoid(title);
  if (!ballot) return;
  say($("title"), ballot.title);
  say($("line"), ballot.line);
  const chosen = wished(ballot) ?? page.mine;
  put($("options"), ...ballot.options.map(({ name, line }, index) => el(
    "button", { type: "button", "data-key": String(index), "aria-pressed": String(chosen === index), disabled: ballot.closed, class: ballot.winner === index ? "won" : null },
    el("b", { class: "letter" }, LETTERS[index]), el("span", {}, name, el("small", {}, line)),
    el("b", { class: "figure" }, share(ballot.votes, index)))));
  say($("told"), told(ballot));
}

/** Wait with what a turn has come to while the wall shows it; who comes later is told at once. */
function fly({ stage, ready, cycle }) {
  if (page.told === null || cycle < page.told || !["ready", "debrief"].includes(stage)) {
    clearTimeout(page.flies);
    Object.assign(page, { told: cycle, flies: 0 });
  } else if (ready && cycle > page.told && !page.flies) {
    page.flies = setTimeout(() => {
      Object.assign(page, { told: cycle, flies: 0 });
      paint(page.seen);
    }, FLIES);
  }
}

function paintWait({ stage, ready }) {
  const waits = { lobby: t("You are in"), ready: t("The next question comes in a moment") }[stage] ?? "";
  const flies = !ready || page.flies > 0;
  $("wait").hidden = !flies && !waits;
  say($("waits"), flies ? t("Your engines fly …") : waits);
  say($("then"), stage === "lobby" ? t("The first question appears here. Keep this page open.") : "");
}

function paintEnd({ stage, link, decisions }) {
  $("end").hidden = stage !== "debrief" || !link || page.flies > 0;
  if (!link) return;
  $("take").setAttribute("href", `${root}/../?game=${link}&audience=1`);
  put($("decisions"), ...decided({ decisions }));
}

function paint(seen) {
  if (seen.deleted) {
    problem(t("This audience has been deleted."));
    return;
  }
  if (seen.ballot?.number !== page.seen?.ballot?.number) page.mine = null; // what is on its way is sent on: it may count
  if ("mine" in seen) page.mine = seen.mine;
  fly(seen);
  page.seen = seen;
  page.tell(seen);
  problem(seen.stalled ? t("The store of rooms does not answer: the clock stands.") : null);
  $("door").hidden = true;
  say($("phase"), place(seen, !seen.ready || page.flies > 0));
  $("message").hidden = !seen.message;
  say($("message"), seen.message);
  const shows = seen.money !== null && !page.flies && (seen.stage === "ready" || seen.stage === "debrief");
  $("came").hidden = !shows;
  say($("money"), seen.money === null ? "" : money(seen.money));
  say($("change"), `${brought(seen)} ${settled(seen)} ${guessed(seen)}`);
  paintBallot(seen.stage === "debrief" ? null : seen.ballot, seen.void);
  paintWait(seen);
  paintEnd(seen);
}

/** Send a vote until it is confirmed: sent twice it counts once. */
async function send() {
  if (page.sending) return;
  page.sending = true;
  while (page.wish) {
    const wish = page.wish;
    const { name, ...vote } = wish;
    try {
      await post(`${code}/voter/vote`, vote);
      problem(null);
      if (page.seen?.ballot?.number === wish.ballot) page.mine = wish.what;
      kept.write("mine", vote);
    } catch (error) {
      if (!error.status || error.status === 503 || error.status === 429) {
        problem(error.message);
        setTimeout(send, 1000 + 1000 * Math.random());
        break;
      }
      if (error.status === 422) late(name);
      else problem(error.message);
    }
    if (page.wish === wish) page.wish = null;
  }
  page.sending = false;
  if (page.seen) paintBallot(page.seen.ballot);
}

$("options").addEventListener("click", ({ target }) => {
  const button = /** @type {Element} */ (target).closest("button");
  if (!button || !page.seen?.ballot) return;
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  const { number: ballot, options } = page.seen.ballot;
  const what = Number(button.dataset.key);
  page.wish = { ballot, what, id, name: options[what].name };
  problem(null);
  late(null);
  paintBallot(page.seen.ballot);
  send();
});

function hear() {
  page.stream?.close();
  page.heard = Date.now();
  page.stream = new EventSource(`${root}/${code}/voter/events`);
  page.stream.onmessage = ({ data }) => {
    page.heard = Date.now();
    if (data !== ".") paint(JSON.parse(data));
  };
}

/** Show nothing of an audience that is gone, and ask no more. */
function over() {
  page.stream?.close();
  page.stream = page.seen = null;
  for (const id of ["door", "came", "asks", "wait"]) $(id).hidden = true;
}

/** Show the door to whoever has no place in this audience. */
function leave() {
  page.stream?.close();
  page.stream = page.seen = null;
  for (const id of ["came", "asks", "wait", "end"]) $(id).hidden = true;
  $("door").hidden = false;
  get(`${code}/look`).then(atDoor).catch(({ message }) => problem(message));
}

/** Who comes when the match is over finds it; who comes while nobody may is told so. */
function atDoor({ stage, link, decisions, locked }) {
  if (stage === "debrief") {
    $("door").hidden = true;
    paintEnd({ stage, link, decisions });
    return;
  }
  $("come").hidden = locked;
  problem(locked ? t("Nobody else may come in now: ask who speaks.") : null);
  if (locked) setTimeout(leave, UNLOCKS * (1 + Math.random()));
}

/** Look once, and listen from then on. */
async function begin() {
  try {
    paint(await get(`${code}/voter/state`));
    hear();
  } catch (error) {
    if (error.status === 401) {
      kept.write("voter", null);
      leave();
      return;
    }
    if (error.status === 404) over();
    problem(error.message);
    if (error.status !== 404) setTimeout(begin, AGAIN * (1 + Math.random()));
  }
}

/** Listen again where the stream has ended for good, or says nothing any more. */
function watch() {
  if (!page.stream) return;
  const silent = Date.now() - page.heard;
  const ended = page.stream.readyState === EventSource.CLOSED && silent > AGAIN * (1 + Math.random());
  if (!ended && silent < SILENT) return;
  page.heard = Date.now();
  page.stream.close();
  begin();
}

$("come").addEventListener("click", async () => {
  const button = /** @type {HTMLButtonElement} */ ($("come"));
  button.disabled = true;
  try {
    await post(`${code}/join`);
    kept.write("voter", true);
    problem(null);
    await begin();
  } catch (error) {
    if (error.status === 422) leave(); // locked meanwhile
    problem(error.message);
  }
  button.disabled = false;
});

translate(document.body);
setInterval(watch, 1000);
addEventListener("storage", overtaken);
for (const event of ["pageshow", "online"]) addEventListener(event, watch);
if (kept.read("voter")) begin();
else leave();
