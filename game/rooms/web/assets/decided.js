/* What an audience has decided, for its phones when all is over. */

import { tieText, whole } from "./audience.js";
import { el, number, root, t } from "./common.js";

/** By how many somebody was for what was decided, and whether it was flown. */
function countText({ chosen, votes, counts, over }) {
  const all = whole(counts);
  if (!all) return t("nobody has voted");
  if (chosen === null) return t("a tie, {tie}", { tie: tieText(counts) });
  const values = { votes: number(votes), all: number(all) };
  return over ? t("{votes} of {all} votes; decided otherwise before it was flown", values) : t("{votes} of {all} votes", values);
}

/** A list of what was decided; each leads into this match at that cycle, before it was decided. */
export function decided({ decisions }) {
  return decisions.map(({ cycle, link, title, kind, chosen, votes, counts, over }) => el("li", {},
    el("a", { href: `${root}/../?game=${link}&anew=1&at=${cycle}` }, t("Cycle {cycle}", { cycle: number(cycle) })), ` ${title}`,
    el("span", {}, el("b", {}, chosen ?? (kind === "offer" ? t("not taken") : t("the order in force stood"))), el("small", {}, countText({ chosen, votes, counts, over })))));
}
