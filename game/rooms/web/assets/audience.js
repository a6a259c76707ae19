/* What the pages of an audience share: where it is, how votes stand, and what comes next. */

import { $, el, money, number, say, t, tn } from "./common.js";

export const LETTERS = "ABCD";

/**
 * @typedef {{number: number, kind: string, title: string, line: string, options: {name: string, line: string}[],
 *   closed: boolean, voted: number, votes: number[]|null, winner: number|null, order: string}} Ballot
 */

/** Where the match is, in words; while a turn is shown that is over, in that one. */
export function place({ stage, turn, turns }, flies = false) {
  if (stage === "lobby") return t("Come in");
  if (stage === "debrief" && !flies) return t("The end");
  return t("Turn {turn} of {turns}", { turn: flies ? turn ?? turns : turn + 1, turns });
}

/** How many votes there are. */
export const whole = (votes) => votes.reduce((sum, count) => sum + count, 0);

/** How many of a hundred voters are for an option, so that all make a hundred; null where that is hidden, or nobody has voted. */
function part(votes, index) {
  const all = whole(votes ?? []);
  if (!all) return null;
  const exact = votes.map((count) => (100 * count) / all);
  const order = exact.map((_, place) => place).sort((a, b) => (exact[b] % 1) - (exact[a] % 1) || a - b);
  const missing = 100 - whole(exact.map(Math.floor));
  return Math.floor(exact[index]) + Number(order.indexOf(index) < missing);
}

/** How the options stand that most have voted for: "2 against 2". */
export const tieText = (votes) => votes.filter((count) => count === Math.max(...votes)).map((count) => number(count))
  .reduce((one, other) => t("{one} against {other}", { one, other }));

/** The same in words. */
export function share(votes, index) {
  const hundredths = part(votes, index);
  return hundredths === null ? "" : t("{share}%", { share: hundredths });
}

/** What a ballot has come to. */
export function verdict(/** @type {Ballot} */ { closed, votes, winner, options, kind, voted, order }) {
  if (!closed) return tn("{n} has voted", "{n} have voted", voted);
  const all = whole(votes ?? []);
  if (kind === "guess") return all ? tn("{n} has guessed. Now see.", "{n} have guessed. Now see.", all) : t("Nobody has guessed. Now see.");
  if (winner !== null) return tn("Decided: {option}, by {votes} of {n} vote.", "Decided: {option}, by {votes} of {n} votes.", all, { option: options[winner].name, votes: number(votes[winner]) });
  if (kind === "offer") return all ? t("A tie, {tie}: the offer is not taken.", { tie: tieText(votes) }) : t("Nobody has voted: the offer is not taken.");
  return all ? t("A tie, {tie}: the order in force stands ({order}).", { tie: tieText(votes), order }) : t("Nobody has voted: the order in force stands ({order}).", { order });
}

const bar = ({ name, line }, index) => el("li", {}, el("i"), el("b", { class: "letter" }, LETTERS[index]),
  el("span", {}, name, el("small", {}, line)), el("b", { class: "figure" }));

/** Show a ballot's options as bars, empty while its votes are hidden; they grow where they stand. */
export function showBars(node, /** @type {Ballot} */ { number: name, options, votes, winner }) {
  if (node.dataset.of !== String(name)) node.replaceChildren(...options.map(bar));
  node.dataset.of = String(name);
  [...node.children].forEach((line, index) => {
    line.classList.toggle("won", winner === index);
    line.firstElementChild.style.width = `${part(votes, index) ?? 0}%`;
    say(line.lastElementChild, share(votes, index));
  });
}

/** Say that a vote has been made void. */
export function paintVoid(title) {
  say($("title"), t("“{title}”: this vote is void, it counts for nothing.", { title }));
  for (const id of ["line", "told"]) say($(id), "");
}

/** What the last turn has brought. */
export function brought({ came, turnCycles }) {
  if (!came) return "";
  const values = { cycles: turnCycles, money: money(Math.abs(came.change)) };
  return came.change < 0 ? t("The last {cycles} cycles lost {money}.", values) : t("The last {cycles} cycles earned {money}.", values);
}

/** What became of contracts meanwhile. */
export const settled = ({ came }) => (came?.settled ?? []).join(" ");

/** How many guessed that. */
export function guessed({ came }) {
  if (!came?.guessed) return "";
  return t("{right} of {all} had guessed it ({range}).", { right: number(came.right), all: number(came.guessed), range: came.range });
}

/**
 * What comes next, by one button: what is asked of the server, and what the button says.
 * @returns {{verb: string, values: Object, text: string}|null}
 */
export function nextOf({ stage, position, ballot, questions, turnCycles, ready }) {
  if (stage === "lobby") return { verb: "step", values: { position }, text: t("Begin") };
  if (stage === "debrief" || !ready) return null;
  if (stage === "asking") return { verb: "close", values: { ballot: ballot.number }, text: t("Close this vote now") };
  const fly = { verb: "step", values: { position }, text: t("Fly the next {cycles} cycles", { cycles: turnCycles }) };
  const wanted = questions.find(({ kind }) => (stage === "ready") !== (kind === "guess"));
  if (stage === "guessed" || !wanted) return fly;
  const { kind, about, title } = wanted;
  const text = kind === "guess" ? t("Guess first: what will they bring?") : t("Ask: {title}", { title });
  return { verb: "ask", values: { kind, about }, text };
}

/** Say what is wrong, or that nothing is. */
export function refuse(node, text) {
  node.hidden = !text;
  say(node, text ?? "");
}
