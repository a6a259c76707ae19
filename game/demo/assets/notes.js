/* What the speaker alone sees, in a window of its own: it is written from the talk's, and asks nobody. */

import { plannedBefore } from "./beats.js";
import { element } from "./dom.js";
import { number, t } from "./language.js";

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
    this.began = 0; // when the talk did, ms; 0 before
    setInterval(() => this.tick(), 1000);
  }

  open(place) {
    this.window = window.open("", "turbofan-notes", "popup,width=760,height=560");
    if (!this.window) return;
    const { document: page } = this.window;
    page.title = t("Notes");
    page.documentElement.lang = document.documentElement.lang;
    page.head.replaceChildren(...[...document.querySelectorAll("link[rel=stylesheet]")].map((sheet) =>
      element("link", { rel: "stylesheet", href: /** @type {HTMLLinkElement} */ (sheet).href })));
    page.documentElement.dataset.theme = document.documentElement.dataset.theme ?? "";
    this.window.onkeydown = this.onKey;
    this.write(place);
  }

  /** The talk has begun, or begins anew. */
  start(anew) {
    if (anew) this.began = 0;
    else this.began ||= Date.now();
  }

  write({ at, votes }) {
    this.at = at;
    if (!this.window || this.window.closed) return;
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

  /** How late it is, and what was planned for the end of this beat. */
  tick() {
    if (!this.window || this.window.closed || !this.time) return;
    const spent = this.began ? (Date.now() - this.began) / 1000 : 0;
    const planned = plannedBefore(this.beats, this.at + 1);
    this.time.textContent = t("{spent}, this beat until {planned}", { spent: clock(spent), planned: clock(planned) });
  }
}
