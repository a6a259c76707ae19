/* What stands where a match cannot be watched. */

import { $, code, root, say, translate } from "./common.js";

/** Name the room, and lead to its door. */
function paint() {
  translate(document.body);
  say($("room"), code);
  $("door").setAttribute("href", `${root}/${code}`);
}

paint();
