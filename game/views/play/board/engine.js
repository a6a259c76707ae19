/*
 * The instruments of one engine: canvases that keep what they have drawn and add only what is new.
 */

import { FAILURE, NO_FORECAST, RUNNING, SERVICE, slotAt } from "./core.js";
import { fillState, fit, opaque, wipe } from "./draw.js";
import { number, t, tn } from "./language.js";
import { lifeSpan } from "./sensors.js";

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

/* ----------------------------------------------------------------- graph */

const TOP_FORECAST = 140; // cycles; the models do not look further ahead

/**
 * The base line nearest to the wished one on which a label meets no other.
 * @param {{at: number, width: number, base: number}[]} labels those that stand already
 * @param {number} step height of a line
 */
export function freeLevel(labels, at, width, wish, step, low, high) {
  const clear = (base) => labels.every((other) =>
    Math.abs(other.base - base) >= step || other.at + other.width < at || at + width < other.at);
  const near = labels.flatMap(({ base }) => [base - step, base + step]);
  const free = [wish, ...near].filter((base) => base >= low && base <= high && clear(base));
  return free.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish))[0] ?? wish;
}

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
  let labels = [];

  const x = (age) => (age / span) * (canvas.width - 4 * k);
  const y = (rul) => {
    const floor = canvas.height - 8 * k;
    return floor - Math.max(0, Math.min(rul, TOP_FORECAST)) / TOP_FORECAST * (floor - 6 * k);
  };
  const middle = () => Math.round(canvas.height * 0.62);

  function label(text, left, wish, { align = "left", colour = palette.muted } = {}) {
    ctx.font = `500 ${10 * k}px ${palette.words}`;
    const width = ctx.measureText(text).width;
    const wanted = align === "right" ? left - width : left;
    const at = Math.max(0, Math.min(wanted, canvas.width - width));
    const base = freeLevel(labels, at, width, wish, 12.5 * k, 10 * k, canvas.height - 3 * k);
    labels.push({ at, width, base });
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

  function start({ strategy, setting, state }) {
    wipe(ctx, palette.panel, 0, 0, canvas.width, canvas.height);
    labels = [];
    ctx.fillStyle = palette.rule;
    const floor = canvas.height - 8 * k;
    ctx.fillRect(0, floor, canvas.width, Math.max(1, k / 2));
    for (let age = 0; age <= span; age += 50) {
      ctx.fillRect(Math.round(x(age)), floor, Math.max(1, k / 2), (age % 100 ? 2 : 5) * k);
    }
    if (strategy === "corrective" && state === RUNNING) label(t("waiting for the failure"), 0, 10 * k);
    if (strategy === "preventive") {
      dashes(x(setting), 4 * k, x(setting), floor, palette.service, [3, 3]);
      label(t("service at {age}", { age: number(setting) }), x(setting) - 5 * k, 10 * k, { align: "right" });
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
      if (drawn === 0) label(t("alarm at {setting}", { setting: number(setting) }), 0, y(setting) - 3 * k);
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
      const words = tn("{n} cycle of life left", "{n} cycles of life left", wasted);
      label(words, end, canvas.height * 0.36, { align: "right", colour: palette.text });
    } else {
      label(t("failed at {age}", { age: number(life.ran) }), end - 10 * k, canvas.height * 0.36, {
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

  /** Draw pixel columns, those of a running engine as one bar. */
  function columns(lives, from, head, offset, each) {
    wipe(ctx, palette.panel, from - offset, 0, head - from + 1, canvas.height);
    const height = Math.round(canvas.height * 0.3);
    const top = Math.round((canvas.height - height) / 2);
    let bar = null; // where it begins
    for (let c = from; c <= head; c++) {
      const cycle = Math.max(1, Math.round(c * each));
      const { life, state } = slotAt(lives, cycle, hint);
      hint = life.index;
      const running = state === RUNNING && cycle - life.start > each;
      if (running) bar ??= c;
      else if (bar !== null) bar = fillBar(bar, c);
      if (state !== RUNNING) pattern(state, cycle, c - offset);
    }
    if (bar !== null) fillBar(bar, head + 1);

    function fillBar(first, end) {
      ctx.fillStyle = palette.running;
      ctx.fillRect(first - offset, top, end - first, height);
      return null;
    }
  }

  function pattern(state, cycle, x) {
    const { height } = canvas;
    ctx.fillStyle = state === SERVICE ? palette.service : palette.failure;
    ctx.fillRect(x, 0, 1, height);
    ctx.fillStyle = palette["on-status"];
    const step = Math.round(5 * k);
    const place = Math.round((cycle * k) / RIBBON_CYCLES);
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
      columns(lives, Math.max(1, from), head, offset, each);
      drawn = head;
    },
  };
}
