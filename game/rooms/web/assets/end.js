/* What stays with who sat in a seat, when a room has come to its end. */

import { $, middle, number, root, say, t, tn } from "./common.js";

/** Say what everybody had guessed, and lead to one's own match. */
export function paintLinks({ race: { guesses }, address }, you) {
  const told = tn("{n} guess", "{n} guesses", guesses.length);
  say($("guesses"), guesses.length ? `${t("Guessed age of service: {middle} in the middle of {told}.", { middle: number(middle(guesses)), told })} ${you.guess ? t("Yours was {guess}.", { guess: you.guess }) : ""}` : "");
  for (const id of ["play", "report", "look"]) $(id).closest("p").hidden = !you.link;
  if (!you.link) return;
  $("play").setAttribute("href", `${root}/../?game=${you.link}&flown=1`);
  $("report").setAttribute("href", `${root}/../report?game=${you.link}&room=1`);
  const look = `${address}/match/${you.look}?to=report`;
  say($("look"), look);
  $("look").setAttribute("href", look);
}
