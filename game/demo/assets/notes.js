/* What the speaker alone sees, in a window of its own: it is written from the talk's, and asks nobody. */

import { plannedBefore } from "./beats.js";
import { element } from "./dom.js";
import { number, t } from "./language.js";

const NAME = "turbofan-notes";
const OPEN = () => `notes-open ${location.pathname}`; // kept as long as the talk's tab lives: that its notes are shown

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Notes {
  /**
   * @param {any[]} beats
   * @param {(event: KeyboardEvent) => void} onKey
   */
  constructor(beats, onKey) {
    this.beats = beats;
    this.onKey = onKey;
    /** @type {Window|null} */
    this.window = null;
    this.began = history.state?.began ?? 0; // when the talk did, ms; 0 before. It outlives a reload, no more
    setInterval(() => this.tick(), 1000);
  }

  /** Write on in a window that the page before this one has opened, if it is still there. */
  again(place) {
    if (sessionStorage.getItem(OPEN())) this.open(place);
  }

  open(place) {
    this.window = window.open("", NAME, "popup,width=760,height=560");
    const forget = () => sessionStorage.removeItem(OPEN());
    forget();
    if (!this.window) return;
    sessionStorage.setItem(OPEN(), "yes");
    this.window.onpagehide = forget;
    const { document: page } = this.window;
    page.title = t("Notes");
    page.documentElement.lang = document.documentElement.lang;
    page.head.replaceChildren(...[...document.querySelectorAll("link[rel=stylesheet]")].map((sheet) =>
      element("link", { rel: "stylesheet", href: /** @type {HTMLLinkElement} */ (sheet).href })));
    this.window.onkeydown = this.onKey;
    this.write(place);
  }

  /** The talk has begun, or begins anew. */
  start(anew) {
    this.began = anew ? 0 : this.began || Date.now();
    history.replaceState({ began: this.began }, "");
  }

  write({ at, votes }) {
    this.at = at;
    if (!this.window || this.window.closed) return;
    this.dress();
    const beat = this.beats[at];
    const next = this.beats[at + 1];
    this.time = element("b", { class: "figure" });
    const lines = [
      element("p", { class: "count" }, t("Beat {beat} of {beats}", { beat: number(at + 1), beats: number(this.beats.length) }), " · ", this.time),
      element("h1", {}, beat.caption),
      element("p", { class: "note" }, beat.note),
    ];
    if (beat.question) {
      const marked = votes[beat.id] === undefined ? t("nothing marked yet") : beat.question.options[votes[beat.id]];
      lines.push(element("p", { class: "asked" }, `${beat.question.ask} ${marked}`));
    }
    if (next) lines.push(element("p", { class: "next" }, t("Next: {caption}", { caption: next.caption })));
    this.window.document.body.className = "notes";
    this.window.document.body.replaceChildren(...lines);
    this.tick();
  }

  /** In the theme of the talk. */
  dress() {
    if (this.window && !this.window.closed) this.window.document.documentElement.dataset.theme = document.documentElement.dataset.theme ?? "";
  }

  /** How late it is, and what was planned for the end of this beat. */
  tick() {
    if (!this.window || this.window.closed || !this.time) return;
    const spent = this.began ? (Date.now() - this.began) / 1000 : 0;
    const planned = plannedBefore(this.beats, this.at + 1);
    this.time.textContent = t("{spent}, this beat until {planned}", { spent: clock(spent), planned: clock(planned) });
  }
}
