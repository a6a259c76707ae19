/* The debrief: screen by screen, guess first; on the wall, on phones, and whole on the host's console. */

import { $, el, middle, number, put, say, t, tn } from "./common.js";
import { PICTURES } from "./debrief_pictures.js";
import { SENTENCES, ownSentence } from "./debrief_sentences.js";

const FEW = 6; // options that are shown as buttons
const TITLES = {
  money: () => t("Everybody's money"),
  costs: () => t("Where the money went"),
  same: () => t("The same decisions on the same engines"),
  quality: () => t("Decision quality"),
  luck: () => t("How much was luck"),
  federation: () => t("With and without the federation"),
  helpers: () => t("Who helped the others"),
  blind: () => t("Blind spots"),
};
const QUESTIONS = {
  luck: () => t("Guess first: how much of what sets the factories apart was luck?"),
  federation: () => t("Guess first: how much would the class have lost without its federation?"),
  helpers: () => t("Guess first: whose failures helped the others most?"),
};
const OPTIONS = {
  low: () => t("Less than a third"),
  middle: () => t("A third to two thirds"),
  high: () => t("More than two thirds"),
  none: () => t("Nothing: it would have earned as much or more"),
  some: () => t("Up to $10,000 a factory"),
  more: () => t("$10,000 to $50,000 a factory"),
  most: () => t("More than $50,000 a factory"),
};

export const screenTitle = (name) => TITLES[name]();
export const screenQuestion = (name) => QUESTIONS[name]();
const optionText = ({ value, name }) => name ?? OPTIONS[value]();

const unsureText = () => t("Which guess of luck's share is right is too close to tell.");
const nobodyRight = (name, all) => (name === "luck" ? unsureText() : tn("{n} guessed, and nobody could guess right: no single factory was needed.", "{n} guessed, and nobody could guess right: no single factory was needed.", all));

/** What the room guessed, and what is right. */
function guesses({ name, right, options, bets }) {
  const all = Object.values(bets ?? {}).reduce((sum, count) => sum + count, 0);
  if (!all) return null;
  if (!right) return el("p", { class: "guesses quiet" }, nobodyRight(name, all));
  const good = bets[right] ?? 0;
  const texts = options.map((one) => `${optionText(one)}: ${number(bets[one.value] ?? 0)}`);
  return el("p", { class: "guesses quiet" }, `${tn("{n} of {all} guessed right.", "{n} of {all} guessed right.", good, { all: number(all) })} ${name === "helpers" ? "" : texts.join(" · ")}`);
}

/** At what age the room would have serviced, guessed before the first turn; a phone says it elsewhere. */
function ages({ race: { guesses: rising } }) {
  return rising.length ? el("p", { class: "guesses quiet" }, t("Guessed age of service: from {low} to {high}, {middle} in the middle", {
    low: number(rising[0]), high: number(rising.at(-1)), middle: number(middle(rising)) })) : null;
}

/** What somebody guessed, beside what is right. */
function ownGuess({ name, right, options }, { debrief }) {
  const said = debrief.bets?.[name];
  if (!said) return "";
  if (!right) return name === "luck" ? "" : t("You guessed, and nobody could guess right: no single factory was needed.");
  const mine = options.find(({ value }) => value === said);
  return said === right ? t("You guessed right.") : t("You guessed: {guess}.", { guess: mine ? optionText(mine) : said });
}

/** What is said until the figures are there, and how far they are. */
function working({ name, done, of }) {
  const replays = ["federation", "helpers"].includes(name);
  const text = replays ? t("The room is being played again without them: {done} of {of} times …", { done: number(done), of: number(of) })
    : t("Being worked out: {done} of {of} factories …", { done: number(done), of: number(of) });
  return el("div", { class: "working", role: "status" }, el("p", {}, of ? text : t("The room is being played again without them …")),
    of ? el("progress", { max: of, value: done, "aria-label": t("How much has been worked out") }) : null);
}

/** A screen that is shown: its title, its sentence, its picture. */
function sheet(screen, seen, size, own = null) {
  const { name, figures } = screen;
  const title = size.title === false ? null : el("h2", {}, screenTitle(name));
  if (!figures) return el("section", { class: "sheet", "data-screen": name }, title, working(screen));
  const mine = own ? [ownGuess(screen, own), ownSentence(name, own)].filter(Boolean).join(" ") : "";
  return el("section", { class: "sheet", "data-screen": name }, title, el("p", { class: "sentence" }, SENTENCES[name](figures, seen)),
    mine ? el("p", { class: "mine" }, mine) : null, guesses(screen), name === "money" && !own ? ages(seen) : null, PICTURES[name](figures, seen, size, own));
}

const asked = ({ guessed }, seats) => t("{done} of {seats} have guessed", { done: guessed, seats });

/** What the wall shows: one screen, or what is asked before it. */
export function paintWall(node, seen) {
  const { debrief, seats } = seen;
  if (debrief.asks) {
    const few = debrief.options.length <= FEW;
    put(node, el("section", { class: "sheet asks", "data-screen": debrief.screen }, el("ul", { class: "options" }, ...(few ? debrief.options.map((one) => el("li", {}, optionText(one))) : [])),
      el("p", {}, few ? t("Choose on your phone.") : t("Choose a factory on your phone.")),
      el("progress", { max: Math.max(1, seats), value: debrief.guessed, "aria-label": t("How many have guessed") }), el("p", { class: "figure", role: "status" }, asked(debrief, seats))));
    return;
  }
  const { clientWidth: wide, clientHeight: tall } = node;
  put(node, sheet(debrief.screens.at(-1), seen, { wide: wide * 0.62, tall: tall * 0.72, type: Math.max(20, innerHeight * 0.027), title: false }));
}

/** The title of the wall in the debrief. */
export const wallTitle = ({ screen, asks }) => (asks ? screenQuestion(screen) : screenTitle(screen));

function choice({ screen, options }, chosen) {
  if (options.length > FEW) {
    return el("select", { name: "bet", "aria-label": screenQuestion(screen), "data-key": "bet" }, el("option", { value: "" }, t("Choose a factory")),
      ...options.map((one) => el("option", { value: one.value, selected: one.value === chosen }, optionText(one))));
  }
  return el("div", { role: "radiogroup", "aria-label": screenQuestion(screen) }, ...options.map((one) => el("label", {},
    el("input", { type: "radio", name: "bet", value: one.value, checked: one.value === chosen, "data-key": `bet-${one.value}` }), el("span", {}, optionText(one)))));
}

/** What a phone shows: what is asked now, and all screens that have been shown, the newest first. */
export function paintSeat(node, seen, you) {
  const { debrief } = seen;
  const chosen = you.debrief.bets?.[debrief.screen];
  const wide = Math.min(680, document.body.clientWidth - 32);
  const size = { wide, tall: wide * 0.6, type: 12 };
  put(node, debrief.asks ? el("section", { class: "card", "data-screen": debrief.screen }, el("h2", {}, screenQuestion(debrief.screen)),
    choice(debrief, chosen), el("p", { role: "status" }, chosen ? t("Guessed. The last one counts until it is shown.") : "")) : null,
    ...[...debrief.screens].reverse().map((screen) => sheet(screen, seen, size, you)));
}

/** What comes next, on the host's button; empty at the end. */
export function nextText({ step, steps }) {
  if (step + 1 >= steps.length) return "";
  const [name, asks] = steps[step + 1];
  return asks ? t("Ask: {title}", { title: screenTitle(name) }) : t("Show: {title}", { title: screenTitle(name) });
}

/** What the host sees: where the debrief stands, and all screens, to be printed. */
export function paintHost(node, seen) {
  const { debrief, seats } = seen;
  const wide = Math.min(1000, document.body.clientWidth - 32);
  const size = { wide: wide * 0.6, tall: wide * 0.33, type: 13 };
  say($("stands"), debrief.asks ? `${t("On the wall: {title}", { title: screenQuestion(debrief.screen) })} ${asked(debrief, seats)}`
    : t("On the wall: {title}", { title: screenTitle(debrief.screen) }));
  put(node, ...debrief.screens.map((screen) => sheet(screen, seen, size)));
}
