/* The debrief: screen by screen, guess first; on the wall, on phones, and whole on the host's console. */

import { $, el, number, percent, put, say, t, tn } from "./common.js";
import { PICTURES, about, signed } from "./debrief_pictures.js";

const FEW = 6; // options that are shown as buttons
const TITLES = {
  money: () => t("Everybody's money"),
  costs: () => t("Where the money went"),
  same: () => t("The same decisions on the same engines"),
  quality: () => t("Decisions against the best possible"),
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

/** The one sentence of each screen. */
const SENTENCES = {
  money: ({ best, highest, middle, lowest }, { seats, federation }) => (seats === 1
    ? t("{name} ended with {highest}.", { name: best.name, highest: about(highest) })
    : `${t("{name} ended with {highest}, the last factory with {lowest}; {middle} is the middle.", { name: best.name, highest: about(highest), lowest: about(lowest), middle: about(middle) })} ${federation
      ? t("Each flew engines of its own.") : t("All flew the same engines.")}`),
  costs: ({ mean }) => t("An average factory lost {failures} to repairs, {services} to services, and {standing} because engines stood still.", {
    failures: about(mean.failures), services: about(mean.services), standing: about(mean.standing) }),
  same: ({ best, highest, lowest }) => t("On the same engines, decisions alone earn from {lowest} to {highest}, most those of {name}.", {
    lowest: about(lowest), highest: about(highest), name: best.name }),
  quality: ({ mean }) => (mean === null ? t("There was nothing to decide: waiting for failures was as good as anything.")
    : t("With what each factory knew, the class reached {share} of what the best decisions would have gained.", { share: percent(mean) })),
  luck: ({ share, luckiest: { name, luck } }) => `${t("{share} of what sets the factories apart was luck.", { share: percent(share) })} ${luck >= 0
    ? t("{name} was luckiest: {luck} more than its decisions earn on average.", { name, luck: about(luck) })
    : t("These engines were hard on everybody, least on {name}: {luck} less than its decisions earn on average.", { name, luck: about(-luck) })}`,
  federation: federationSentence,
  helpers: ({ rows }) => (rows.length && rows[0].worth > 0
    ? t("Without what {name}'s failures taught, the others would have earned {worth} less.", { name: rows[0].name, worth: about(rows[0].worth) })
    : t("No factory's failures were worth anything to the others: what one sends, others have seen too.")),
  blind: ({ met, saved }, { federation }) => (!federation ? t("{met} engines failed of a fault that no model at work had seen before.", { met: number(met) })
    : t("{met} engines failed of a fault their model had never seen; the common model saved {saved} that an own model would have lost.", { met: number(met), saved: number(saved) })),
};

function federationSentence({ nobody, money, everybody, members, seats }) {
  const own = money - nobody;
  const more = everybody - money;
  const first = own > 0 ? t("Without the federation an average factory would have earned {less} less.", { less: about(own) })
    : t("Without the federation an average factory would have earned {more} more, or the same.", { more: about(-own) });
  if (members === seats) return first;
  return `${first} ${more > 0 ? t("Had everybody joined at once: {more} more.", { more: about(more) })
    : t("Had everybody joined at once: {less} less, or the same.", { less: about(-more) })}`;
}

/** What the room guessed, and what is right. */
function guesses({ name, right, options, bets }) {
  const all = Object.values(bets ?? {}).reduce((sum, count) => sum + count, 0);
  if (!all || !right) return null;
  const good = bets[right] ?? 0;
  const texts = options.map((one) => `${optionText(one)}: ${number(bets[one.value] ?? 0)}`);
  return el("p", { class: "guesses quiet" }, `${tn("{n} of {all} guessed right.", "{n} of {all} guessed right.", good, { all: number(all) })} ${name === "helpers" ? "" : texts.join(" · ")}`);
}

/** A sentence about the factory of who looks. */
function ownSentence(name, { debrief, gain, worth, gave }) {
  const { costs, quality, luck, blind } = debrief;
  if (name === "federation" && gain) return gain > 0 ? t("Yours earned {more} more than with a model of its own.", { more: about(gain) }) : t("Yours earned {less} less than with a model of its own.", { less: about(-gain) });
  if (name === "helpers" && gave && worth !== null) return t("Yours gave {gave} failures: worth {worth} to the others.", { gave, worth: signed(worth) });
  if (name === "costs" && costs) return t("Yours: {failed} failures and {serviced} services.", { failed: costs.failed, serviced: costs.serviced });
  if (name === "quality" && quality && quality.quality !== null) return t("Yours reached {share}, give or take {error}.", { share: percent(quality.quality), error: percent(2 * quality.error) });
  if (name === "luck" && luck) return luck.luck >= 0 ? t("Your luck: {luck} more than your decisions earn on average.", { luck: about(luck.luck) })
    : t("Your luck: {luck} less than your decisions earn on average.", { luck: about(-luck.luck) });
  if (name === "blind" && blind) return t("Yours: {met} met, {saved} saved.", { met: blind.met, saved: blind.saved });
  return "";
}

/** What somebody guessed, beside what is right. */
function ownGuess({ name, right, options }, { debrief }) {
  const said = debrief.bets?.[name];
  if (!said || !right) return "";
  const mine = options.find(({ value }) => value === said);
  return said === right ? t("You guessed right.") : t("You guessed: {guess}.", { guess: mine ? optionText(mine) : said });
}

/** What is said until the figures are there. */
function working({ name, done, of }) {
  if (["federation", "helpers"].includes(name)) return t("The room is being played again without them …");
  return t("Being worked out: {done} of {of} factories …", { done: number(done), of: number(of) });
}

/** A screen that is shown: its title, its sentence, its picture. */
function sheet(screen, seen, size, own = null) {
  const { name, figures } = screen;
  const title = size.title === false ? null : el("h2", {}, screenTitle(name));
  if (!figures) return el("section", { class: "sheet", "data-screen": name }, title, el("p", { role: "status" }, working(screen)));
  const mine = own ? [ownGuess(screen, own), ownSentence(name, own)].filter(Boolean).join(" ") : "";
  return el("section", { class: "sheet", "data-screen": name }, title, el("p", { class: "sentence" }, SENTENCES[name](figures, seen)),
    mine ? el("p", { class: "mine" }, mine) : null, guesses(screen), PICTURES[name](figures, seen, size, own));
}

const asked = ({ guessed }, seats) => t("{done} of {seats} have guessed", { done: guessed, seats });

/** What the wall shows: one screen, or what is asked before it. */
export function paintWall(node, seen) {
  const { debrief, seats } = seen;
  if (debrief.asks) {
    const few = debrief.options.length <= FEW;
    put(node, el("section", { class: "sheet asks", "data-screen": debrief.screen }, el("ul", { class: "options" }, ...(few ? debrief.options.map((one) => el("li", {}, optionText(one))) : [])),
      el("p", {}, few ? t("Choose on your phone.") : t("Choose a factory on your phone.")), el("p", { role: "status" }, asked(debrief, seats))));
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
