/* What a debrief says: one sentence of each screen, and one about the factory of who looks. */

import { money, number, percent, t, tn } from "./common.js";

const JOINER = "\u2060"; // no line ends between a minus and its dollars

/** Money that is an estimate, or stands for many factories: to the thousand, less than one to the hundred. */
export function about(value) {
  const unit = Math.abs(value) < 1000 ? 100 : 1000;
  return money(Math.round(value / unit) * unit || 0).replace("−", `−${JOINER}`);
}
export const signed = (value) => (value >= 50 ? `+${about(value)}` : about(value));

/** Whether it is said as more than nothing, less than nothing, or nothing: 1, -1 or 0. */
const said = (value) => Math.sign(Math.round(value / 100));

/** What a federation did besides: services cost, too. */
const servicesText = (more) => (more > 0 ? tn("The federation also made {n} more service.", "The federation also made {n} more services.", more)
  : more < 0 ? tn("The federation also spared {n} service.", "The federation also spared {n} services.", -more) : "");

/** What a class has of learning from each other, though nobody in particular was needed. */
const togetherText = (worth) => (worth === null ? "" : worth > 0 ? t("Together they were worth {money}: without all of them the class would have that much less.", { money: about(worth) })
  : t("All of them together: {money} against models of one's own.", { money: about(worth) }));

/** When those failed that nobody saw coming: a federation helps from its opening on alone. */
const whenText = (met, before, within) => t("Before the federation opened: {before}; since then with models of their own: {apart}, under the common model: {within}.", {
  before: number(before), apart: number(met - before - within), within: number(within) });

/** What is no loss of the federation's: it failed when its factory had left. */
const leftText = (left) => (left ? tn("{n} more would have been, and failed when its factory had left the federation.",
  "{n} more would have been, and failed when their factories had left the federation.", left) : "");

/** What became of a factory's engines; what failed after it had left is told apart. */
export const becameText = ({ met, saved, lost, left }) => (left ? t("{met} met, {saved} saved, {lost} lost, {left} after leaving", { met, saved, lost, left })
  : t("{met} met, {saved} saved, {lost} lost", { met, saved, lost }));

/** Who is first: one by name, of those who stand there together one and how many more. */
const first = ({ name, equal = 1 }) => (equal > 1 ? tn("{name} and {n} other", "{name} and {n} others", equal - 1, { name }) : name);

function moneySentence({ best, highest, middle, lowest }, { seats, federation }) {
  if (seats === 1) return t("{name} ended with {highest}.", { name: best.name, highest: about(highest) });
  const values = { name: first(best), highest: about(highest), lowest: about(lowest), middle: about(middle) };
  return `${best.equal === seats ? t("All ended with {highest}.", values) : t("{name} ended with {highest}, the last factory with {lowest}; {middle} is the middle.", values)} ${federation
    ? t("Each flew engines of its own.") : t("All flew the same engines.")}`;
}

function sameSentence({ best, highest, lowest, of }) {
  const values = { lowest: about(lowest), highest: about(highest), name: first(best) };
  if (of > 1 && best.equal === of) return t("On the same engines, the decisions of each factory earn alike: {highest}.", values);
  return t("On the same engines, decisions alone earn from {lowest} to {highest}, most those of {name}.", values);
}

/** How much of what sets factories apart was luck; of a single one nothing does. */
function apartText({ share, error = 0, apart = true, of = 2 }) {
  if (of === 1) return "";
  if (!apart) return t("Nothing sets the factories apart: they decided alike, and had the same luck.");
  if (!share && !error) return t("None of what sets the factories apart was luck.");
  if (Math.round(100 * (share + error)) === 0) return t("Hardly any of what sets the factories apart was luck.");
  if (share + error >= 1 && share <= error) return t("How much of what sets the factories apart was luck is too close to tell.");
  if (share <= error) return t("At most {share} of what sets the factories apart was luck.", { share: percent(share + error) });
  const values = { share: percent(share), error: percent(error) };
  return Math.round(100 * error) ? t("{share} of what sets the factories apart was luck, give or take {error}.", values) : t("{share} of what sets the factories apart was luck.", values);
}

/** The sign of luck that is told: 0 where it is within what it is given or taken by. */
export const signOf = ({ luck, error = 0 }) => (Math.abs(luck) > error ? said(luck) : 0);

/** What luck is given or taken by, where that is anything. */
const giveText = ({ error = 0 }) => (said(error) ? t("Give or take {error}.", { error: about(error) }) : "");

/** Each of them for less luck than none, for none, and for more. */
const LUCK = {
  alone: [(values) => t("{name} earned {luck} less than its decisions do on average.", values), (values) => t("{name} earned about what its decisions do on average.", values), (values) => t("{name} earned {luck} more than its decisions do on average.", values)],
  alike: [(values) => t("Nobody was luckier than the others: each earned {luck} less than its decisions do on average.", values), (values) => t("Nobody was luckier than the others: each earned about what its decisions do on average.", values),
    (values) => t("Nobody was luckier than the others: each earned {luck} more than its decisions do on average.", values)],
  some: [(values) => t("These engines were hard on everybody, least on {name}: {luck} less than their decisions earn on average.", values), (values) => t("{name} were luckiest: they earned about what their decisions do on average.", values),
    (values) => t("{name} were luckiest: {luck} more than their decisions earn on average.", values)],
  one: [(values) => t("These engines were hard on everybody, least on {name}: {luck} less than its decisions earn on average.", values), (values) => t("{name} was luckiest: it earned about what its decisions do on average.", values),
    (values) => t("{name} was luckiest: {luck} more than its decisions earn on average.", values)],
};

function luckSentence(figures) {
  const { luckiest, of = 2 } = figures;
  const { luck, equal = 1, ahead = true } = luckiest;
  const who = of === 1 ? "alone" : equal === of ? "alike" : equal > 1 ? "some" : "one";
  if (!ahead) return `${apartText(figures)} ${t("Who was luckiest is too close to tell.")}`;
  return `${apartText(figures)} ${LUCK[who][signOf(luckiest) + 1]({ name: first(luckiest), luck: about(Math.abs(luck)) })} ${giveText(luckiest)}`.trim();
}

/** The one sentence of each screen. */
export const SENTENCES = {
  money: moneySentence,
  costs: ({ mean }) => t("An average factory lost {failures} to repairs, {services} to services, and {standing} because engines stood still.", {
    failures: about(mean.failures), services: about(mean.services), standing: about(mean.standing) }),
  same: sameSentence,
  quality: ({ mean }) => (mean === null ? t("There was nothing to decide: waiting for failures was as good as anything.")
    : t("With what each factory knew, the class reached {share} of what the best decisions would have gained.", { share: percent(mean) })),
  luck: luckSentence,
  federation: federationSentence,
  helpers: ({ rows, poisoned, needed, needs, together }) => (needed
    ? t("Without what {name}'s failures taught, the others would have earned {worth} less.", { name: rows[0].name, worth: about(rows[0].worth) })
    : poisoned ? t("No factory's failures were worth anything to the others: some updates were poisoned, and what the others sent was merged with them.")
      : rows.length ? `${needs ? t("Leave any one factory out, and the others have hardly less by the end, though some had taught what nobody else knew.")
        : t("No single factory was needed: leave any one out, and the others still know what it taught.")} ${togetherText(together)}`.trim() : ""),
  blind: ({ met, before, within, fans, saved, lost, left, services }, { federation }) => `${federation
    ? `${tn("{n} engine failed without a sign, of a fault its model had never seen.", "{n} engines failed without a sign, of a fault their model had never seen.", met)} ${met && before !== undefined ? whenText(met, before, within) : ""}`
    : tn("{n} engine failed without a sign, of a fault that no model at work had seen before.", "{n} engines failed without a sign, of a fault that no model at work had seen before.", met)} ${
    met && fans !== undefined ? t("What had worn out: {compressors}, {fans}.", { compressors: tn("{n} compressor", "{n} compressors", met - fans), fans: tn("{n} fan", "{n} fans", fans) }) : ""} ${
    federation ? t("The same engines without a federation: of those serviced here {saved} would have failed, of those that failed here {lost} would have been serviced.", { saved: number(saved), lost: number(lost) }) : ""} ${federation ? leftText(left ?? 0) : ""} ${federation ? servicesText(services) : ""}`.trim().replaceAll("  ", " "),
};

/** How much more or less, in words. */
const than = (value) => [t("{money} less", { money: about(-value) }), t("just as much"), t("{money} more", { money: about(value) })][said(value) + 1];

/** What poisoned updates cost, and what the median saves. */
const poisonSentence = ({ who, average, median, clean }, had) => t("{names} sent poisoned updates. With nobody poisoned an average factory would have earned {clean}; under the poison the median earns {median} compared with averaging.", {
  names: who.map(({ name }) => name).join(", "), clean: than(clean - had), median: than(median - average) });

/** What noise cost, and what other levels of it would have. */
const noiseSentence = ({ none, light, strong }, level, had) => (level === "light"
  ? t("Without noise it would have earned {none}, with strong noise {other}.", { none: than(none - had), other: than(strong - had) })
  : t("Without noise it would have earned {none}, with light noise {other}.", { none: than(none - had), other: than(light - had) }));

/** What those have of it who were in at the end. */
const joinedSentence = (gain) => [
  t("Who was in at the end has {less} less than with models of their own.", { less: about(-gain) }),
  t("Who was in at the end has just as much as with models of their own."),
  t("Who was in at the end has {more} more than with models of their own.", { more: about(gain) }),
][said(gain) + 1];

function federationSentence({ nobody, money: had, everybody, members, joined, seats, poison, noise, level }) {
  const own = had - nobody;
  const more = everybody - had;
  const mean = [
    t("Without the federation an average factory would have earned {more} more.", { more: about(-own) }),
    t("Without the federation an average factory would have earned just as much."),
    t("Without the federation an average factory would have earned {less} less.", { less: about(own) }),
  ][said(own) + 1];
  const first = joined === undefined || joined === null || members === seats ? mean : `${mean} ${joinedSentence(joined)}`;
  if (poison) return `${first} ${poisonSentence(poison, had)}`;
  if (noise?.none !== undefined) return `${first} ${noiseSentence(noise, level, had)}`;
  if (members === seats) return first;
  return `${first} ${[
    t("Had everybody joined at once, an average factory would have earned {less} less than it did.", { less: about(-more) }),
    t("Had everybody joined at once, an average factory would have earned just as much as it did."),
    t("Had everybody joined at once, an average factory would have earned {more} more than it did.", { more: about(more) }),
  ][said(more) + 1]}`;
}

const OWN_LUCK = [(values) => t("Your luck: {luck} less than your decisions earn on average.", values), () => t("Your luck: neither good nor bad."),
  (values) => t("Your luck: {luck} more than your decisions earn on average.", values)];

/** A sentence about the factory of who looks. */
export function ownSentence(name, { debrief, gain, worth, gave }) {
  const { costs, quality, luck, blind } = debrief;
  if (name === "federation" && gain === 0) return t("Without the federation yours would have earned just as much.");
  if (name === "federation" && gain) return gain > 0 ? t("Yours earned {more} more than with a model of its own.", { more: about(gain) }) : t("Yours earned {less} less than with a model of its own.", { less: about(-gain) });
  if (name === "helpers" && gave && worth !== null) return tn("Yours gave {n} failure: worth {worth} to the others.", "Yours gave {n} failures: worth {worth} to the others.", gave, { worth: signed(worth) });
  if (name === "costs" && costs) return t("Yours: {failed} and {serviced}.", { failed: tn("{n} failure", "{n} failures", costs.failed), serviced: tn("{n} service", "{n} services", costs.serviced) });
  if (name === "quality" && quality && quality.quality !== null) return t("Yours reached {share}, give or take {error}.", { share: percent(quality.quality), error: percent(quality.error) });
  if (name === "luck" && luck) return `${OWN_LUCK[signOf(luck) + 1]({ luck: about(Math.abs(luck.luck)) })} ${giveText(luck)}`.trim();
  if (name === "blind" && blind) return (blind.left ? t("Yours: {met} met, {saved} saved, {lost} lost, {left} after leaving.", blind) : t("Yours: {met} met, {saved} saved, {lost} lost.", blind));
  return "";
}

