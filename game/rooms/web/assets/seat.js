/* A seat: one factory, decided for in turns. */

import { $, clock, code, el, enter, get, gone, kept, money, number, phaseName, post, put, root, say, t, translate } from "./common.js";
import { follow } from "./follow.js";
import { paintOffers } from "./offers.js";
import { race, shape } from "./race.js";

const seat = location.pathname.split("/").pop();
const input = (id) => /** @type {HTMLInputElement} */ ($(id));

let look = refresh; // until news is followed
const page = {
  seen: null,
  strategy: null, // chosen on the page, not sent yet
  shown: -1, // cycle up to which the engines have been shown
  engines: null, // the board's instruments: loaded when there is something to show on them
  unsent: kept.read(`unsent-${seat}`) ?? [], // [verb, values], in the order in which they were decided
  sending: false,
  note: "", // what has become of something decided, until the next decision
  tell: clock($("time"), $("left")),
};

function refuse(text) {
  $("problem").hidden = !text;
  say($("problem"), text ?? "");
}

/** Send what was decided until it is confirmed, one after the other: each counts once. */
async function send() {
  if (page.sending) return;
  page.sending = true;
  while (page.unsent.length) {
    const [verb, values] = page.unsent[0];
    try {
      await post(`${code}/${seat}/${verb}`, values);
    } catch (error) {
      refuse(error.message);
      if (error.status === 422) page.note = error.message;
      if (!error.status || error.status === 503 || error.status === 429) {
        setTimeout(send, 1500 + 1500 * Math.random());
        break;
      }
    }
    page.unsent.shift();
    kept.write(`unsent-${seat}`, page.unsent);
  }
  page.sending = false;
  await look();
}

/** Keep what somebody has decided, and send it. */
function decided(verb, values) {
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  page.note = "";
  page.unsent.push([verb, { id, turn: page.seen.turn, ...values }]);
  kept.write(`unsent-${seat}`, page.unsent);
  paintDecision(page.seen, page.seen.you);
  send();
}

function paintHead(seen, you) {
  const { message } = seen;
  say($("phase"), phaseName(seen));
  $("message").hidden = !message;
  say($("message"), message);
  put($("name"), shape(you.seat), ` ${you.name}`);
  say($("place"), you.notes.join(" · "));
  say($("money"), you.money === null ? "" : money(you.money));
  const had = kept.read("seat");
  if (had?.pin && String(had.seat) === seat) say($("pin"), t("Your PIN, to come back on another device: {pin}", { pin: had.pin }));
}

function paintDecision({ turn, turnCycles, ready, choices }, you) {
  $("decide").hidden = turn === null;
  if (turn === null) return;
  const [strategy] = you.order ?? [you.goesOn];
  const chosen = choices.some(({ name }) => name === page.strategy) ? page.strategy : strategy;
  say($("asked"), t("Cycles {first} to {last}: how do you maintain?", { first: turn * turnCycles, last: (turn + 1) * turnCycles }));
  put($("choices"), ...choices.map(({ name, title, line }) => el(
    "label", {}, el("input", { type: "radio", name: "strategy", value: name, checked: name === chosen, "data-key": name }),
    el("span", {}, el("b", {}, title), el("small", {}, line), el("small", {}, opening(name, you.opens, turn * turnCycles))))));
  const { low, high, scheduled } = choices.find(({ name }) => name === chosen);
  $("set").hidden = low === null;
  if (low !== null) say($("means"), scheduled ? t("Service at age, cycles") : t("Alarm below, cycles left"));
  input("setting").min = low ?? "";
  input("setting").max = high ?? "";
  say($("decided"), decidedText(you, choices, ready, turn));
}

/** When a strategy can be taken, if it cannot yet. */
function opening(name, opens, cycle) {
  const from = opens[name];
  if (from === null || from === undefined) return t("Not open yet: if you take it, it begins when it opens.");
  return from > cycle ? t("Open from cycle {cycle}: if you take it, it begins then.", { cycle: number(from) }) : "";
}

function decidedText(you, choices, ready, turn) {
  if (page.unsent.length) return t("Sending what you decided …");
  if (!you.order && !ready) return t("The turn is being played …");
  if (!you.order && you.share?.said === "join") return t("Decided: you join, and the common model runs your engines.");
  if (!you.order && turn === 0) return t("Not decided yet: without a decision every engine runs until it fails.");
  if (!you.order) return t("Not decided yet: the last decision goes on.");
  const [name, setting] = you.order;
  const { title, low } = choices.find((one) => one.name === name);
  if (low === null) return t("Decided: {strategy}. Change it until the turn ends.", { strategy: title });
  return setting === null
    ? t("Decided: {strategy}, recommended setting. Change it until the turn ends.", { strategy: title })
    : t("Decided: {strategy} at {setting}. Change it until the turn ends.", { strategy: title, setting });
}

function paintPast(seen, you) {
  const { cycle, turnCycles, prices, choices } = seen;
  $("happened").hidden = !you.lives.length;
  if (you.lives.length && page.shown !== cycle) {
    const mark = choices.find(({ name }) => name === you.strategy)?.scheduled ? you.setting : null;
    const before = page.shown;
    page.shown = cycle;
    import("./engines.js").then(({ Engines }) => {
      page.engines ??= new Engines($("engines-shown"));
      page.engines.show(you.lives, { first: cycle - turnCycles, cycle, mark, prices }, before < cycle);
    }, () => { page.shown = before; }); // without a network: at the next look
  }
  $("chart").hidden = !seen.race.curves.length;
  if (!seen.race.curves.length) return;
  const curves = seen.race.curves.some((one) => one.seat === you.seat) || !you.curve.length
    ? seen.race.curves : [...seen.race.curves, { seat: you.seat, name: you.name, curve: you.curve }];
  const wide = Math.min(680, document.body.clientWidth - 32);
  race($("race"), { ...seen, ...seen.race, curves, own: you.seat, wide, tall: wide * 0.6, size: 12 });
  put($("lines"), ...seen.race.curves.map((one) => el("li", { "data-place": one.place, class: one.seat === you.seat ? "own" : null },
    shape(one.seat), el("span", {}, one.seat === you.seat ? you.name : one.name), el("b", { class: "figure" }, money(one.curve.at(-1))))));
}

function question({ income, service, failure, serviceTime, failureTime }, record) {
  const known = record.length ? `${t("Before you came engines failed here after {ages} cycles.", { ages: record.map((age) => number(age)).join(", ") })} ` : "";
  return known + t("A running engine earns {income} a cycle. A service costs {service} and {serviceTime} cycles of standing still, a failure {failure} and {failureTime}. After how many cycles would you service?",
    { income: money(income), service: money(service), failure: money(failure), serviceTime, failureTime });
}

async function paintEnd(seen, you) {
  $("end").hidden = seen.phase !== "debrief";
  if ($("end").hidden) return;
  const { paintLinks } = await import("./end.js");
  paintLinks(seen, you);
}

/** What the host has led to, and a guess at what comes next. */
async function paintDebrief(seen, you) {
  $("debrief").hidden = !seen.debrief;
  if (!seen.debrief) return;
  $("chart").hidden = $("happened").hidden = true;
  const { paintSeat } = await import("./debrief.js");
  if (page.seen === seen) paintSeat($("debrief"), seen, you);
}

function paintShared(seen, you) {
  if (!seen.federation) return;
  if (seen.debrief) {
    $("shared").hidden = $("merge").hidden = true;
    return;
  }
  import("./federation.js").then(({ paintShare }) => paintShare(seen, you));
}

function paintQuiz(seen, you) {
  if (!seen.quiz.open && !seen.quiz.gain && !seen.quiz.prediction) {
    $("quiz").hidden = true;
    return;
  }
  import("./quiz.js").then(({ paintSheet }) => paintSheet(seen, you));
}

function paint(seen) {
  if (seen.deleted || seen.you.removed) {
    refuse(seen.deleted ? t("This room has been deleted.") : t("The host has taken you out of this room."));
    for (const id of ["wait", "guess", "decide", "acts", "shared", "merge", "happened", "chart", "quiz", "debrief"]) $(id).hidden = true;
    return;
  }
  const { you, phase } = seen;
  if (seen.turn !== page.seen?.turn) page.strategy = null;
  const back = t("The host has gone a step back: what was decided from there on is void.");
  if (page.seen && seen.position < page.seen.position) page.note = back;
  else if (page.seen && seen.position > page.seen.position && page.note === back) page.note = ""; // it is over with the turn
  page.seen = seen;
  page.tell(seen);
  refuse(seen.stalled ? t("The store of rooms does not answer: the clock stands.") : page.note);
  paintHead(seen, you);
  $("wait").hidden = phase !== "lobby" || Boolean(seen.quiz.open);
  $("guess").hidden = phase !== "predict";
  say($("question"), question(seen.prices, seen.record));
  say($("guessed"), you.guess ? t("Your guess: {guess}. The last one counts.", { guess: you.guess }) : "");
  paintQuiz(seen, you);
  paintDecision(seen, you);
  paintOffers(seen, you);
  paintShared(seen, you);
  paintPast(seen, you);
  paintEnd(seen, you);
  paintDebrief(seen, you);
}

async function refresh() {
  try {
    paint(await get(`${code}/${seat}/state`));
  } catch (error) {
    refuse(error.message);
    if (!gone(error)) return true;
    $("door").hidden = false;
    document.querySelectorAll("main > section, main > form, #pin").forEach((node) => node.remove());
    kept.write("seat", null); // it leads nowhere any more
    return false;
  }
  return true;
}

$("guess").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await post(`${code}/${seat}/guess`, { age: Number(input("age").value) });
    await look();
  } catch (error) {
    refuse(error.message);
  }
});

$("debrief").addEventListener("change", async (event) => {
  const { value } = /** @type {HTMLInputElement} */ (event.target);
  if (!value) return;
  try {
    await post(`${code}/${seat}/bet`, { about: page.seen.debrief.screen, what: value });
    await look();
  } catch (error) {
    refuse(error.message);
  }
});

$("choices").addEventListener("change", (event) => {
  page.strategy = /** @type {HTMLInputElement} */ (event.target).value;
  input("setting").value = "";
  paintDecision(page.seen, page.seen.you);
});

$("decide").addEventListener("submit", (event) => {
  event.preventDefault();
  const strategy = /** @type {HTMLInputElement} */ (document.querySelector("input[name=strategy]:checked")).value;
  const setting = $("set").hidden || input("setting").value === "" ? null : Number(input("setting").value);
  decided("decide", { strategy, setting });
});

$("share").addEventListener("change", (event) => {
  const { value } = /** @type {HTMLInputElement} */ (event.target);
  page.strategy = null;
  decided("share", { what: value || null });
});

$("sheet").addEventListener("change", (event) => {
  const { name, value } = /** @type {HTMLInputElement} */ (event.target);
  const [, sheet, place] = name.split("-");
  decided("mark", { sheet, question: Number(place), option: Number(value) });
});

$("written").addEventListener("submit", (event) => {
  event.preventDefault();
  decided("write", { text: input("sentence").value });
});

$("merge").addEventListener("change", (event) => {
  decided("merge", { rule: /** @type {HTMLInputElement} */ (event.target).value });
});

/** Offers and engines: what is chosen there counts at once. */
$("acts").addEventListener("change", (event) => {
  const { name, value } = /** @type {HTMLInputElement} */ (event.target);
  const [verb, about] = name.split("-");
  if (verb === "answer") decided(verb, { offer: Number(about), option: value === "" ? null : Number(value) });
  else decided(verb, { slot: Number(about), call: value || null });
});

translate(document.body);
$("door").firstElementChild.setAttribute("href", `${root}/${code}`);
await enter(seat).catch((error) => refuse(error.message));
look = follow(seat, refresh);
send();
