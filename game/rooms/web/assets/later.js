/* What stands where too many wrong codes came from an address: it tries again, with all that its address holds. */

import { translate } from "./common.js";

const AGAIN = 15000; // ms, at least

translate(document.body);
setTimeout(() => location.reload(), AGAIN * (1 + Math.random()));
