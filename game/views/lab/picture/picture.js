/*
 * The picture of a round: a server, factories around it, and what travels between them. It shows
 * the records it is given and computes nothing; words come with the data.
 */

const SVG = "http://www.w3.org/2000/svg";
const STEPS = ["send", "train", "travel", "merge"];
const PACE = 1300; // ms for a step
const LABELLED = 24; // factories that there is room to write on
const FATES = { a: "arrived", l: "lost", t: "late", r: "refused", "-": "rest" };
const places = new Map(); // parentElement -> picture

/** Entry point: called at the mount and again for every new data. */
export default function picture(component) {
  const place = component.parentElement;
  if (!places.has(place)) places.set(place, mount(place, () => places.delete(place)));
  places.get(place).update(component.data);
  return places.get(place).dispose;
}

function node(name, attributes = {}, text = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

function element(name, className = "", text = null) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== null) made.textContent = text;
  return made;
}

/** A shape for each fate, so that colour never stands alone. */
function outline(kind, r) {
  const paths = {
    saboteur: `M0 ${-r * 1.25}L${r * 1.25} 0L0 ${r * 1.25}L${-r * 1.25} 0Z`,
    lost: `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`,
    late: `M${-r} ${-r}H${r}L${-r} ${r}H${r}Z`,
    refused: `M${-r} ${-r}H${r}V${r}H${-r}ZM${-r} ${r}L${r} ${-r}`,
  };
  return kind in paths
    ? node("path", { class: "shape", d: paths[kind] })
    : node("circle", { class: "shape", r: kind === "rest" ? r * 0.7 : r });
}

/** Points on an ellipse, equally far from each other along it, the first one on top. */
function around(count, [a, b]) {
  const fine = 720;
  const point = (angle) => [a * Math.sin(angle), -b * Math.cos(angle)];
  const lengths = [0];
  for (let at = 1; at <= fine; at += 1) {
    const [x, y] = point((2 * Math.PI * at) / fine);
    const [beforeX, beforeY] = point((2 * Math.PI * (at - 1)) / fine);
    lengths.push(lengths[at - 1] + Math.hypot(x - beforeX, y - beforeY));
  }
  return Array.from({ length: count }, (_, at) => {
    const wanted = (lengths[fine] * at) / count;
    return point((2 * Math.PI * lengths.findIndex((length) => length >= wanted)) / fine);
  });
}

function mount(place, forget) {
  const root = element("div", "lab");
  const svg = node("svg", { role: "group" });
  const controls = element("div", "controls");
  const buttons = {};
  for (const name of ["step", "round", "run"]) {
    buttons[name] = element("button");
    buttons[name].type = "button";
    buttons[name].dataset.ref = name;
    controls.append(buttons[name]);
  }
  const label = element("label");
  const counter = element("span");
  const slider = element("input");
  slider.type = "range";
  slider.min = 1;
  label.append(counter, slider);
  controls.append(label);
  const said = element("p", "said");
  const legend = element("ul", "legend");
  const detail = element("div", "detail");
  const telling = element("div");
  const drawing = element("div"); // grows with every round, which need not be heard
  telling.setAttribute("aria-live", "polite");
  detail.append(telling, drawing);
  root.append(controls, said, svg, legend, detail);
  place.append(root);

  const calm = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
  let data = null;
  let round = 1;
  let step = 0;
  let mode = "still"; // "still", "round" (until it is over) or "run"
  let chosen = 0;
  let clock = 0;
  let narrow = false;

  const last = () => data.rounds.length;
  const shown = () => data.rounds[round - 1];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const whole = (value) => value.toLocaleString(data.words.locale);
  const cycles = (value) =>
    value === null ? "∞" : value.toLocaleString(data.words.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const kilobytes = (value) => `${cycles(value / 1000)} kB`;
  const sum = (list) => list.reduce((total, one) => total + one, 0);

  function stop() {
    globalThis.clearTimeout(clock);
    mode = "still";
  }

  /** Go one step on; at the last round that is known there is none. */
  function advance() {
    if (step < STEPS.length - 1) step += 1;
    else if (round < last()) [round, step] = [round + 1, 0];
    else return false;
    draw();
    return true;
  }

  /** Let steps follow each other: to the end of a round, or as long as there are rounds. */
  function play(name, steps = 1) {
    stop();
    mode = name;
    if (name === "run" && round === last() && step === 3 && data.done) [round, step] = [1, 0];
    else if (steps) advance();
    draw();
    clock = globalThis.setTimeout(tick, PACE);
  }

  function tick() {
    const over = step === STEPS.length - 1;
    if ((mode === "round" && over) || (mode === "run" && over && round === last() && data.done)) {
      stop();
      draw();
      return;
    }
    advance(); // or wait for the next round to be computed
    clock = globalThis.setTimeout(tick, PACE);
  }

  /** Where things stand: on an ellipse around the server. */
  function layout() {
    const [width, height] = narrow ? [360, 400] : [720, 440];
    const count = data.factories.length - 1; // the last one is the outsider
    const r = Math.max(4, Math.min(13, (narrow ? 130 : 210) / Math.max(count, 8)));
    const half = [width / 2 - (narrow ? 36 : 46), height / 2 - 46];
    const spots = around(count, half).map(([x, y], at) => {
      const far = count > LABELLED && at % 2 ? 0.84 : 1;
      return [width / 2 + x * far, height / 2 + y * far];
    });
    spots.push([width - 40, height - 36]);
    return { width, height, r, spots, middle: [width / 2, height / 2] };
  }

  function kindOf(at) {
    if (at === data.factories.length - 1) return "outsider";
    const fate = FATES[shown().fates[at]];
    if (fate === "rest") return "rest";
    if (step >= 2 && fate !== "arrived") return fate;
    return data.saboteurs.includes(at) ? "saboteur" : "honest";
  }

  function drawFactory(at, { r, spots }, labelled) {
    const [x, y] = spots[at];
    const kind = kindOf(at);
    const trains = step === 1 && !["rest", "outsider"].includes(kind) && shown().fates[at] !== "l";
    const group = node("g", {
      class: `factory ${kind}${trains ? " training" : ""}${at === chosen ? " chosen" : ""}`,
      transform: `translate(${x} ${y})`,
      role: "button",
      tabindex: at === chosen ? 0 : -1,
      "aria-pressed": at === chosen,
      "aria-label": nameOf(at),
      "data-at": at,
    });
    const size = Math.max(r + 4, 12);
    group.append(node("rect", { class: "hit", x: -size, y: -size, width: 2 * size, height: 2 * size }));
    group.append(node("circle", { class: "ring", r: r + 6 }), outline(kind, r));
    if (labelled) {
      for (const row of [0, 1, 2]) {
        group.append(node("rect", { class: "home", x: r + 5, y: row * 5 - 8, width: 9, height: 4 }));
      }
      group.append(node("text", { class: "quiet", y: r + 17 }, kilobytes(data.factories[at].raw)));
      const trained = "atr".includes(shown().fates[at]);
      if (step >= 1 && kind === "outsider") {
        group.append(node("text", { y: -r - 9 }, cycles(shown().outsider)));
      } else if (step >= 1 && trained) {
        const error = step === 3 ? shown().error : shown().errors[at];
        group.append(node("text", { y: -r - 9 }, cycles(error)));
      }
    }
    group.addEventListener("click", () => choose(at));
    return group;
  }

  function drawPackets({ spots, middle, r }, labelled) {
    if (step !== 0 && step !== 2) return;
    const bytes = step === 0 ? shown().down : shown().up;
    const moves = [];
    spots.slice(0, -1).forEach((spot, at) => {
      if (!bytes[at]) return;
      const late = step === 2 && shown().fates[at] === "t";
      const stage = late ? 0.84 : at % 2 ? 0.66 : 0.45; // in turns, to leave room for the words
      const part = (share) => spot.map((value, axis) => middle[axis] + (value - middle[axis]) * share);
      const bad = step === 2 && data.saboteurs.includes(at);
      const packet = node("g", { class: `packet${bad ? " bad" : ""}` });
      const half = Math.max(3, r * 0.45);
      packet.append(node("rect", { x: -half, y: -half, width: 2 * half, height: 2 * half }));
      if (labelled) packet.append(node("text", { y: -half - 3 }, `${whole(bytes[at])} B`));
      const put = ([x, y]) => (packet.style.transform = `translate(${x}px, ${y}px)`);
      svg.append(packet);
      put(part(calm.matches ? stage : step === 0 ? 0.1 : 1));
      if (!calm.matches) moves.push(() => put(part(stage)));
    });
    if (moves.length) {
      svg.getBoundingClientRect(); // the browser must have seen where they start
      globalThis.requestAnimationFrame(() => moves.forEach((move) => move()));
    }
  }

  function nameOf(at) {
    const { words, factories } = data;
    if (at === factories.length - 1) return words.outsider;
    const kind = kindOf(at);
    const lies = data.saboteurs.includes(at) ? `, ${words.kinds.saboteur}` : "";
    const fate = kind === "saboteur" || kind === "honest" ? "" : `, ${words.kinds[kind]}`;
    return fill(words.factory, { number: at + 1 }) + lies + fate;
  }

  function draw() {
    const { words } = data;
    const focused = svg.contains(svg.getRootNode().activeElement);
    const place = layout();
    const labelled = data.factories.length - 1 <= (narrow ? 10 : LABELLED);
    svg.setAttribute("viewBox", `0 0 ${place.width} ${place.height}`);
    svg.setAttribute("aria-label", words.picture);
    svg.replaceChildren();
    const [x, y] = place.middle;
    place.spots.slice(0, -1).forEach(([toX, toY]) => {
      svg.append(node("line", { class: "wire", x1: x, y1: y, x2: toX, y2: toY }));
    });
    const server = node("g", { class: `server${step === 3 ? " busy" : ""}`, transform: `translate(${x} ${y})` });
    const error = `± ${cycles(step === 3 ? shown().error : shown().before)} ${words.cycles}`;
    const half = Math.max(58, 3.6 * Math.max(words.server.length, error.length) + 6); // long words
    server.append(node("rect", { x: -half, y: -28, width: 2 * half, height: 56, rx: 2 }));
    server.append(node("text", { y: -6 }, words.server));
    server.append(node("text", { y: 12 }, error));
    svg.append(server);
    data.factories.forEach((_, at) => svg.append(drawFactory(at, place, labelled)));
    drawPackets(place, labelled);
    if (focused) svg.querySelector(`[data-at="${chosen}"]`).focus();

    said.setAttribute("aria-live", mode === "run" ? "off" : "polite");
    said.textContent = sentence();
    counter.textContent = fill(words.counter, { round, rounds: data.total });
    slider.max = last();
    slider.value = round;
    slider.setAttribute("aria-label", words.slider);
    for (const name of ["step", "round"]) {
      buttons[name].textContent = words.buttons[name];
    }
    buttons.run.textContent = mode === "still" ? words.buttons.run : words.buttons.pause;
    buttons.run.classList.toggle("now", mode === "still");
    drawLegend();
    drawDetail();
  }

  /** What happens in this step, for those who read or hear it. */
  function sentence() {
    const { words } = data;
    const now = shown();
    const asked = [...now.fates].filter((fate) => fate !== "-").length;
    const count = (letter) => [...now.fates].filter((fate) => fate === letter).length;
    const errors = now.errors.filter((error, at) => error !== undefined && error !== null && "atr".includes(now.fates[at]));
    const of = (list) => list.filter((size) => size > 0);
    const values = {
      round,
      asked,
      each: whole(Math.max(0, ...(step === 0 ? now.down : now.up))),
      total: whole(sum(step === 0 ? now.down : now.up)),
      raw: whole(sum(data.factories.slice(0, -1).map((one) => one.raw))),
      low: errors.length ? cycles(Math.min(...errors)) : "-",
      high: errors.length ? cycles(Math.max(...errors)) : "-",
      sent: of(now.up).length,
      lost: count("l"),
      late: count("t"),
      refused: count("r"),
      lies: data.saboteurs.filter((at) => now.up[at] > 0).length,
      merged: count("a"),
      before: cycles(now.before),
      error: cycles(now.error),
      more: whole(sum(now.moreDown) + sum(now.moreUp)),
    };
    const parts = [fill(words.steps[STEPS[step]], values)];
    if (step === 2) {
      for (const name of ["lost", "late", "refused", "lies"]) {
        if (values[name]) parts.push(fill(words.asides[name], values));
      }
    }
    if (step === 3 && values.more !== "0") parts.push(fill(words.asides.more, values));
    return parts.join(" ");
  }

  function drawLegend() {
    const kinds = new Set(data.factories.map((_, at) => kindOf(at)));
    legend.replaceChildren();
    for (const kind of ["honest", "saboteur", "late", "lost", "refused", "rest", "outsider"]) {
      if (!kinds.has(kind)) continue;
      const item = element("li");
      const small = node("svg", { viewBox: "-9 -9 18 18", "aria-hidden": "true" });
      const group = node("g", { class: kind });
      group.append(outline(kind, 5.5));
      small.append(group);
      item.append(small, element("span", "", data.words.kinds[kind]));
      legend.append(item);
    }
  }

  function drawDetail() {
    const { words } = data;
    const one = data.factories[chosen];
    const outside = chosen === data.factories.length - 1;
    const now = shown();
    const values = {
      compressor: one.compressor,
      fan: one.fan,
      lives: one.lifetimes.map(whole).join(", "),
      raw: whole(one.raw),
      usage: one.severity.toLocaleString(words.locale, { maximumFractionDigits: 2 }),
      own: cycles(outside ? now.outsider : (now.errors[chosen] ?? null)),
      global: cycles(now.error),
      up: whole(now.up[chosen] ?? 0),
      down: whole(now.down[chosen] ?? 0),
    };
    const lines = [fill(words.detail.home, values)];
    if (outside) lines.push(fill(words.detail.outside, values));
    else if (now.fates[chosen] === "-") lines.push(words.detail.rest);
    else if (now.fates[chosen] === "l") lines.push(fill(words.detail.lost, values));
    else lines.push(fill(words.detail.sent, values));
    const text = lines.join(" ");
    drawing.replaceChildren(history(outside));
    if (telling.dataset.text === text + nameOf(chosen)) return;
    telling.dataset.text = text + nameOf(chosen);
    telling.replaceChildren(element("h3", "", nameOf(chosen)), element("p", "", text));
  }

  /** Its own model after training against the merged one, round by round. */
  function history(outside) {
    const { words } = data;
    const [width, height, foot] = [320, 92, 4];
    const own = data.rounds.map((one) => (outside ? one.outsider : (one.errors[chosen] ?? null)));
    const merged = data.rounds.map((one) => one.error);
    const top = 1.1 * Math.max(...own, ...merged, 1);
    const x = (at) => 6 + ((width - 12) * at) / Math.max(data.total - 1, 1);
    const y = (error) => height - foot - ((height - 2 * foot) * error) / top;
    const path = (errors) =>
      errors
        .map((error, at) => error === null ? "" : `${at && errors[at - 1] !== null ? "L" : "M"}${x(at)} ${y(error)}h0`)
        .join("");
    const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "history" });
    const told = { own: cycles(own.at(-1)), global: cycles(merged.at(-1)), round: last() };
    svg.setAttribute("aria-label", fill(words.detail.history, told));
    svg.append(node("line", { class: "now", x1: x(round - 1), x2: x(round - 1), y1: 0, y2: height }));
    svg.append(node("path", { class: "own", d: path(own) }), node("path", { class: "merged", d: path(merged) }));
    const figure = element("figure");
    const caption = element("figcaption");
    for (const name of ["own", "merged"]) {
      const line = node("svg", { viewBox: "0 0 26 8", "aria-hidden": "true", class: "history" });
      line.append(node("path", { class: name, d: "M1 4H25" }));
      const named = element("span", "", words.detail[name]);
      named.prepend(line);
      caption.append(named);
    }
    figure.append(svg, caption);
    return figure;
  }

  function choose(at) {
    chosen = at;
    draw();
    svg.querySelector(`[data-at="${at}"]`).focus();
  }

  svg.addEventListener("keydown", (event) => {
    const count = data.factories.length;
    const moves = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key in moves) choose((chosen + moves[event.key] + count) % count);
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(count - 1);
    else return;
    event.preventDefault();
  });
  buttons.step.addEventListener("click", () => {
    stop();
    if (!advance()) draw();
  });
  buttons.round.addEventListener("click", () => play("round"));
  buttons.run.addEventListener("click", () => {
    if (mode === "still") play("run");
    else {
      stop();
      draw();
    }
  });
  slider.addEventListener("input", () => {
    stop();
    [round, step] = [Number(slider.value), 3];
    draw();
  });
  const watcher = new ResizeObserver(([entry]) => {
    const now = entry.contentRect.width < 520;
    if (now === narrow) return;
    narrow = now;
    if (data) draw();
  });
  watcher.observe(root);

  function update(next) {
    const other = data === null || data.lab !== next.lab;
    const grown = other || data.rounds.length !== next.rounds.length || data.done !== next.done;
    const spoken = other || data.words.locale !== next.words.locale;
    data = next;
    if (other) {
      stop();
      [round, step, chosen] = [1, 0, 0];
    }
    if (other && !calm.matches) play("round", 0);
    else if (other || spoken) draw();
    else if (grown) {
      slider.max = last();
      slider.value = round;
      drawDetail();
    }
  }

  function dispose() {
    stop();
    watcher.disconnect();
    root.remove();
    forget();
  }

  return { update, dispose };
}
