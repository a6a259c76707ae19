/* A phone that tries out whether it reaches a room: its host sees that it does. */

import { $, code, post, say, t, translate } from "./common.js";

function verdict({ address, fits, here }) {
  const values = { address, own: location.origin };
  if (here) return t("This is the computer that serves the room: open this address on a phone.");
  if (fits) return t("It works: this phone has reached the room, and its host sees that.");
  return t("This device came by {own}, phones are shown {address}: set PUBLIC_URL to the one that works.", values);
}

translate(document.body);
say($("room"), code);
try {
  const found = await post(`${code}/try`);
  $("reached").hidden = false;
  say($("reached"), verdict(found));
} catch (error) {
  $("problem").hidden = false;
  say($("problem"), error.message);
}
