/* What has failed in the turn that is over, in all factories. */

import { say, t, tn } from "./common.js";

/** Say how many engines failed of which part; nothing before the first turn is over, or where nobody can tell. */
export function paintBroke(node, { broke }) {
  node.hidden = !broke;
  if (!broke) return;
  const [turn, worn, blown] = broke;
  const [compressors, fans] = [tn("{n} compressor", "{n} compressors", worn), tn("{n} fan", "{n} fans", blown)];
  if (!worn && !blown) say(node, t("Turn {turn}: nothing failed.", { turn }));
  else if (!blown) say(node, t("Turn {turn}: {parts} failed.", { turn, parts: compressors }));
  else if (!worn) say(node, t("Turn {turn}: {parts} failed.", { turn, parts: fans }));
  else say(node, t("Turn {turn}: {compressors} and {fans} failed.", { turn, compressors, fans }));
}
