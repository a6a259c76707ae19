/* The masthead's manners: the page one is on, the menu of a narrow screen, the theme's changes. */

import { keepInRecord, keptAddress, record } from "../play/board/keeping.js";
import { mindFingers } from "./fingers.js";
import { hangCharts } from "./wall.js";

const SIZES = [1, 1.15, 1.3]; // of type, times the usual
const EMPTY = 500; // ms for which a page may be empty that nothing is being done for

let gone = null; // stops the listeners of the call before: there is one masthead

export default function masthead({ parentElement, data, setTriggerValue }) {
  gone?.abort();
  gone = new AbortController();
  const { signal } = gone;
  const bar = parentElement.closest(".st-key-masthead");
  const button = parentElement.querySelector(".tt-menu");
  const pages = () => bar.querySelector(".st-key-pages");
  button.querySelector("span").textContent = data.menu;

  /** Streamlit draws the links, and may draw them anew; who is where is said here. */
  function mark() {
    const links = pages();
    if (!links) return;
    links.id = "tt-pages";
    links.setAttribute("role", "navigation");
    links.setAttribute("aria-label", data.pages);
    for (const link of links.querySelectorAll("a")) {
      if (link.textContent.trim() === data.current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function open(wanted) {
    bar.toggleAttribute("data-open", wanted);
    button.setAttribute("aria-expanded", wanted);
  }

  function close() {
    if (!bar.hasAttribute("data-open")) return;
    if (pages().contains(document.activeElement)) button.focus();
    open(false);
  }

  const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
  on(button, "click", () => open(!bar.hasAttribute("data-open")));
  on(bar, "click", (event) => event.target.closest("a") && close());
  on(document, "pointerdown", (event) => bar.contains(event.target) || close());
  on(bar, "focusout", ({ relatedTarget }) => relatedTarget && !bar.contains(relatedTarget) && close());
  on(bar, "keydown", (event) => {
    if (event.key !== "Escape" || !bar.hasAttribute("data-open")) return;
    event.stopPropagation(); // the board's sheets are not meant
    close();
  });
  const drawn = new MutationObserver(mark);
  drawn.observe(bar, { childList: true, subtree: true });
  signal.addEventListener("abort", () => drawn.disconnect());
  mark();

  if (!data.match) leadBack(bar, () => pages()?.querySelector("a"), signal);
  mindFingers(document, signal);
  wearLooks(parentElement, data, on);
  hangCharts(parentElement.querySelector('[data-look="wall"]'), data.wall, data.theme === "dark", signal);
  followTheme(data.theme, signal, (theme) => setTriggerValue("theme", theme));
  mindEmptied(bar.parentElement, signal, () => setTriggerValue("emptied", true));

  return () => signal.aborted || gone.abort();
}

/**
 * After a reload the server knows of no match: the way to the board leads to the one that was last in
 * this tab.
 */
function leadBack(bar, play, signal) {
  const back = (event) => {
    const address = keptAddress();
    const way = event.target.closest("a");
    if (!address || way !== play() || way.hasAttribute("aria-current")) return;
    way.href = address; // also for who opens it in another tab
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign(address);
  };
  bar.addEventListener("click", back, { signal, capture: true });
}

/** Theme and size of type: picked here, kept in the browser's record, put on by the page's own head. */
function wearLooks(place, { theme, looks }, on) {
  const [size, other] = ["size", "theme"].map((look) => place.querySelector(`[data-look="${look}"]`));
  const nth = () => Math.max(0, SIZES.indexOf(record().size));
  const tell = () => {
    size.title = looks.size[nth()];
    size.setAttribute("aria-label", looks.size[nth()]);
  };
  on(size, "click", () => {
    const next = SIZES[(nth() + 1) % SIZES.length];
    keepInRecord("size", next);
    document.documentElement.style.setProperty("--tt-size", String(next));
    globalThis.dispatchEvent(new Event("resize")); // what is drawn to measure is drawn anew
    tell();
  });
  on(other, "click", () => {
    keepInRecord("theme", theme === "dark" ? "Light" : "Dark"); // as Streamlit names them
    location.reload(); // it asks for its theme once
  });
  other.title = looks.theme;
  other.setAttribute("aria-label", looks.theme);
  tell();
}

/** Charts and our colours are made for one theme by the server: tell it when the theme changes. */
function followTheme(known, signal, tell) {
  const app = document.querySelector(".stApp");
  let told = known;
  function follow() {
    const theme = getComputedStyle(app).colorScheme;
    if (theme === told) return;
    told = theme;
    tell(theme);
  }
  const dressed = new MutationObserver(follow);
  dressed.observe(app, { attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => dressed.disconnect());
  follow();
}

/**
 * What a page asked when it was left is answered once the next one is there, and Streamlit empties
 * that one: it is drawn again.
 */
function mindEmptied(row, signal, drawAgain) {
  const app = /** @type {HTMLElement} */ (document.querySelector(".stApp"));
  const isEmpty = () => !row.nextElementSibling && app.dataset.testScriptState === "notRunning";
  let wait = 0;
  function look() {
    clearTimeout(wait);
    if (isEmpty()) wait = setTimeout(() => isEmpty() && drawAgain(), EMPTY);
  }
  const changed = new MutationObserver(look);
  changed.observe(row.parentElement, { childList: true });
  changed.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
  signal.addEventListener("abort", () => {
    changed.disconnect();
    clearTimeout(wait);
  });
  look();
}
