/* The door of a room: a button takes a seat. */

import { $, code, el, get, kept, post, root, say, t, translate } from "./common.js";

const value = (id) => /** @type {HTMLInputElement} */ ($(id)).value.trim();
const place = (seat) => `${root}/${code}/${seat}`;

function refuse(error) {
  $("problem").hidden = false;
  say($("problem"), error.message);
}

function take({ seat, pin = null, name }) {
  kept.write("seat", { seat, pin, name });
  location.href = place(seat);
}

async function once(form, ask) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    take(await ask());
  } catch (error) {
    refuse(error);
    button.disabled = false;
  }
}

$("join").addEventListener("submit", (event) => {
  event.preventDefault();
  once(event.target, () => post(`${code}/join`, { name: value("name") }));
});

$("back").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = value("old");
  once(event.target, async () => ({ ...(await post(`${code}/back`, { name, pin: value("pin") })), name, pin: value("pin") }));
});

translate();
say($("room"), code);
const had = kept.read("seat");
if (had) {
  const link = el("a", { href: place(had.seat) }, t("Back to your factory, {name}", { name: had.name }));
  $("seats").append(link);
}
get(`${code}/look`).catch((error) => {
  $("join").hidden = true;
  refuse(error);
});
