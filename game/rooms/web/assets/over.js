/* What is left of a console whose room is gone, or that is somebody else's. */

import { $, code, el, root, t } from "./common.js";

/** Take all of it away but what is wrong, and lead to the door. */
export function leadToDoor() {
  $("problem").closest("main").querySelectorAll("section, details, .wide, main > .row").forEach((node) => node.remove());
  $("problem").after(el("p", {}, el("a", { class: "button", href: `${root}/${code}` }, t("To the door of this room"))));
}
