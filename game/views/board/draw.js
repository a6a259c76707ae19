/* The instruments: canvases that keep what they have drawn and add only what is new. */

import { FAILURE, NO_FORECAST, RUNNING, SENSORS, SERVICE } from "./core.js";
import { groups, layoutTags, profitRange, roundUp, shortMoney, slotAt, ticks } from "./core.js";

const COLOURS = [
  "ground", "panel", "sunk", "rule", "text", "muted", "accent", "on-accent", "accent-line",
  "running", "service", "failure", "on-status", "factory-0", "factory-1", "factory-2", "factory-3",
];

/** Read the palette in force from the board's CSS variables. */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--tt-${name}`).trim();
  const palette = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
  palette.factories = [0, 1, 2, 3].map((i) => palette[`factory-${i}`]);
  palette.words = read("words");
  palette.numbers = read("numbers");
  return palette;
}

/** Give a canvas the pixels of its box; true when that changed. */
function fit(canvas, box, ratio) {
  const width = Math.max(1, Math.round(box.width * ratio));
  const height = Math.max(1, Math.round(box.height * ratio));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}

/** A drawing context without transparency, which a browser copies to the screen faster. */
const opaque = (canvas) => canvas.getContext("2d", { alpha: false });

function wipe(ctx, colour, x, y, width, height) {
  ctx.fillStyle = colour;
  ctx.fillRect(x, y, width, height);
}

/* ---------------------------------------------------------------- shapes */

/** Trace a factory's shape: 0 circle, 1 triangle, 2 square, 3 diamond. */
export function traceShape(ctx, kind, x, y, r) {
  ctx.beginPath();
  if (kind === 0) ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === 1) {
    ctx.moveTo(x, y - r * 1.15);
    ctx.lineTo(x + r * 1.1, y + r * 0.85);
    ctx.lineTo(x - r * 1.1, y + r * 0.85);
  } else if (kind === 2) ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else {
    ctx.moveTo(x, y - r * 1.25);
    ctx.lineTo(x + r * 1.25, y);
    ctx.lineTo(x, y + r * 1.25);
    ctx.lineTo(x - r * 1.25, y);
  }
  ctx.closePath();
}

/** Fill a rectangle with a state's colour and its pattern: service hatched, failure crossed. */
function fillState(ctx, palette, state, x, y, width, height, k) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.fillStyle = state === SERVICE ? palette.service : palette.failure;
  ctx.fillRect(x, y, width, height);
  ctx.strokeStyle = palette["on-status"];
  ctx.lineWidth = k;
  ctx.beginPath();
  const step = 5 * k;
  for (let d = -height; d < width + height; d += step) {
    ctx.moveTo(x + d, y + height);
    ctx.lineTo(x + d + height, y);
    if (state === FAILURE) {
      ctx.moveTo(x + d, y);
      ctx.lineTo(x + d + height, y + height);
    }
  }
  ctx.stroke();
  ctx.restore();
}

/* ------------------------------------------------------------------- fan */

const BLADES = 18;

function bladeSprite(size, palette, broken) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const ctx = canvas.getContext("2d");
  const c = size / 2;
  const outer = size * 0.395;
  const hub = size * 0.13;
  ctx.translate(c, c);
  ctx.lineWidth = Math.max(1, size / 110);
  for (let b = 0; b < BLADES; b++) {
    ctx.save();
    ctx.rotate((b / BLADES) * 2 * Math.PI);
    // A failed fan has lost two blades and chipped a third.
    const reach = broken && b < 2 ? hub * 1.5 : broken && b === 2 ? outer * 0.7 : outer;
    ctx.beginPath();
    ctx.moveTo(-hub * 0.2, -hub * 0.9);
    ctx.quadraticCurveTo(-reach * 0.16, -reach * 0.55, -reach * 0.02, -reach);
    ctx.lineTo(reach * 0.24, -reach * 0.97);
    ctx.quadraticCurveTo(reach * 0.1, -reach * 0.5, hub * 0.28, -hub * 0.9);
    ctx.closePath();
    const shade = ctx.createLinearGradient(-reach * 0.15, 0, reach * 0.25, 0);
    shade.addColorStop(0, palette.panel);
    shade.addColorStop(1, palette.running);
    ctx.fillStyle = shade;
    ctx.fill();
    ctx.strokeStyle = palette.text;
    ctx.stroke();
    ctx.restore();
  }
  ctx.beginPath();
  ctx.arc(0, 0, hub, 0, 2 * Math.PI);
  ctx.fillStyle = palette.text;
  ctx.fill();
  // The white spiral painted on real spinners, so that a crew sees a fan turn.
  ctx.beginPath();
  for (let t = 0; t <= 1; t += 0.05) {
    const r = hub * 0.92 * t;
    ctx.lineTo(r * Math.cos(t * 5), r * Math.sin(t * 5));
  }
  ctx.strokeStyle = palette.panel;
  ctx.lineWidth = Math.max(1.2, size / 60);
  ctx.stroke();
  return canvas;
}

/** A turbofan seen from the front. Its rim is a gauge of the engine's age. */
export function makeFan(canvas) {
  const ctx = opaque(canvas);
  let palette = null;
  let sprites = null;
  let size = 0;
  let k = 1;
  return {
    prepare(box, ratio, colours) {
      const resized = fit(canvas, box, ratio);
      if (!resized && palette === colours) return;
      palette = colours;
      size = canvas.width;
      k = ratio;
      sprites = [bladeSprite(size, palette, false), bladeSprite(size, palette, true)];
    },
    /**
     * @param {number} angle of the blades, radians
     * @param {number} state RUNNING, SERVICE or FAILURE
     * @param {number} part of the rim to fill: age, or the down time still to go, 0 to 1
     * @param {number|null} mark where on the rim the service age lies, 0 to 1
     */
    paint(angle, state, part, mark) {
      const c = size / 2;
      const rim = c - 3 * k;
      wipe(ctx, palette.panel, 0, 0, size, size);
      ctx.beginPath();
      ctx.arc(c, c, size * 0.41, 0, 2 * Math.PI);
      ctx.fillStyle = palette["on-accent"];
      ctx.fill();
      ctx.save();
      ctx.translate(c, c);
      ctx.rotate(angle);
      ctx.drawImage(sprites[state === FAILURE ? 1 : 0], -c, -c);
      ctx.restore();
      ctx.lineWidth = 4 * k;
      ctx.strokeStyle = palette.rule;
      ctx.beginPath();
      ctx.arc(c, c, rim, 0, 2 * Math.PI);
      ctx.stroke();
      const top = -Math.PI / 2;
      ctx.strokeStyle = [palette.text, palette.service, palette.failure][state];
      if (state !== RUNNING) ctx.setLineDash(state === SERVICE ? [5 * k, 2 * k] : [2 * k, 2 * k]);
      ctx.beginPath();
      ctx.arc(c, c, rim, top, top + 2 * Math.PI * Math.min(1, part));
      ctx.stroke();
      ctx.setLineDash([]);
      if (mark !== null && mark < 1) {
        const a = top + 2 * Math.PI * mark;
        ctx.strokeStyle = palette.service;
        ctx.lineWidth = 2.5 * k;
        ctx.beginPath();
        ctx.moveTo(c + (rim - 5 * k) * Math.cos(a), c + (rim - 5 * k) * Math.sin(a));
        ctx.lineTo(c + (rim + 3 * k) * Math.cos(a), c + (rim + 3 * k) * Math.sin(a));
        ctx.stroke();
      }
    },
  };
}

/* --------------------------------------------------------------- sensors */

/** Ages an axis of one engine's life holds; steps up for the long-lived. */
export const lifeSpan = (age) => (age <= 250 ? 250 : age <= 370 ? 370 : Math.ceil(age / 100) * 100);

/** Sixteen traces of one engine over its age, in two columns, names beside them. */
export function makeSensors(canvas) {
  const ctx = opaque(canvas);
  const pens = SENSORS.map(() => ({ column: -1, low: 0, high: 0, y: -1 }));
  let palette = null;
  let k = 1;
  let engine = null;
  let drawn = 0;
  let span = 0;

  function lane(s) {
    const rows = SENSORS.length / 2;
    const name = 42 * k;
    const gap = 14 * k;
    const width = (canvas.width - gap) / 2;
    const height = canvas.height / rows;
    const left = s < rows ? 0 : width + gap;
    return { left, x: left + name, y: (s % rows) * height, width: width - name, height };
  }

  function start() {
    wipe(ctx, palette.panel, 0, 0, canvas.width, canvas.height);
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    ctx.textBaseline = "alphabetic";
    SENSORS.forEach((name, s) => {
      const { left, x, y, width, height } = lane(s);
      ctx.fillStyle = palette.muted;
      ctx.fillText(name, left, y + height / 2 + 3.2 * k);
      ctx.fillStyle = palette.ground;
      const gap = Math.max(1, Math.round(1.5 * k));
      ctx.fillRect(Math.round(x), Math.round(y), Math.floor(width), Math.round(y + height) - Math.round(y) - gap);
      pens[s].column = -1;
      pens[s].y = -1;
    });
    drawn = 0;
  }

  function extend(age) {
    const { values, lifetime } = engine;
    const last = Math.min(age, lifetime);
    ctx.fillStyle = palette.text;
    SENSORS.forEach((_, s) => {
      const { x, y, width, height } = lane(s);
      const pen = pens[s];
      const room = height - 4.5 * k;
      for (let a = drawn; a < last; a++) {
        const column = Math.floor((a / span) * width);
        const level = y + 1.5 * k + room * (1 - values[s * lifetime + a] / 255);
        if (column !== pen.column) {
          pen.column = column;
          pen.low = pen.high = level;
          if (pen.y >= 0) {
            pen.low = Math.min(level, pen.y);
            pen.high = Math.max(level, pen.y);
          }
        } else {
          pen.low = Math.min(pen.low, level);
          pen.high = Math.max(pen.high, level);
        }
        pen.y = level;
        const top = Math.round(pen.low);
        ctx.fillRect(Math.round(x) + column, top, 1, Math.max(Math.ceil(k), Math.round(pen.high) - top));
      }
    });
    drawn = Math.max(drawn, last);
  }

  return {
    prepare(box, ratio, colours) {
      if (fit(canvas, box, ratio) || palette !== colours) engine = null;
      palette = colours;
      k = ratio;
    },
    paint(next, age) {
      if (!next) return;
      if (next !== engine || age < drawn || lifeSpan(age) !== span) {
        engine = next;
        span = lifeSpan(age);
        start();
      }
      if (age > drawn) extend(age);
    },
  };
}

/* ----------------------------------------------------------------- graph */

const TOP_FORECAST = 140; // cycles; the models do not look further ahead

/**
 * The strategy's view of one engine over its age. After the event: when it would have died.
 */
export function makeGraph(canvas) {
  const ctx = opaque(canvas);
  let palette = null;
  let k = 1;
  let key = "";
  let drawn = 0;
  let last = null;
  let span = 0;

  const x = (age) => (age / span) * (canvas.width - 4 * k);
  const y = (rul) => {
    const floor = canvas.height - 8 * k;
    return floor - Math.max(0, Math.min(rul, TOP_FORECAST)) / TOP_FORECAST * (floor - 6 * k);
  };
  const middle = () => Math.round(canvas.height * 0.62);

  function label(text, left, base, { align = "left", colour = palette.muted } = {}) {
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    const width = ctx.measureText(text).width;
    const wanted = align === "right" ? left - width : left;
    const at = Math.max(0, Math.min(wanted, canvas.width - width));
    ctx.fillStyle = palette.panel;
    ctx.fillRect(at - 2 * k, base - 9 * k, width + 4 * k, 12 * k);
    ctx.fillStyle = colour;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillText(text, at, base);
  }

  function dashes(x1, y1, x2, y2, colour, dash) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25 * k;
    ctx.setLineDash(dash.map((d) => d * k));
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function start({ strategy, setting }) {
    wipe(ctx, palette.panel, 0, 0, canvas.width, canvas.height);
    ctx.fillStyle = palette.rule;
    const floor = canvas.height - 8 * k;
    ctx.fillRect(0, floor, canvas.width, Math.max(1, k / 2));
    for (let age = 0; age <= span; age += 50) {
      ctx.fillRect(Math.round(x(age)), floor, Math.max(1, k / 2), (age % 100 ? 2 : 5) * k);
    }
    if (strategy === "corrective") label("waiting for the failure", 0, 10 * k);
    if (strategy === "preventive") {
      dashes(x(setting), 4 * k, x(setting), floor, palette.service, [3, 3]);
      label(`service at ${setting}`, x(setting) - 5 * k, 10 * k, { align: "right" });
    }
    if (strategy === "local" || strategy === "federated") {
      dashes(0, y(setting), canvas.width, y(setting), palette.service, [3, 3]);
    }
    drawn = 0;
    last = null;
  }

  function extend(view) {
    const { strategy, setting, age, forecast } = view;
    if (strategy === "corrective" || strategy === "preventive") {
      ctx.fillStyle = palette.text;
      const left = Math.floor(x(drawn));
      ctx.fillRect(left, middle() - k, Math.round(x(age)) - left, 2 * k);
    } else if (forecast) {
      ctx.strokeStyle = palette.text;
      ctx.lineWidth = 1.5 * k;
      ctx.beginPath();
      for (let a = drawn + 1; a <= Math.min(age, forecast.length); a++) {
        if (forecast[a - 1] === NO_FORECAST) continue;
        const point = [x(a), y(forecast[a - 1] / 10)];
        if (last) {
          ctx.moveTo(...last);
          ctx.lineTo(...point);
        }
        last = point;
      }
      ctx.stroke();
      if (drawn === 0) label(`alarm at ${setting}`, 0, y(setting) - 3 * k);
    }
    drawn = age;
  }

  /** What the player could not know: where this engine would have ended. */
  function reveal({ life, state, strategy }) {
    const floor = canvas.height - 8 * k;
    const predictive = strategy === "local" || strategy === "federated";
    const level = predictive ? floor : middle();
    const end = x(life.lifetime);
    if (predictive) {
      const from = Math.max(0, life.lifetime - TOP_FORECAST);
      dashes(x(from), y(life.lifetime - from), end, y(0), palette.running, [1.5, 2.5]);
    }
    if (state === SERVICE) {
      const wasted = life.lifetime - life.ran;
      fillState(ctx, palette, SERVICE, x(life.ran), level - 4 * k, Math.max(2 * k, end - x(life.ran)), 5 * k, k);
      const words = wasted === 1 ? "1 cycle of life left" : `${wasted} cycles of life left`;
      label(words, end, canvas.height * 0.36, { align: "right", colour: palette.text });
    } else {
      label(`failed at ${life.ran}`, end - 10 * k, canvas.height * 0.36, {
        align: "right",
        colour: palette.text,
      });
    }
    cross(end, level - 1.5 * k, state === FAILURE ? palette.failure : palette.text);
  }

  function cross(cx, cy, colour) {
    const r = 4 * k;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * k;
    ctx.beginPath();
    ctx.moveTo(cx - r, cy - r);
    ctx.lineTo(cx + r, cy + r);
    ctx.moveTo(cx + r, cy - r);
    ctx.lineTo(cx - r, cy + r);
    ctx.stroke();
  }

  return {
    prepare(box, ratio, colours) {
      if (fit(canvas, box, ratio) || palette !== colours) key = "";
      palette = colours;
      k = ratio;
    },
    /** @param {object} view slot view: life, state, age, strategy, setting, forecast */
    paint(view) {
      const { life, state, strategy, setting, age } = view;
      const longest = state === RUNNING ? age : Math.max(life.lifetime, age);
      const next = [life.slot, life.index, life.start, strategy, setting, state, lifeSpan(longest)].join();
      if (next !== key || age < drawn) {
        key = next;
        span = lifeSpan(longest);
        start(view);
        if (age > 0) extend(view);
        if (state !== RUNNING && life.lifetime > 0) reveal(view);
      } else if (age > drawn) extend(view);
    },
  };
}

/* ---------------------------------------------------------------- ribbon */

const RIBBON_CYCLES = 2; // per CSS pixel

/** The recent history of a slot: a thin bar while it runs, hatched service, crossed failure. */
export function makeRibbon(canvas) {
  const ctx = opaque(canvas);
  let palette = null;
  let k = 1;
  let drawn = -1;
  let hint = 0;

  function column(lives, c, x) {
    const height = canvas.height;
    const { life, state } = slotAt(lives, c, hint);
    hint = life.index;
    wipe(ctx, palette.panel, x, 0, 1, height);
    if (state === RUNNING) {
      ctx.fillStyle = palette.running;
      const bar = Math.round(height * 0.3);
      const fresh = c - life.start <= RIBBON_CYCLES / k;
      if (!fresh) ctx.fillRect(x, Math.round((height - bar) / 2), 1, bar);
      return;
    }
    ctx.fillStyle = state === SERVICE ? palette.service : palette.failure;
    ctx.fillRect(x, 0, 1, height);
    ctx.fillStyle = palette["on-status"];
    const step = Math.round(5 * k);
    const place = Math.round((c * k) / RIBBON_CYCLES);
    for (let y = place % step; y < height; y += step) ctx.fillRect(x, y, 1, Math.ceil(k));
    if (state === FAILURE) {
      for (let y = step - 1 - (place % step); y < height; y += step) ctx.fillRect(x, y, 1, Math.ceil(k));
    }
  }

  return {
    prepare(box, ratio, colours) {
      if (fit(canvas, box, ratio) || palette !== colours) drawn = -1;
      palette = colours;
      k = ratio;
    },
    forget() {
      drawn = -1;
    },
    paint(lives, now) {
      const each = RIBBON_CYCLES / k; // cycles per device pixel
      const head = Math.floor(now / each);
      if (head === drawn) return;
      const width = canvas.width;
      let from = drawn + 1;
      if (drawn < 0 || head < drawn || head - drawn >= width) {
        wipe(ctx, palette.panel, 0, 0, width, canvas.height);
        from = Math.max(1, head - width + 1);
        hint = 0;
      } else if (head >= width) {
        // Until the strip is full it grows to the right, then it moves left.
        const shift = head - Math.max(drawn, width - 1);
        ctx.globalCompositeOperation = "copy";
        ctx.drawImage(canvas, -shift, 0);
        ctx.globalCompositeOperation = "source-over";
      }
      const offset = Math.max(0, head - width + 1);
      for (let c = Math.max(1, from); c <= head; c++) column(lives, Math.max(1, Math.round(c * each)), c - offset);
      drawn = head;
    },
  };
}

/* ------------------------------------------------------------------ race */

/** Money on an axis: `$1.5M`, `$250k`. */
const axisMoney = (value) => shortMoney(value).replace(/\.?0+M$/, "M");

const BRAID = 7; // pixels of each colour in a braided line
const LETTERS = { corrective: "C", preventive: "P", local: "L", federated: "F" };

/** Cycles shown by the race: in few steps, never past a fixed end. */
export function raceSpan(now, scenario) {
  const span = roundUp(Math.max(500, now * 1.01), 100);
  return scenario.finish_line ? span : Math.min(span, Math.max(scenario.cycles, now));
}

/** Money of the four factories over the match. */
export function makeRace(base, overlay) {
  const ctx = opaque(base);
  const top = overlay.getContext("2d");
  let palette = null;
  let k = 1;
  let game = null;
  let drawn = 0; // cycle
  let low = 0;
  let high = 0; // extremes of all balances up to `drawn`
  let range = [0, 0];
  let span = 0;
  let narrow = false;
  let dirty = null; // box of the overlay that holds something
  let marked = [];

  const room = () => ({
    left: (narrow ? 40 : 52) * k,
    right: (narrow ? 108 : 176) * k,
    top: 14 * k,
    bottom: 20 * k,
  });
  const x = (cycle) => room().left + (cycle / span) * (base.width - room().left - room().right);
  const y = (value) => {
    const { top: t, bottom: b } = room();
    return base.height - b - ((value - range[0]) / (range[1] - range[0])) * (base.height - t - b);
  };

  function extremes(from, to) {
    for (const { balance } of game.factories) {
      for (let c = from; c <= to; c++) {
        if (balance[c] < low) low = balance[c];
        if (balance[c] > high) high = balance[c];
      }
    }
  }

  function grid() {
    const { left, right, top: t, bottom: b } = room();
    const end = base.width - right;
    const hair = Math.max(1, Math.round(k / 2));
    wipe(ctx, palette.ground, 0, 0, base.width, base.height);
    ctx.font = `400 ${10.5 * k}px ${palette.numbers}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "right";
    for (const value of ticks(range[0], range[1], base.height / k > 180 ? 5 : 3)) {
      const level = Math.round(y(value));
      ctx.fillStyle = value === 0 ? palette.muted : palette.rule;
      ctx.fillRect(left, level, end - left, hair);
      ctx.fillStyle = palette.muted;
      ctx.fillText(axisMoney(value), left - 7 * k, level);
    }
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "center";
    for (const cycle of ticks(0, span, narrow ? 3 : 5)) {
      ctx.fillStyle = palette.rule;
      ctx.fillRect(Math.round(x(cycle)), base.height - b, hair, 4 * k);
      ctx.fillStyle = palette.muted;
      ctx.fillText(cycle === 0 ? "0" : cycle.toLocaleString("en-US"), x(cycle), base.height - 4 * k);
    }
    finish(left, end, t, b);
  }

  function finish(left, end, t, b) {
    const line = game.scenario.finish_line;
    ctx.font = `600 ${10.5 * k}px ${palette.words}`;
    ctx.strokeStyle = palette.text;
    ctx.fillStyle = palette.text;
    ctx.lineWidth = 1.5 * k;
    ctx.setLineDash([6 * k, 3 * k]);
    ctx.beginPath();
    if (line && line <= range[1]) {
      ctx.moveTo(left, y(line));
      ctx.lineTo(end, y(line));
      ctx.textAlign = "left";
      ctx.fillText(`finish ${axisMoney(line)}`, left + 6 * k, y(line) + 13 * k);
    } else if (line) {
      ctx.textAlign = "left";
      ctx.fillText(`↑ finish at ${axisMoney(line)}`, left + 6 * k, t - 3 * k);
    } else if (game.scenario.cycles <= span) {
      ctx.moveTo(x(game.scenario.cycles), t);
      ctx.lineTo(x(game.scenario.cycles), base.height - b);
      ctx.textAlign = "right";
      ctx.fillText("end", x(game.scenario.cycles) - 5 * k, t + 8 * k);
    }
    ctx.stroke();
    ctx.setLineDash([]);
  }

  /** Draw all lines from one cycle to another, one segment for each pixel column. */
  function lines(from, to) {
    const each = Math.max(1, span / (base.width - room().left - room().right));
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    for (let a = from; a < to; ) {
      const b = Math.min(to, Math.max(a + 1, Math.floor(a + each)));
      for (const group of [...groups(game.partings, b)].reverse()) {
        const place = Math.floor(x(b) / (BRAID * k));
        const i = group[place % group.length];
        const { balance } = game.factories[group[0]];
        ctx.strokeStyle = palette.factories[i];
        ctx.lineWidth = (group.length > 1 ? 3.5 : group[0] === 0 ? 2.75 : 2) * k;
        ctx.beginPath();
        ctx.moveTo(x(a), y(balance[a]));
        ctx.lineTo(x(b), y(balance[b]));
        ctx.stroke();
      }
      a = b;
    }
    marks(from, to);
  }

  /** Words on the ground's colour, so that no line runs through them. */
  function halo(pen, words, left, level) {
    pen.strokeStyle = palette.ground;
    pen.lineWidth = 4 * k;
    pen.strokeText(words, left, level);
    pen.fillStyle = palette.text;
    pen.fillText(words, left, level);
  }

  function marks(from, to) {
    game.factories.forEach((factory, i) => {
      factory.strategies.forEach(([cycle, strategy], nth) => {
        const before = factory.strategies[nth - 1];
        if (!before || before[1] === strategy || cycle > to || (cycle <= from && from > 0)) return;
        const at = [x(cycle), y(factory.balance[cycle])];
        if (marked.some(([mx, my]) => Math.hypot(mx - at[0], my - at[1]) < 9 * k)) return;
        marked.push(at);
        traceShape(ctx, i, at[0], at[1], 4.5 * k);
        ctx.fillStyle = palette.panel;
        ctx.fill();
        ctx.strokeStyle = palette.factories[i];
        ctx.lineWidth = 1.75 * k;
        ctx.stroke();
        ctx.font = `600 ${9.5 * k}px ${palette.numbers}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "alphabetic";
        halo(ctx, LETTERS[strategy], at[0], at[1] - 8 * k);
      });
    });
  }

  function tags(now) {
    const sorted = groups(game.partings, now).map((group) => ({
      group,
      value: game.factories[group[0]].balance[now],
    }));
    const height = (narrow ? 15 : 17) * k;
    const levels = sorted.map(({ value }) => y(value));
    const placed = layoutTags(levels, height, 2 * k, base.height - 2 * k);
    const head = x(now);
    if (dirty) top.clearRect(...dirty);
    dirty = [head - 10 * k, 0, overlay.width - head + 10 * k, overlay.height];
    sorted.forEach(({ group, value }, i) => {
      const left = head + 14 * k;
      top.strokeStyle = palette.factories[group[0]];
      top.lineWidth = k;
      top.beginPath();
      top.moveTo(head, levels[i]);
      top.lineTo(left - 3 * k, placed[i]);
      top.stroke();
      [...group].reverse().forEach((member, nth) => {
        traceShape(top, member, head, levels[i], 4.5 * k);
        if (nth === group.length - 1) {
          top.fillStyle = palette.factories[member];
          top.fill();
        }
      });
      tag(group, value, left, placed[i]);
    });
  }

  function tag(group, value, left, centre) {
    let at = left;
    for (const member of group) {
      traceShape(top, member, at + 4 * k, centre, 3.5 * k);
      top.fillStyle = palette.factories[member];
      top.fill();
      at += 11 * k;
    }
    top.textBaseline = "middle";
    top.textAlign = "left";
    const mine = group.includes(0);
    top.font = `${mine ? 650 : 500} ${(narrow ? 10 : 11.5) * k}px ${palette.words}`;
    const words = tagName(group, game.factories, narrow);
    halo(top, words, at + 2 * k, centre);
    at += top.measureText(words).width + 8 * k;
    top.font = `${mine ? 600 : 400} ${(narrow ? 10 : 11) * k}px ${palette.numbers}`;
    halo(top, shortMoney(value), at, centre);
  }

  return {
    prepare(box, ratio, colours) {
      const resized = [fit(base, box, ratio), fit(overlay, box, ratio)].some(Boolean);
      if (resized || palette !== colours) game = null;
      palette = colours;
      k = ratio;
      narrow = box.width < 520;
    },
    forget() {
      game = null;
    },
    paint(next, now) {
      const again = next !== game || now < drawn;
      if (again) {
        game = next;
        low = high = 0;
        extremes(0, now);
      } else {
        if (now === drawn) return;
        extremes(drawn + 1, now);
      }
      const wanted = profitRange(low, high, game.scenario.finish_line);
      const wide = raceSpan(now, game.scenario);
      if (again || wide !== span || wanted[0] !== range[0] || wanted[1] !== range[1]) {
        span = wide;
        range = wanted;
        marked = [];
        top.clearRect(0, 0, overlay.width, overlay.height);
        grid();
        lines(0, now);
        drawn = now;
      } else if ((now - drawn) * (base.width / span) >= 1) {
        lines(drawn, now);
        drawn = now;
      }
      tags(now);
    },
  };
}

/** Words of a tag: a name, or that several are still equal. */
export function tagName(group, factories, narrow) {
  if (group.length === factories.length) return "all four equal";
  if (group.length > 2) return `${group.length} equal`;
  if (group.length === 2) return group.map((i) => shortName(factories[i], 8)).join(" = ");
  return shortName(factories[group[0]], narrow ? 9 : 14);
}

function shortName({ name, you }, limit) {
  if (you) return "You";
  const first = name.length > limit ? name.split(" ")[0] : name;
  return first.length > limit ? `${first.slice(0, limit - 1)}…` : first;
}
