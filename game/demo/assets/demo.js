/* A talk on a wall: one beat at a time, by one key each. Everything is here once the page is. */

import { KEYS, digitOf, moved, read, written } from "./beats.js";
import { element, put } from "./dom.js";
import { readPalette } from "./draw.js";
import { number, speak, t } from "./language.js";
import { matchOf } from "./matches.js";
import { Notes } from "./notes.js";
import { LinkView, viewOf } from "./views.js";

const held = JSON.parse(document.getElementById("talk").textContent);
speak(held.language);

const calm = matchMedia("(prefers-reduced-motion: reduce)");

class Talk {
  constructor({ beats, matches, rounds }) {
    this.beats = beats;
    this.rounds = rounds;
    this.matches = new Map(Object.entries(matches).map(([link, packed]) => [link, matchOf(/** @type {string} */ (packed))]));
    this.place = read(beats, location.hash);
    this.notes = new Notes(beats, (event) => this.onKey(event));
    this.view = null;
    this.share = 0; // of the beat that was shown, 0 to 1
    this.before = 0; // when the last picture was drawn, s; 0 where nothing moves
    this.build();
    addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("hashchange", () => this.follow());
    addEventListener("resize", () => this.dress());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
    this.begin();
    this.notes.again(this.place);
  }

  build() {
    this.picture = element("div", { class: "picture" });
    this.quote = element("p", { class: "quote" });
    this.caption = element("h1");
    this.asked = element("p", { class: "ask" });
    this.options = element("div", { class: "options", role: "group" });
    this.question = element("div", { class: "question" }, this.asked, this.options);
    this.count = element("span");
    const button = (asked, name, word) => {
      const made = element("button", { type: "button", "aria-label": name }, word);
      made.addEventListener("click", () => this.act(asked));
      return made;
    };
    this.black = element("div", { class: "black", hidden: "" });
    this.ways = element("div", { class: "ways", role: "dialog", "aria-label": t("The way to this match"), hidden: "" });
    this.keys = element("div", { class: "keys", role: "dialog", "aria-label": t("Keys"), hidden: "" }, keyList());
    document.body.append(
      element("main", { class: "talk" }, this.picture,
        element("div", { class: "words", "aria-live": "polite" }, this.quote, this.caption, this.question),
        element("footer", {}, this.count, element("span", { class: "buttons" },
          button("back", t("Back"), "‹"), button("next", t("Next"), "›"), button("notes", t("Notes in a window"), t("Notes")), button("theme", t("Light or dark"), "◐"), button("keys", t("Keys"), "?")))),
      this.ways, this.black, this.keys);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.target instanceof Element && event.target.closest("button, a");
    if (pressed && (event.key === "Enter" || event.key === " ")) return;
    const digit = digitOf(event.key, this.beats.length);
    const asked = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (digit === null && asked === undefined) return;
    event.preventDefault(); // F5 too: clickers send it, and the server may be gone
    if (digit !== null) {
      this.notes.start(false);
      this.go({ ...this.place, at: digit });
    }
    else this.act(asked);
  }

  act(asked) {
    if (asked === "black") this.black.hidden = !this.black.hidden;
    else if (asked === "keys") this.keys.hidden = !this.keys.hidden;
    else if (asked === "close") this.hide();
    else if (asked === "way") this.lead();
    else if (asked === "theme") this.turn();
    else if (asked === "notes") this.notes.open(this.place);
    else if (asked === "full") this.fill();
    else {
      this.black.hidden = true; // whatever moves the talk wakes its screen
      const { place, begins, ends } = moved(this.beats, this.place, asked, this.share < 1);
      this.notes.start(asked === "first");
      if (begins) this.go(place);
      else if (ends) this.end();
      else this.mark(place);
    }
  }

  /** Nothing lies over the talk. */
  hide() {
    this.black.hidden = this.keys.hidden = this.ways.hidden = true;
  }

  /** Show the way to what this beat shows, or hide it. */
  lead() {
    const beat = this.beats[this.place.at];
    if (beat.way && this.ways.hidden) this.ways.replaceChildren(new LinkView(beat).node);
    this.ways.hidden = !beat.way || !this.ways.hidden;
  }

  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  /** The other theme. */
  turn() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    this.notes.dress();
    this.dress();
  }

  go(place) {
    this.place = place;
    this.hide();
    history.replaceState(history.state, "", written(this.beats, place));
    this.begin();
  }

  /** Somebody wrote another address. */
  follow() {
    const place = read(this.beats, location.hash);
    if (written(this.beats, place) !== written(this.beats, this.place)) this.go(place);
  }

  mark(place) {
    this.place = place;
    history.replaceState(history.state, "", written(this.beats, place));
    this.ask();
    this.notes.write(place);
  }

  /** Show the beat from its beginning. */
  begin() {
    const beat = this.beats[this.place.at];
    this.view = viewOf(beat, (link) => this.matches.get(link), this.rounds);
    this.picture.replaceChildren(this.view.node);
    document.body.dataset.view = beat.camera.view;
    put(this.count, t("{beat} of {beats}", { beat: number(this.place.at + 1), beats: number(this.beats.length) }));
    put(this.quote, this.quoted(beat));
    this.share = calm.matches || beat.camera.begin === beat.camera.end ? 1 : 0;
    this.before = 0;
    this.dress();
    this.notes.write(this.place);
  }

  quoted({ quotes }) {
    const option = this.place.votes[quotes];
    const asked = this.beats.find(({ id }) => id === quotes);
    return option === undefined ? "" : t("You said: {answer}", { answer: asked.question.options[option] });
  }

  /** Sizes and colours may have changed. */
  dress() {
    this.view.prepare(readPalette(document.documentElement));
    this.draw(0);
  }

  /** Show the end of the beat at once. */
  end() {
    this.share = 1;
    this.draw(0);
  }

  draw(seconds) {
    const { begin, end, lasts } = this.beats[this.place.at].camera;
    this.share = Math.min(1, this.share + seconds / lasts);
    this.view.paint(begin + (end - begin) * this.share, seconds);
    const over = this.share >= 1;
    document.body.dataset.moves = String(!over);
    this.ask();
    cancelAnimationFrame(this.frame);
    if (!over) this.frame = requestAnimationFrame((time) => this.pass(time / 1000));
  }

  pass(time) {
    const seconds = this.before ? Math.min(0.1, time - this.before) : 0;
    this.before = time;
    this.draw(seconds);
  }

  /** What the beat says and asks, once its picture has come to its end. */
  ask() {
    const beat = this.beats[this.place.at];
    const over = this.share >= 1;
    put(this.caption, over || beat.camera.view === "round" ? beat.caption : "");
    const { question, id } = beat;
    this.question.hidden = !(over && question);
    if (this.question.hidden) return;
    put(this.asked, question.ask);
    this.options.setAttribute("aria-label", question.ask);
    const chosen = this.place.votes[id];
    if (this.options.dataset.of !== `${id} ${chosen}`) {
      this.options.dataset.of = `${id} ${chosen}`;
      this.options.replaceChildren(...question.options.map((option, i) => {
        const made = element("button", { type: "button", "aria-pressed": String(i === chosen) }, option);
        made.addEventListener("click", () => this.mark({ ...this.place, votes: { ...this.place.votes, [id]: i } }));
        return made;
      }));
    }
  }
}

function keyList() {
  const rows = [
    ["1 … 9, 0", t("a beat")], ["→  PgDn", t("on")], ["←  PgUp", t("back")], ["Home", t("from the start, answers forgotten")],
    ["↑  ↓", t("mark what the room says")], ["R  F5", t("this beat again")], ["B  .", t("black")],
    ["L", t("the way to this match")], ["N", t("notes in a window")], ["T", t("light or dark")], ["F", t("full screen")], ["Esc", t("close")],
  ];
  return element("dl", {}, ...rows.flatMap(([key, does]) => [element("dt", {}, key), element("dd", {}, does)]));
}

await Promise.all(["1em 'Instrument Sans'", "600 1em 'Instrument Sans'", "1em 'Spline Sans Mono'"].map((font) => document.fonts.load(font)));
new Talk(held.talk);
document.body.dataset.loaded = "true";
