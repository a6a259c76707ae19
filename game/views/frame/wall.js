/* Any chart of a page on a wall: one at a time, as large as the screen, all type with it, in either theme.
   Charts are drawn anew from what they show, by the same library; once it is here no server is needed. */

const PLOTS = ".js-plotly-plot";
const USUAL = 12; // pixels, of the smallest type of a chart on a page
const TYPE = 2.8; // what it becomes, in hundredths of the screen's height
const SMALLEST = 2.6;
const LINES = 150; // signs, on two lines below a chart
const SHIFTS = new Set(["xshift", "yshift", "ax", "ay", "standoff"]);

/**
 * What the wall is told.
 * @typedef {object} WallWords
 * @property {string} open
 * @property {string} close
 * @property {string} before
 * @property {string} after
 * @property {string} theme
 * @property {string} rounds
 * @property {string} match
 * @property {string} library address of what draws charts
 * @property {[string, string][]} tones of each colour: in the light, in the dark
 * @property {Record<string, [string, string]>} grounds of each theme: ground and text
 */

let drawing = /** @type {Promise<any> | null} */ (null); // of all charts, loaded once

/** Load what draws charts; a try that failed may be made again. */
function loadDrawing(address) {
  drawing ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(/** @type {any} */ (globalThis).Plotly);
    script.onerror = () => { drawing = null; script.remove(); fail(new Error(address)); };
    document.head.append(script);
  });
  return drawing;
}

/** A hundredth of the height of a 16:9 screen, in pixels. */
const unit = () => Math.min(innerHeight, (innerWidth * 9) / 16) / 100;

/** Values of a chart with type, lines, points and distances grown. */
function grownFor(value, by, smallest, key = "", above = "") {
  if (Array.isArray(value)) return value.map((one) => grownFor(one, by, smallest, key, above));
  if (ArrayBuffer.isView(value)) return value;
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, grownFor(one, by, smallest, name, key)]));
  }
  if (typeof value !== "number") return value;
  if (key === "size" && above.endsWith("font")) return Math.max(value * by, smallest);
  const drawn = (key === "width" || key === "size") && ["line", "marker", "error_x", "error_y"].includes(above);
  return drawn || SHIFTS.has(key) ? value * by : value;
}

const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(",");

/** Values of a chart in the other theme's colours, where they are ours. */
function dressedAs(value, tones) {
  if (Array.isArray(value)) return value.map((one) => dressedAs(one, tones));
  if (ArrayBuffer.isView(value)) return value;
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, dressedAs(one, tones)]));
  }
  if (typeof value !== "string") return value;
  const [, to] = tones.find(([from]) => from === value.toLowerCase()) ?? [];
  if (to) return to;
  const [, red, green, blue, rest] = value.match(/^rgba\((\d+), ?(\d+), ?(\d+)(,.*)$/) ?? [];
  const [, other] = tones.find(([from]) => parts(from) === `${red},${green},${blue}`) ?? [];
  return other ? `rgba(${parts(other)}${rest}` : value;
}

/** A heading of one of several panels takes one line: there is no room for two between them. */
function onOneLine(note) {
  const heads = note.yref === "paper" && note.yanchor === "bottom";
  return heads ? { ...note, text: note.text.replaceAll("<br>", ", ") } : note;
}

/** What is drawn on the wall of a chart of the page. */
function onWall(plot, by, smallest, tones) {
  const { width, height, margin, ...layout } = plot.layout;
  const font = { ...layout.font, size: layout.font?.size ?? USUAL };
  const grown = grownFor({ data: plot.data, layout: { ...layout, font } }, by, smallest);
  const { l = 8, r = 8, t = 8, b = 8 } = margin ?? {};
  grown.layout.margin = { l: l * by, r: r * by, t: Math.max(t, 14) * by, b: b * by };
  grown.layout.autosize = true;
  grown.layout.annotations = grown.layout.annotations?.map(onOneLine);
  return tones ? dressedAs(grown, tones) : grown;
}

/** The charts of the page that are drawn, in their order. */
function chartsHere() {
  const found = /** @type {any[]} */ ([...document.querySelectorAll(`.stApp ${PLOTS}`)]);
  return found.filter((plot) => plot.layout && plot.data && plot.getClientRects().length);
}

/** As many whole sentences as two lines hold; the first one at least. */
function shortened(text) {
  const [first = "", ...others] = text.replaceAll("**", "").split(/(?<=[.!?]) /);
  let said = first;
  for (const one of others) {
    if (said.length + one.length >= LINES) break;
    said += ` ${one}`;
  }
  return said;
}

/** Where a talk shows the match or the lab of this page, step by step; nowhere on other pages. */
function steps(words) {
  const held = new URLSearchParams(location.search);
  const link = held.get("lab") ?? held.get("game");
  if (!link) return null;
  const way = document.createElement("a");
  way.href = new URL(`demo/show?link=${encodeURIComponent(link)}`, document.baseURI).href;
  way.textContent = held.has("lab") ? words.rounds : words.match;
  return way;
}

class Wall {
  /** @param {WallWords} words @param {boolean} dark */
  constructor(words, dark) {
    this.words = words;
    this.dark = dark; // as the page is
    this.turned = false; // to the other theme
    this.box = document.createElement("dialog");
    this.box.className = "tt-wall";
    this.shown = /** @type {any} */ (null); // the values that are drawn
    this.at = 0; // which of the page's charts
    this.place = document.createElement("div");
    this.said = document.createElement("p");
    this.count = document.createElement("span");
    this.fit = () => this.draw();
    this.changes = new MutationObserver(() => chartsHere()[this.at]?.data !== this.shown && this.draw());
    this.build();
  }

  build() {
    const press = (name, word, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.title = name;
      made.setAttribute("aria-label", name);
      made.textContent = word;
      made.addEventListener("click", act);
      return made;
    };
    const { words } = this;
    const foot = document.createElement("footer");
    const way = steps(words);
    foot.append(this.count, ...(way ? [way] : []), press(words.before, "‹", () => this.move(-1)), press(words.after, "›", () => this.move(1)),
      press(words.theme, "◐", () => this.turn()), press(words.close, "×", () => this.box.close()));
    this.box.setAttribute("aria-label", words.open);
    this.box.tabIndex = -1;
    this.box.append(this.place, this.said, foot);
    this.box.addEventListener("close", () => this.leave());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("resize", this.fit);
    document.body.append(this.box);
  }

  /** @param {any} Plotly */
  show(Plotly) {
    this.Plotly = Plotly;
    const plots = chartsHere();
    const far = (plot) => Math.abs(plot.getBoundingClientRect().top + plot.clientHeight / 2 - innerHeight / 2);
    this.at = Math.max(0, plots.indexOf([...plots].sort((one, other) => far(one) - far(other))[0]));
    this.box.showModal();
    this.box.focus(); // no button is meant yet
    // What the page goes on to compute is drawn here, too.
    this.changes.observe(document.querySelector(".stApp"), { childList: true, subtree: true });
    this.draw();
  }

  draw() {
    const plots = chartsHere();
    const plot = plots[this.at];
    if (!plot) return; // it is being drawn anew
    this.shown = plot.data;
    const u = unit();
    this.box.style.setProperty("--u", `${u}px`);
    const dark = this.dark !== this.turned;
    const theme = dark ? "dark" : "light";
    this.box.dataset.theme = theme;
    [this.box.style.background, this.box.style.color] = this.words.grounds[theme];
    const tones = this.turned && this.words.tones.map(([light, other]) => (dark ? [light, other] : [other, light]));
    const { data, layout } = onWall(plot, (TYPE * u) / USUAL, SMALLEST * u, tones);
    this.said.textContent = shortened(plot.closest("[aria-label]")?.getAttribute("aria-label") ?? "");
    this.count.textContent = `${this.at + 1} / ${plots.length}`;
    this.Plotly.react(this.place, data, layout, { displayModeBar: false, responsive: true, staticPlot: true });
  }

  move(by) {
    const count = chartsHere().length;
    this.at = (this.at + by + count) % count;
    this.draw();
  }

  turn() {
    this.turned = !this.turned;
    this.draw();
  }

  /** Take the whole screen, or give it back. */
  fill() {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.box.requestFullscreen?.();
  }

  onKey(event) {
    event.stopPropagation(); // the board beneath is not meant
    const moves = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "t") this.turn();
    else if (event.key === "f") this.fill();
    else return;
    event.preventDefault();
  }

  leave() {
    removeEventListener("resize", this.fit);
    this.changes.disconnect();
    this.Plotly.purge(this.place);
    this.box.remove();
  }
}

/** Let a button put the charts of a page on a wall; it is there where there is a chart.
 * @param {HTMLElement} button @param {WallWords} words @param {boolean} dark @param {AbortSignal} signal */
export function hangCharts(button, words, dark, signal) {
  button.title = words.open;
  button.setAttribute("aria-label", words.open);
  const tell = () => { button.hidden = !document.querySelector(`.stApp ${PLOTS}`); };
  const seen = new MutationObserver(tell);
  seen.observe(document.querySelector(".stApp"), { childList: true, subtree: true });
  signal.addEventListener("abort", () => seen.disconnect());
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const Plotly = await loadDrawing(words.library);
      if (!signal.aborted && chartsHere().length) new Wall(words, dark).show(Plotly);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }, { signal });
  tell();
}
