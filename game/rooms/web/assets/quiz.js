/* Sheets of questions that the host opens, as a seat sees them. */

import { $, el, number, put, say, t, tn } from "./common.js";

export const SHEETS = {
  before: () => t("Questions before"),
  prediction: () => t("Predict"),
  after: () => t("Questions after"),
  sentence: () => t("One sentence"),
};

/** One question with its options; what is chosen counts at once. */
function question({ text, options }, place, sheet, chosen) {
  return el("fieldset", {}, el("legend", {}, text), ...options.map((option, at) => el("label", {},
    el("input", { type: "radio", name: `mark-${sheet}-${place}`, value: at, checked: chosen === at, "data-key": `mark-${place}-${at}` }),
    el("span", {}, option))));
}

/** How far somebody is; what is left blank is named before the host closes the sheet. */
function handedText(done, all) {
  if (done === all) return t("All answered. Change them until the host closes the sheet.");
  const left = all - done;
  return done ? tn("{n} question left blank: it counts as wrong when the host closes the sheet.", "{n} questions left blank: they count as wrong when the host closes the sheet.", left)
    : t("{done} of {all} answered", { done, all });
}

function openSheet({ quiz }, you) {
  const { questions, marks } = you.quiz;
  const done = Object.keys(marks).length;
  return [
    el("h1", {}, SHEETS[quiz.open]()),
    el("p", { class: "quiet" }, quiz.open === "before" ? t("To see later what the lesson has changed. Nobody else sees your answers; guess where you do not know.") : t("Nobody else sees your answers.")),
    ...questions.map((one, place) => question(one, place, quiz.open, marks[place])),
    el("p", { role: "status" }, handedText(done, questions.length)),
  ];
}

/** What somebody got right, and why each answer is the right one. */
function result({ quiz }, you) {
  const { scores, own } = you.quiz;
  const all = quiz.gain.questions.length;
  const score = (sheet) => (scores[sheet] === null ? t("not answered") : t("{right} of {all}", { right: scores[sheet], all }));
  return [
    el("h1", {}, t("Your answers")),
    el("p", {}, t("Right before: {before}. Right after: {after}.", { before: score("before"), after: score("after") })),
    el("details", { "data-key": "why" }, el("summary", {}, t("The right answers, and why")), el("ol", {}, ...quiz.gain.questions.map((one, place) => el("li", {},
      el("p", {}, one.text), el("p", {}, el("b", {}, one.right), own[place] === one.right ? ` ✓ ${t("as you said")}` : own[place] ? ` ${t("You said: {option}", { option: own[place] })}` : scores.after === null ? "" : ` ${t("You left it blank: that counts as wrong.")}`),
      el("p", { class: "quiet" }, one.why))))),
  ];
}

/** Show a seat the sheet that is open, and later what it got right. */
export function paintSheet(seen, you) {
  const { quiz } = seen;
  const writes = quiz.open === "sentence";
  const shows = (quiz.open && !writes) || quiz.gain || quiz.prediction;
  $("quiz").hidden = !shows && !writes;
  $("written").hidden = !writes;
  if (writes) say($("handed"), you.quiz.sentence ? t("Handed in: {sentence}. Others read it after the host's yes.", { sentence: you.quiz.sentence }) : "");
  if (quiz.open && !writes) put($("sheet"), ...openSheet(seen, you));
  else put($("sheet"), ...(quiz.gain ? result(seen, you) : quiz.prediction ? poll(quiz) : []));
}

/** What the class predicted: in sight while the host shows it, folded then. */
function poll({ told, prediction }) {
  const shown = predicted(prediction);
  return told === "prediction" ? shown : [el("details", { "data-key": "prediction" }, el("summary", {}, t("What the class predicted")), ...shown)];
}

/** How many expect what, as bars with their numbers; what has come, in the end. */
export function predicted({ text, options, counts, came }) {
  const all = Math.max(1, counts.reduce((sum, count) => sum + count, 0));
  return [el("h1", {}, text), el("ul", { class: "counted" }, ...options.map((option, at) => el("li", { class: came === at ? "own" : null },
    el("span", {}, option, came === at ? el("b", {}, ` · ${t("so it came")}`) : null), el("b", { class: "figure" }, number(counts[at])),
    bar(counts[at] / all))))];
}

/** A bar as long as a share is large. */
function bar(share) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = made.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
  made.setAttribute("aria-hidden", "true");
  for (const [key, value] of Object.entries({ width: `${100 * share}%`, height: "100%", fill: "var(--tt-accent-line)" })) rect.setAttribute(key, value);
  return made;
}
