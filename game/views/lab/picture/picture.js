/*
 * The picture of a round: a server, factories around it, and what travels between them. It shows
 * the records it is given and computes nothing; words come with the data.
 */

import { drawDetail, drawLegend } from "./aside.js";
import { Moment, STEPS, fill } from "./moment.js";
import { element } from "./nodes.js";
import { Scene } from "./scene.js";

const PACE = 1300; // ms for a step
const SPEEDS = [0.5, 1, 2, 4];
/** A run shows its first rounds slowly, and hurries once they are understood: shares of the pace. */
const HASTE = [1, 0.6, 0.35, 0.35, 0.2];
const RAGGED = 8; // CSS pixels by which a width may differ before the scene is drawn anew
const pictures = new Map(); // parentElement -> picture

/** Entry point: called at the mount and again for every new data. */
export default function mount(component) {
  const place = component.parentElement;
  if (!pictures.has(place)) pictures.set(place, new Picture(place, () => pictures.delete(place)));
  const picture = pictures.get(place);
  picture.update(component.data);
  return picture.dispose;
}

class Picture {
  constructor(place, forget) {
    this.forget = forget;
    this.moment = new Moment();
    this.scene = new Scene(this.moment, (at) => this.choose(at));
    this.mode = "still"; // "still", "round" (until it is over) or "run"
    this.speed = 1;
    this.clock = undefined; // timer of the next step
    this.build();
    this.listen();
    place.append(this.root);
    this.watcher = new ResizeObserver(([entry]) => this.fit(entry.contentRect.width));
    this.watcher.observe(this.root);
  }

  /** Make the nodes that stay. */
  build() {
    this.root = element("div", "lab");
    const controls = element("div", "controls");
    this.buttons = Object.fromEntries(["step", "round", "run"].map((name) => {
      const button = element("button");
      button.type = "button";
      button.dataset.ref = name;
      controls.append(button);
      return [name, button];
    }));
    this.faster = element("button");
    this.faster.type = "button";
    this.faster.dataset.ref = "speed";
    controls.append(this.faster);
    const label = element("label");
    this.counter = element("span");
    this.slider = element("input");
    this.slider.type = "range";
    this.slider.min = 1;
    label.append(this.counter, this.slider);
    controls.append(label);
    this.said = element("p", "said");
    this.legend = element("ul", "legend");
    this.detail = element("details", "detail"); // opens for who asks a factory
    this.asked = element("summary");
    this.telling = element("div");
    this.drawing = element("div"); // grows with every round, which need not be heard
    this.telling.setAttribute("aria-live", "polite");
    this.detail.append(this.asked, this.telling, this.drawing);
    this.root.append(controls, this.said, this.scene.svg, this.legend, this.detail);
  }

  listen() {
    const { buttons, scene, slider, moment } = this;
    scene.svg.addEventListener("keydown", (event) => this.onKey(event));
    buttons.step.addEventListener("click", () => {
      this.stop();
      moment.advance();
      this.draw();
    });
    buttons.round.addEventListener("click", () => this.play("round"));
    buttons.run.addEventListener("click", () => {
      if (this.mode === "still") {
        this.play("run");
        return;
      }
      this.stop();
      this.draw();
    });
    this.faster.addEventListener("click", () => {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      this.name();
    });
    slider.addEventListener("input", () => {
      this.stop();
      moment.go(Number(slider.value), STEPS.length - 1);
      this.draw();
    });
  }

  onKey(event) {
    const count = this.moment.data.factories.length;
    const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in moves) this.choose((this.moment.chosen + moves[event.key] + count) % count);
    else if (event.key === "Home") this.choose(0);
    else if (event.key === "End") this.choose(count - 1);
    else return;
    event.preventDefault();
  }

  choose(at) {
    this.moment.chosen = at;
    this.detail.open = true;
    this.draw();
    this.scene.focus(at);
  }

  /** Draw pixel for pixel, so that letters are as large as any on the page. */
  fit(width) {
    if (Math.abs(width - this.scene.width) < RAGGED) return;
    this.scene.width = width;
    if (this.moment.data) this.draw();
  }

  stop() {
    globalThis.clearTimeout(this.clock);
    this.mode = "still";
  }

  /** The run has come to the end of all rounds. */
  over() {
    const { moment } = this;
    return moment.merged() && moment.round === moment.last() && moment.data.done;
  }

  /** Time for this step, ms. */
  pace() {
    const haste = this.mode === "run" ? HASTE[Math.min(this.moment.round, HASTE.length) - 1] : 1;
    return (PACE * haste) / this.speed;
  }

  /** Let steps follow each other: to the end of a round, or as long as there are rounds. */
  play(mode, steps = 1) {
    this.stop();
    this.mode = mode;
    if (mode === "run" && this.over()) this.moment.go(1, 0);
    else if (steps) this.moment.advance();
    this.draw();
    this.clock = globalThis.setTimeout(() => this.tick(), this.pace());
  }

  tick() {
    if ((this.mode === "round" && this.moment.merged()) || (this.mode === "run" && this.over())) {
      this.stop();
      this.draw();
      return;
    }
    if (this.moment.advance()) this.draw(); // or wait for the next round to be computed
    this.clock = globalThis.setTimeout(() => this.tick(), this.pace());
  }

  draw() {
    const { moment, said } = this;
    const { words, total } = moment.data;
    this.scene.draw(this.pace());
    said.setAttribute("aria-live", this.mode === "run" ? "off" : "polite");
    said.textContent = moment.sentence();
    this.counter.textContent = fill(words.counter, { round: moment.round, rounds: total });
    this.slide();
    this.slider.setAttribute("aria-label", words.slider);
    this.name();
    drawLegend(this.legend, moment);
    drawDetail(this.asked, this.telling, this.drawing, moment);
  }

  /** Write on the buttons what they do now. */
  name() {
    const { buttons, faster } = this;
    const { words } = this.moment.data;
    for (const name of ["step", "round"]) buttons[name].textContent = words.buttons[name];
    buttons.run.textContent = this.mode === "still" ? words.buttons.run : words.buttons.pause;
    buttons.run.classList.toggle("now", this.mode === "still");
    faster.textContent = `${this.moment.short(this.speed)}×`;
    faster.setAttribute("aria-label", fill(words.speed, { speed: this.moment.short(this.speed) }));
  }

  slide() {
    this.slider.max = this.moment.last();
    this.slider.value = this.moment.round;
  }

  update(next) {
    const { moment } = this;
    const { data } = moment;
    const other = data === null || data.lab !== next.lab;
    const grown = other || data.rounds.length !== next.rounds.length || data.done !== next.done;
    const spoken = other || data.words.locale !== next.words.locale;
    moment.data = next;
    if (other) {
      this.stop();
      moment.go(1, 0);
      moment.chosen = 0;
    }
    if (other && !this.scene.calm.matches) this.play("round", 0);
    else if (other || spoken) this.draw();
    else if (grown) {
      this.slide();
      drawDetail(this.asked, this.telling, this.drawing, moment);
    }
  }

  dispose = () => {
    this.stop();
    this.watcher.disconnect();
    this.root.remove();
    this.forget();
  };
}
