/* The page of an audience's host, and of a moderator: one button goes on, others put right. */

import { brought, guessed, nextOf, place, refuse, settled, showBars, verdict } from "./audience.js";
import { $, clock, code, el, enter, get, gone, kept, money, post, put, root, say, t, tn, translate } from "./common.js";
import { follow } from "./follow.js";
import { leadToDoor } from "./over.js";
import { paintTrial } from "./reach.js";

const BOTS = 20; // in a rehearsal
const SWITCHES = {
  shown: [() => t("Show votes while they come"), () => t("Hide votes until the close")],
  locked: [() => t("Lock: nobody else comes in"), () => t("Let people in again")],
  hidden: [() => t("Hide the code"), () => t("Show the code")],
};
let look = refresh; // until news is followed
const page = { seen: null, links: kept.read("host"), tell: clock($("time"), $("left")) };
const button = (id) => /** @type {HTMLButtonElement} */ ($(id));
const problem = (text) => refuse($("problem"), text);

/** Show nothing of an audience that is gone, or that is somebody else's. */
function over(text) {
  problem(text);
  leadToDoor();
}

let before = Promise.resolve();

/** Do what is asked when what was asked before is done; values that are a function, of what is seen then. */
function ask(verb, values = {}) {
  before = before.then(() => sent(verb, typeof values === "function" ? values() : values));
  return before;
}

async function sent(verb, values) {
  try {
    await post(`${code}/host/${verb}`, values);
    problem(null);
  } catch (error) {
    problem(error.message);
  }
  await look();
}

function paintHead(seen) {
  const { here, stage, ballot, money: earned, ready } = seen;
  say($("phase"), place(seen));
  const counts = [tn("{n} is here", "{n} are here", here)];
  if (ballot && stage === "asking") counts.push(tn("{n} has voted", "{n} have voted", ballot.voted));
  if (earned !== null) counts.push(money(earned));
  if (!ready) counts.push(t("the engines fly …"));
  say($("counts"), counts.join(" · "));
  $("begin").hidden = stage !== "lobby";
  const next = nextOf(seen);
  $("next").hidden = !next;
  say($("next"), next?.text ?? "");
  say($("change"), stage === "ready" || stage === "debrief" ? `${brought(seen)} ${settled(seen)} ${guessed(seen)}` : "");
}

function paintBallot({ ballot, stage, voids }) {
  $("asks").hidden = stage === "debrief" || (!ballot && voids === null);
  say($("title"), ballot?.title ?? t("The vote is void: the order in force stands."));
  say($("line"), ballot?.line ?? "");
  $("line").hidden = !ballot?.line;
  $("bars").hidden = !ballot;
  if (ballot) showBars($("bars"), ballot);
  say($("told"), ballot ? verdict(ballot) : "");
  $("more").hidden = stage !== "asking" || page.seen.left === null;
  $("repeat").hidden = !ballot;
  $("void").hidden = !ballot && voids === null;
  say($("void"), ballot ? t("Void this vote") : t("Let it count again"));
}

function paintOthers({ stage, questions, ready }) {
  const next = nextOf(page.seen);
  const others = questions.filter(({ kind, about }) => next?.verb !== "ask" || kind !== next.values.kind || about !== next.values.about);
  $("others").hidden = !others.length || !ready || stage === "asking" || stage === "guessed";
  put($("questions"), ...others.map(({ kind, about, title }) => el("button", { "data-kind": kind, "data-about": about === null ? "" : String(about), "data-key": `${kind}-${about}` }, title)));
}

function paint(seen) {
  if (seen.deleted) {
    over(t("This audience has been deleted."));
    return;
  }
  page.seen = seen;
  page.tell(seen);
  if (seen.stalled) problem(t("The store of rooms does not answer: the clock stands."));
  paintHead(seen);
  paintBallot(seen);
  paintOthers(seen);
  paintTrial(seen);
  $("near").hidden = !seen.near;
  for (const one of $("switches").children) {
    const what = one.getAttribute("data-what");
    say(one, SWITCHES[what][Number(seen[what])]());
    one.setAttribute("aria-pressed", String(seen[what]));
  }
  button("back").disabled = !seen.goesBack;
  button("end").disabled = seen.stage === "debrief";
  $("dismiss").hidden = !seen.colleagues;
}

async function refresh() {
  try {
    paint(await get(`${code}/host/state`));
  } catch (error) {
    if (!gone(error)) {
      problem(error.message);
      return true;
    }
    over(error.message);
    return false;
  }
  return true;
}

/** Show a link for another device, and its code. */
async function newLink() {
  try {
    const { token, picture } = await post(`${code}/host/link`, { for: "colleague" });
    say($("link"), `${page.seen.address}/host#${token}`);
    $("link-code").replaceChildren(new DOMParser().parseFromString(picture, "image/svg+xml").documentElement);
    problem(null);
  } catch (error) {
    problem(error.message);
  }
}

async function rehearse() {
  const tab = window.open("", "_blank");
  try {
    const { host, show, code: other } = await post(`${code}/host/rehearse`, { bots: BOTS });
    kept.write("host", { host, show }, other);
    tab.location.href = new URL(`${root}/${other}/host`, location.href).href;
  } catch (error) {
    tab.close();
    problem(error.message);
  }
}

/** Whoever came by a colleague's link asks for one to the wall. */
async function present() {
  if (page.links?.show) {
    $("present").setAttribute("href", `${root}/${code}/show#${page.links.show}`);
    return;
  }
  $("present").hidden = true;
}

$("next").addEventListener("click", () => {
  const next = nextOf(page.seen);
  if (next) ask(next.verb, next.values);
});
$("questions").addEventListener("click", ({ target }) => {
  const one = /** @type {HTMLElement} */ (target).closest("button");
  if (one) ask("ask", { kind: one.dataset.kind, about: one.dataset.about === "" ? null : Number(one.dataset.about) });
});
$("switches").addEventListener("click", ({ target }) => {
  const what = /** @type {Element} */ (target).getAttribute("data-what");
  if (what) ask("set", { what, on: !page.seen[what] });
});
$("more").addEventListener("click", () => ask("extend", { seconds: 30 }));
$("void").addEventListener("click", () => {
  const on = Boolean(page.seen.ballot);
  ask("void", () => ({ ballot: page.seen.ballot?.number ?? page.seen.voids, on }));
});
$("repeat").addEventListener("click", () => ask("repeat", () => ({ ballot: page.seen.ballot?.number })));
$("back").addEventListener("click", () => {
  const { position } = page.seen;
  const thrown = position > 2; // a turn that has been flown
  if (!thrown || confirm(t("The last turn is thrown away, with all its votes. Go back?"))) ask("back", { position });
});
$("end").addEventListener("click", () => {
  if (confirm(t("End the match now? The order in force flies the rest."))) ask("end", { position: page.seen.position });
});
$("message").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("message", { text: /** @type {HTMLInputElement} */ ($("text")).value });
});
$("withdraw").addEventListener("click", () => ask("message", { text: "" }));
$("colleague").addEventListener("click", newLink);
$("dismiss").addEventListener("click", () => ask("dismiss"));
$("rehearse").addEventListener("click", rehearse);
$("anew").addEventListener("click", () => {
  if (confirm(t("Begin anew with another audience? One step back undoes it."))) ask("anew", { position: page.seen.position });
});
$("delete").addEventListener("submit", (event) => {
  event.preventDefault();
  const sure = /** @type {HTMLInputElement} */ ($("sure")).value.toUpperCase();
  if (confirm(t("Delete audience {code} for ever?", { code }))) ask("delete", { sure });
});

translate(document.body);
say($("code"), code);
present();
await enter("host").catch((error) => problem(error.message));
look = follow("host", refresh);
