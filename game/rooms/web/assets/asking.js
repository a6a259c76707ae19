/* Sheets of questions: how the host leads them, and what the wall shows of them. */

import { $, el, percent, put, say, t, tn } from "./common.js";
import { SHEETS, predicted } from "./quiz.js";

const ASKED = () => t("What will you do in your own plant? In my plant I would …");

function gainText({ n, leftOut, blank, before, after, gain, low, high }) {
  if (!n) return t("Nobody has answered both sheets.");
  const known = gain === null ? t("All was right before.") : low === null
    ? t("Of what could still be learned, {gain} has been learned.", { gain: percent(gain) })
    : t("Of what could still be learned, {gain} has been learned ({low} to {high}).", { gain: percent(gain), low: percent(low), high: percent(high) });
  return [
    t("Right before: {before}, after: {after}.", { before: percent(before / 100), after: percent(after / 100) }), known,
    tn("{n} person answered both sheets.", "{n} people answered both sheets.", n),
    leftOut ? tn("{n} answered one of them and is left out.", "{n} answered one of them and are left out.", leftOut) : "",
    blank ? tn("{n} question was left blank and counts as wrong.", "{n} questions were left blank and count as wrong.", blank) : "",
  ].filter(Boolean).join(" ");
}

/** Each question's share of right answers before and after. */
function shares({ questions }) {
  return el("ol", { class: "shares" }, ...questions.map(({ right, text, shares: own }) => el("li", {}, el("span", {}, text),
    el("b", {}, right), own ? el("span", { class: "figure" }, ` ${percent(own[0] / 100)} → ${percent(own[1] / 100)}`) : null)));
}

const quoted = (quotes, most) => el("ul", { class: "quotes" }, ...quotes.slice(-most).map((text) => el("li", {}, text)));

const countText = ({ quiz, seats }) => t("{done} of {seats} have answered everything", { done: quiz.answered, seats });
const blankText = ({ blank }) => (blank ? tn("{n} has left questions blank: a blank counts as wrong.", "{n} have left questions blank: a blank counts as wrong.", blank) : "");

/** What is asked, with what may be chosen: on the wall what is predicted, on the console all. */
const asksOf = ({ asks }) => el("ol", { class: "asked" }, ...asks.map(({ text, options }) => el("li", {}, el("b", {}, text), el("small", {}, ` ${options.join(" · ")}`))));

const LAST = 6; // sentences on the wall

/** Show the wall what is open, or what the host shows of it. */
export function paintStage(node, seen) {
  const { quiz } = seen;
  const sheet = quiz.open ?? quiz.told;
  const shown = quiz.open && sheet !== "sentence" ? [] : toldOf(sheet, quiz);
  if (shown.length) {
    put(node, ...shown, quiz.open ? el("p", {}, `${t("Answer on your phone.")} ${countText(seen)}`) : null);
    return;
  }
  put(node, el("div", { class: "waits" }, el("h1", {}, SHEETS[sheet]()), sheet === "prediction" ? asksOf(quiz) : null, el("p", {}, t("Answer on your phone.")),
    el("progress", { max: Math.max(1, seen.seats), value: quiz.answered, "aria-label": t("How many have answered") }), el("p", { class: "figure" }, countText(seen))));
}

/** What the wall shows of a sheet that is closed, and of sentences while they come. */
function toldOf(sheet, { quotes, prediction, gain }) {
  if (sheet === "sentence") return [el("h1", {}, ASKED()), quoted(quotes, LAST)];
  if (sheet === "prediction" && prediction) return predicted(prediction);
  if (sheet === "after" && gain) return [el("h1", {}, t("What was learned")), el("p", {}, gainText(gain)), shares(gain)];
  return [el("h1", {}, SHEETS[sheet]()), el("p", {}, t("Thank you: the answers are kept."))];
}

/** Show the host of a prepared room its plan of minutes: what to say and do now, and what comes. */
export function paintLesson({ lesson }) {
  $("lesson").hidden = !lesson;
  if (!lesson) return;
  const { title, line, now, parts } = lesson;
  say($("lesson-title"), title);
  const [from, to] = parts[now].minutes;
  put($("parts"), el("p", { class: "quiet" }, line),
    el("h3", { "data-part": now }, t("Minute {from} to {to}: {title}", { from, to, title: parts[now].title })),
    el("p", { class: "message" }, parts[now].say), el("p", {}, parts[now].do),
    el("details", { "data-key": "minutes" }, el("summary", {}, t("All 45 minutes")), el("ol", { class: "minutes" }, ...parts.map((part, place) => el("li", { class: place === now ? "own" : null },
      el("b", {}, `${part.minutes[0]}–${part.minutes[1]} `, part.title), el("p", {}, part.say), el("p", { class: "quiet" }, part.do))))));
}

function button(sheet, { quiz }, main = false) {
  const open = quiz.open === sheet;
  const told = quiz.told === sheet;
  const text = open ? t("Close: {sheet}", { sheet: SHEETS[sheet]() }) : told ? t("Put away: {sheet}", { sheet: SHEETS[sheet]() }) : SHEETS[sheet]();
  const values = open ? { sheet: null, told: sheet } : told ? { sheet: null, told: null } : { sheet, told: null };
  return el("button", { type: "button", class: main ? "main" : null, "data-key": `sheet-${sheet}`, "data-verb": "sheet", "data-values": JSON.stringify(values), "aria-pressed": String(open || told) }, text);
}

function sentence({ seat, text, quoted: on }) {
  const values = JSON.stringify({ seat, on: !on });
  return el("li", { class: "row" }, el("span", { class: "grow" }, text),
    el("button", { type: "button", "data-key": `quote-${seat}`, "data-verb": "quote", "data-values": values, "aria-pressed": String(on) }, on ? t("Take it off the wall") : t("Show it on the wall")));
}

/** Lead the host of a prepared room: one button is green, the sheet that comes now or the step to what comes next. */
export function paintDue(seen) {
  const due = seen.lesson?.due;
  $("due").hidden = !due;
  put($("due"), due ? button(due, seen, true) : null);
  const now = due ? "due" : seen.paused ? "pause" : seen.lesson?.votes ? "poll" : "step";
  for (const id of ["pause", "poll", "step"]) $(id).classList.toggle("main", id === now);
}

/** Show the host which sheet is open, what has been gained, and which sentences wait for a yes. */
export function paintAsking(seen) {
  const { quiz, sentences } = seen;
  put($("sheets"), ...Object.keys(SHEETS).filter((sheet) => sheet !== seen.lesson?.due).map((sheet) => button(sheet, seen)));
  say($("asked"), quiz.open ? `${SHEETS[quiz.open]()}: ${countText(seen)}. ${blankText(quiz)}` : "");
  put($("open-questions"), quiz.open && quiz.asks.length ? el("details", { "data-key": "asks" }, el("summary", {}, tn("{n} question, as everybody reads it", "{n} questions, as everybody reads them", quiz.asks.length)), asksOf(quiz)) : null);
  put($("gained"), quiz.prediction ? el("div", {}, ...predicted(quiz.prediction)) : null, quiz.gain ? el("p", {}, gainText(quiz.gain)) : null, quiz.gain ? el("details", { "data-key": "each" }, el("summary", {}, t("Question by question")), shares(quiz.gain)) : null);
  put($("sentences"), ...sentences.map(sentence));
}
