/* The federation of a room's players: what a seat says of it, and what the room sees it learn. */

import { $, el, money, number, put, say, t, tn } from "./common.js";
import { shape } from "./race.js";

const NS = "http://www.w3.org/2000/svg";
const RULES = {
  fedavg: () => t("merged by averaging"),
  median: () => t("merged by the median"),
  trimmed_mean: () => t("merged by the trimmed mean"),
  krum: () => t("merged by Krum"),
  multi_krum: () => t("merged by Multi-Krum"),
};

const NOISES = {
  light: () => t("updates travel with light noise"),
  strong: () => t("updates travel with strong noise"),
};

const draw = (name, values, ...children) => {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
};

function radio(value, checked, text) {
  return el("label", {}, el("input", { type: "radio", name: "share-0", value, checked, "data-key": `share-${value}` }), el("span", {}, text));
}

/** What somebody may say in this turn: who says nothing goes on as before. */
function choices({ member, said }) {
  const before = said ? said === "leave" : member;
  const usual = before ? t("Stay in") : t("Stay out");
  const other = before
    ? ["leave", t("Leave: your own model goes on")]
    : ["join", t("Join: your failures train the common model, and it runs your engines")];
  return [radio("", !said, usual), radio(other[0], said === other[0], other[1])];
}

function seenText({ seen: [compressors, fans], error, sent, members, away }) {
  return [
    tn("It was trained in {sent} of {n} factory", "It was trained in {sent} of {n} factories", members, { sent }),
    away ? tn("{n} was away all turn", "{n} were away all turn", away) : "",
    t("has seen {compressors} and {fans} fail", { compressors: tn("{n} compressor", "{n} compressors", compressors), fans: tn("{n} fan", "{n} fans", fans) }),
    t("is off by {error} cycles", { error: number(error, 1) }),
  ].filter(Boolean).join(" · ");
}

/** What one's updates are worth to the others so far; nothing before there is something. */
function worthText(worth, turn) {
  if (worth === null) return "";
  if (worth === 0) return t("without your updates the others would have just as much at the end of turn {turn}", { turn });
  return worth > 0 ? t("without your updates the others would have {money} less at the end of turn {turn}; later turns can change that", { money: money(worth), turn })
    : t("without your updates the others would have {money} more at the end of turn {turn}; later turns can change that", { money: money(-worth), turn });
}

function ownText({ gave, gain, worth, asOf }) {
  return [
    tn("Your factory gave {n} failure", "Your factory gave {n} failures", gave),
    !gain ? "" : t("{gain} against a model of your own", { gain: signed(gain) }),
    gave ? worthText(worth, asOf) : "",
  ].filter(Boolean).join(" · ");
}

const bytesText = ({ moved, stayed }) => t("{moved} kB moved, {stayed} kB stayed at home", { moved: number(moved / 1000), stayed: number(stayed / 1000) });

/** No line ends between a sign and its dollars. */
const signed = (value) => `${value > 0 ? "+" : ""}${money(value).replace("−", "−\u2060")}`;

/** What a class may vote for, and what it does. */
const VOTES = {
  fedavg: () => t("The average: every update counts"),
  median: () => t("The median: the middle one, so that a single wild update changes little"),
  trimmed_mean: () => t("The trimmed mean: the average without the highest and the lowest"),
};

/** A ballot on how updates are merged, as long as the host leaves it open. */
function ballot({ vote }, { merge }) {
  return el("fieldset", {}, el("legend", {}, t("The class votes: how shall updates be merged from now on?")), ...vote.options.map((rule) => el("label", {},
    el("input", { type: "radio", name: "merge-0", value: rule, checked: rule === merge, "data-key": `merge-${rule}` }), el("span", {}, VOTES[rule]()))),
    el("p", { class: "quiet" }, t("The last vote of each counts when the turn ends; a tie changes nothing. Another rule begins with a fresh model.")));
}

/** How a vote stands, or went. */
function voteText({ vote, rule }, seats) {
  if (!vote) return "";
  if (!vote.over) return t("The class votes how updates are merged: {voted} of {seats} have voted.", { voted: vote.voted, seats });
  const told = vote.options.map((one, place) => `${VOTES[one]().split(":")[0]} ${number(vote.votes[place])}`).join(", ");
  return `${t("The vote of turn {turn}: {votes}.", { turn: vote.turn + 1, votes: told })} ${vote.winner ? "" : t("A tie or none: still {rule}.", { rule: (RULES[rule] ?? RULES.fedavg)() })}`;
}

/** Show a seat what it may decide about the federation, and what it has of it. */
export function paintShare({ federation, turn }, you) {
  const { share } = you;
  $("shared").hidden = false;
  const last = federation.trainings.at(-1);
  put($("facts"),
    el("p", {}, federation.open
      ? t("A common model, trained at the end of every turn on the failures of all who are in and have looked in during it. Sensor data stay at home.")
      : t("From turn {turn} on your own failures may train a common model. Sensor data stay at home.", { turn: federation.opens + 1 })),
    last ? el("p", {}, seenText(last)) : null,
    last && you.missed ? el("p", {}, t("You had not looked in since turn {turn} began, so its training went without your failures. They count from the next turn in which you look in: now you do.", { turn: last.turn + 1 })) : null,
    federation.open && (you.gave || share.member) ? el("p", { class: "quiet" }, ownText(you)) : null);
  put($("share"), ...(turn !== null && share.open ? choices(share) : []));
  const votes = federation.vote && !federation.vote.over && turn !== null;
  $("merge").hidden = !votes;
  put($("merge"), votes ? ballot(federation, share) : null);
}

/** Who was in the last training: all members in a ring; a line for each update that was merged. */
function round({ members, sent }) {
  const [middle, ring] = [50, 42];
  const picture = draw("svg", { viewBox: "0 0 100 100", class: "round", role: "img",
    "aria-label": tn("{n} member's update was merged", "{n} members' updates were merged", sent.length) });
  members.forEach((seat, place) => {
    const angle = (2 * Math.PI * place) / members.length - Math.PI / 2;
    const [x, y] = [middle + ring * Math.cos(angle), middle + ring * Math.sin(angle)];
    const gave = sent.includes(seat);
    if (gave) picture.append(draw("line", { x1: x, y1: y, x2: middle, y2: middle, stroke: "var(--tt-accent-line)", "stroke-width": 0.8 }));
    const size = Math.max(3, Math.min(9, 160 / members.length));
    const mark = shape(seat);
    for (const [key, value] of Object.entries({ x: x - size / 2, y: y - size / 2, width: size, height: size, opacity: gave ? 1 : 0.45 })) mark.setAttribute(key, String(value));
    picture.append(mark);
  });
  picture.append(draw("circle", { cx: middle, cy: middle, r: 9, fill: "var(--tt-panel)", stroke: "var(--tt-text)" }));
  return picture;
}

/** A bar as high as an error is large, from nothing to the largest that is shown. */
function bar(error, most) {
  const high = (50 * error) / most;
  return draw("svg", { viewBox: "0 0 16 50", class: "bar-of", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 50 - high, width: 16, height: high, fill: "var(--tt-accent-line)" }));
}

/** How far the model was off at each training, and how much it had seen. */
function steps(trainings) {
  const most = Math.max(45, ...trainings.map(({ error }) => error));
  return el("ol", { class: "steps" }, ...trainings.map(({ cycle, error, seen }) => el("li", {},
    bar(error, most), el("b", { class: "figure" }, number(error, 1)),
    el("small", {}, t("cycle {cycle}", { cycle: number(cycle) })), el("small", {}, t("{n} seen", { n: number(seen[0] + seen[1]) })))));
}

const LITTLE = 1000; // dollars of worth below which nobody in particular has helped

const helpers = (board) => board.filter(({ worth, gave }) => worth !== null && gave > 0).sort((one, other) => other.worth - one.worth);

function ledger(known, most) {
  return el("ol", { class: "lines" }, ...known.slice(0, most).map((one, place) => el("li", { "data-place": place + 1 },
    shape(one.seat), el("span", {}, one.name, el("small", {}, ` ${tn("{n} failure", "{n} failures", one.gave)}`)),
    el("b", { class: "figure" }, signed(one.worth)))));
}

/** Who was there at the last training and has had no failure to give. */
function givenNothing(free, most) {
  const names = free.slice(0, most).map(({ name }) => name).join(", ");
  return free.length > most ? tn("Of those who were there, {n} has had no failure to give, among them {names}", "Of those who were there, {n} have had no failure to give, among them {names}", free.length, { names })
    : tn("Of those who were there, {n} has had no failure to give: {names}", "Of those who were there, {n} have had no failure to give: {names}", free.length, { names });
}

/** What the common model no longer knows, or from whom alone: by fault, then how. */
const NEEDS = {
  left: [(who) => t("What the model knew of compressors' failures left with {names}.", who), (who) => t("What the model knew of fans' failures left with {names}.", who)],
  away: [(who) => t("The model has lost compressors' failures: away with them was {names}.", who), (who) => t("The model has lost fans' failures: away with them was {names}.", who)],
  only: [(who) => t("It knows compressors' failures from {names} alone.", who), (who) => t("It knows fans' failures from {names} alone.", who)],
};

/** Why some factory was needed, whatever the others have earned by now; `lost` alone: what is known no more. */
function needsText(needs, board, lost) {
  const names = (seats) => board.filter(({ seat }) => seats.includes(seat)).map(({ name }) => name).join(", ");
  return needs.flatMap(({ fault, only, left, away }) => [["left", left], ["away", away], ["only", only && !lost ? [only] : []]]
    .filter(([, seats]) => names(seats)).map(([how, seats]) => NEEDS[how][fault]({ names: names(seats) }))).join(" ");
}

/**
 * Show the room what its federation is, has learned and earned, and who has taught it.
 * @param {Element} node
 * @param {any} seen
 * @param {number} most contributors
 */
export function paintRoom(node, { federation, board, seats, turn }, most) {
  const wall = Number.isFinite(most);
  const { trainings, members, rule, noise, gain, ring, needs } = federation;
  const last = trainings.at(-1);
  const free = board.filter(({ idle }) => idle);
  const asOf = Math.max(0, ...board.map((one) => one.asOf));
  const known = asOf ? helpers(board) : [];
  const helped = (known[0]?.worth ?? 0) < LITTLE ? [] : wall ? known.filter(({ worth }) => worth >= LITTLE) : known;
  const lacks = needsText(needs ?? [], board, helped.length > 0 || !known.length);
  put(node, el("p", {}, el("b", {}, tn("{n} factory learns together", "{n} factories learn together", members)),
    ` · ${[(RULES[rule] ?? RULES.fedavg)(), (NOISES[noise] ?? (() => ""))(),
      gain === null || !last ? "" : t("{gain} in all against models of one's own", { gain: signed(gain) })].filter(Boolean).join(" · ")}`),
    federation.vote ? el("p", { class: "vote" }, voteText(federation, seats)) : null,
    last ? el("div", { class: "learned" }, ring.members.length ? round(ring) : null, steps(wall ? trainings.filter((one) => one === trainings[0] || one === last) : trainings)) : el("p", {}, federation.opens === turn ? t("The first training comes when this turn ends: join on your phone.")
      : members ? t("Nobody who is in has had a failure yet.") : t("Nobody is in yet: join on your phone.")),
    last ? el("p", { class: "quiet" }, wall ? seenText(last) : `${seenText(last)} · ${bytesText(last)}`) : null,
    helped.length ? el("h2", {}, t("Worth to the others, up to turn {turn}", { turn: asOf })) : null,
    helped.length ? ledger(helped, most) : null,
    lacks ? el("p", {}, lacks) : null,
    known.length && !helped.length && !needs?.length ? el("p", {}, t("Up to turn {turn} no single factory was needed: leave any one out, and the others still know what it taught.", { turn: asOf })) : null,
    last && free.length ? el("p", {}, givenNothing(free, wall ? 2 : free.length)) : null);
}

/** Show the room's part where there is one; it is loaded by who has one alone. */
export function paintFederation(seen, most) {
  const opened = seen.federation.open && seen.phase !== "lobby";
  $("federation").hidden = !opened;
  if (opened) paintRoom($("learned"), seen, most);
  else say($("learned"), "");
}
