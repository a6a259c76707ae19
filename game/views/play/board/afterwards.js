/* The parts of a report that are the browser's: a picture to share, and the record that it keeps. */

import { noteWeighed } from "./album.js";
import { fillAlbum } from "./albumsheet.js";
import { element } from "./dom.js";
import { copyText, keptAddress, keptMatch, reportAddress } from "./keeping.js";
import { number, speak, t } from "./language.js";

const [WIDTH, HEIGHT] = [1200, 630];

/** A file of a page's fonts, as a picture must carry it. */
async function inline(url) {
  const blob = await (await fetch(url)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(blob);
  });
}

/** The rules of the fonts that a picture names, with their files inside. */
async function facesOf(fonts) {
  const rules = await Promise.all(fonts.map(async ([family, file]) => `@font-face{font-family:'${family}';font-weight:100 900;src:url(${await inline(file)})}`));
  return rules.join("");
}

/** A drawing as a PNG. */
async function pngOf(svg, fonts) {
  const dressed = svg.replace("<style>", `<style>${await facesOf(fonts)}`);
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([dressed], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { width: WIDTH, height: HEIGHT }));
  canvas.getContext("2d").drawImage(image, 0, 0, WIDTH, HEIGHT);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function handOver(name, blob) {
  const anchor = element("a", { href: URL.createObjectURL(blob), download: name });
  /** @type {HTMLAnchorElement} */ (anchor).click();
  setTimeout(() => URL.revokeObjectURL(/** @type {HTMLAnchorElement} */ (anchor).href), 1000);
}

/** Buttons for the picture and for the words that go with it. */
function sharing({ svg, fonts, name, words }) {
  const said = element("p", { role: "status" });
  const picture = element("button", { type: "button" }, t("Picture of this result"));
  const copy = element("button", { type: "button" }, t("Copy result and link"));
  picture.addEventListener("click", async () => handOver(name, await pngOf(svg, fonts)));
  copy.addEventListener("click", async () => {
    said.textContent = (await copyText(words)) ? t("Copied") : words;
  });
  return element("div", { class: "row files" }, picture, copy, said);
}

/** The way to the board; where a match goes on in this tab, to that one, and where it is over, to its report. */
function wayOn() {
  const kept = keptMatch();
  if (kept?.over) {
    const words = kept.own ? t("The report of your match") : t("The report of the match that you watched");
    return element("p", {}, element("a", { href: reportAddress(kept.link, null, kept.own) }, words));
  }
  const runs = Number.isInteger(kept?.clock);
  const words = runs ? t("Back to your match at cycle {cycle}", { cycle: number(kept.clock) }) : t("Play a match");
  const way = element("a", { href: keptAddress() ?? "./" }, words);
  way.addEventListener("click", (event) => {
    const play = /** @type {HTMLElement|null} */ (document.querySelector(".st-key-pages a")); // it knows the way
    if (!play || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play.click();
  });
  return element("p", {}, ...(runs ? [t("Your match is still running."), " "] : []), way);
}

/** Entry point: called at the mount and again whenever the report knows more. */
export default function mountAfterwards({ parentElement, data }) {
  speak(data.language);
  const place = parentElement.querySelector('[data-ref="afterwards"]');
  place.dataset.theme = data.theme;
  if (data.weighed) noteWeighed(data.weighed);
  if (data.way) place.replaceChildren(wayOn());
  else if (data.card) place.replaceChildren(sharing(data.card));
  else fillAlbum(place, data.album);
}
