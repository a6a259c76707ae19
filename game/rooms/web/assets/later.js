/* What stands where too many wrong codes came from an address: it tries again, with all that its address holds. */

import { translate } from "./common.js";

const AGAIN = 15000; // ms, at least

/** Load the page anew after a while, not all phones of a hall at once. */
function tryAgainLater() {
  setTimeout(() => location.reload(), AGAIN * (1 + Math.random()));
}

translate(document.body);
tryAgainLater();
