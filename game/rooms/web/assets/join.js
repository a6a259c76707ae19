/* The door of a room: a button takes a seat. */

import { $, code, get, kept, post, root, say, t, translate } from "./common.js";

const value = (id) => /** @type {HTMLInputElement} */ ($(id)).value.trim();
const place = (seat) => `${root}/${code}/${seat}`;

/** Say what is wrong, where somebody looks: at the button that was pressed. */
function refuse(error, button = null) {
  button?.before($("problem"));
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
    refuse(error, button);
    button.disabled = false;
  }
}

$("join").addEventListener("submit", (event) => {
  event.preventDefault();
  once(event.target, () => post(`${code}/join`, { name: value("name") }));
});

$("back").addEventListener("submit", (event) => {
  event.preventDefault();
  once(event.target, () => post(`${code}/back`, { name: value("old"), pin: value("pin") }));
});

translate(document.body);
say($("room"), code);
const had = kept.read("seat");
if (had) {
  $("again").hidden = false;
  $("fresh").classList.remove("plain");
  $("fresh").removeAttribute("open");
  $("mine").setAttribute("href", place(had.seat));
  say($("mine"), t("Back to your factory, {name}", { name: had.name }));
}
$("otherwise").setAttribute("href", `${root}/`);
$("host").setAttribute("href", `${root}/${code}/host`);
$("host").hidden = $("elsewhere").hidden = !kept.read("host");
$("otherwise").hidden = !$("host").hidden;
get(`${code}/look`).then(({ audience }) => audience && location.reload()).catch((error) => {
  for (const id of ["again", "fresh", "other", "kept"]) $(id).hidden = true;
  $("elsewhere").hidden = $("otherwise").hidden = false;
  $("host").hidden = true;
  refuse(error);
});
