/* The way into a room, and a room to open. */

import { $, post, root, say, translate } from "./common.js";

const value = (id) => /** @type {HTMLInputElement} */ ($(id)).value.trim();

function refuse(error) {
  if (error.status === 403) $("keyed").hidden = false;
  $("problem").hidden = false;
  say($("problem"), error.message);
}

$("go").addEventListener("submit", (event) => {
  event.preventDefault();
  location.href = `${root}/${encodeURIComponent(value("code").toUpperCase().replace(/[^A-Z0-9]/g, ""))}`;
});

$("rules").addEventListener("change", () => {
  const { turns, cycles } = /** @type {HTMLSelectElement} */ ($("rules")).selectedOptions[0].dataset;
  /** @type {HTMLInputElement} */ ($("turns")).value = turns ?? "8";
  /** @type {HTMLInputElement} */ ($("cycles")).value = cycles ?? "250";
});

$("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const seconds = value("seconds");
  try {
    const { code, host, show } = await post("open", {
      rules: value("rules"),
      seed: crypto.getRandomValues(new Uint32Array(1))[0],
      turns: Number(value("turns")),
      turn_cycles: Number(value("cycles")),
      seconds: seconds ? Number(seconds) : null,
      approve: /** @type {HTMLInputElement} */ ($("approve")).checked,
      key: value("key"),
    });
    localStorage.setItem(`rooms-${code}-host`, JSON.stringify({ host, show }));
    location.href = `${root}/${code}/host`;
  } catch (error) {
    refuse(error);
  }
});

translate(document.body);
