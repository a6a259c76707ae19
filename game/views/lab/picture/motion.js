/* What moves from one step to the next: lines that bend, models that travel, what comes into sight. */

const POINTS = 13; // of a line
const HIGHEST = 125; // cycles; no forecast is longer
const FIRST = 48; // code of the letter that says 0; each next one says two cycles more

/**
 * Return what a text of letters says, in cycles; null where it is no number.
 * @param {string} said
 * @returns {(number|null)[]}
 */
export const seen = (said) => Array.from(said, (letter) => letter === " " ? null : 2 * (letter.charCodeAt(0) - FIRST));

/**
 * Return the paths of the lines in a place, one of each ``POINTS`` values.
 * @param {(number|null)[]} values
 * @param {{x: number, y: number, width: number, height: number}} inner
 * @returns {string[]}
 */
export function courses(values, { x, y, width, height }) {
  const paths = [];
  for (let from = 0; from < values.length; from += POINTS) {
    const part = values.slice(from, from + POINTS).map((value, at) => {
      if (value === null) return "";
      const across = (x + (width * at) / (POINTS - 1)).toFixed(1);
      return `${across} ${(y + height * (1 - Math.min(value, HIGHEST) / HIGHEST)).toFixed(1)}`;
    });
    const known = part.filter(Boolean);
    paths.push(known.length ? `M${known.join("L")}` : "");
  }
  return paths;
}

/** Moves that begin together and end together; without time they are over at once. */
export class Motion {
  constructor() {
    /** @type {((share: number) => void)[]} */
    this.moves = [];
    this.time = 0;
    this.turn = 0;
  }

  /** Forget what moved, and take new moves that last so many ms. */
  begin(time) {
    this.turn += 1;
    this.time = time;
    this.moves = [];
  }

  /** Let lines bend from what one model says to what another does. */
  bend(paths, from, to, inner) {
    if (!this.time) return;
    const [old, next] = [seen(from), seen(to)];
    this.moves.push((share) => {
      const between = next.map((value, at) => value === null || old[at] === null ? value : old[at] + (value - old[at]) * share);
      courses(between, inner).forEach((d, at) => paths[at].setAttribute("d", d));
    });
  }

  /** Let something travel, and vanish where it arrives; without time it rests on the way. */
  carry(group, from, to, rest) {
    const put = ([x, y]) => group.setAttribute("transform", `translate(${x} ${y})`);
    put(this.time ? from : rest);
    if (!this.time) return;
    const arrives = to !== rest && (to[0] !== rest[0] || to[1] !== rest[1]);
    this.moves.push((share) => {
      put(from.map((value, axis) => value + (to[axis] - value) * share));
      if (arrives) group.style.opacity = share < 0.85 ? "1" : `${(1 - share) / 0.15}`;
    });
  }

  /** Let something come into sight in the last third. */
  fade(shape) {
    if (this.time) this.moves.push((share) => (shape.style.opacity = `${Math.max(0, 3 * share - 2)}`));
  }

  run() {
    if (!this.moves.length) return;
    const { turn, moves, time } = this;
    const began = globalThis.performance.now();
    const frame = (now) => {
      if (turn !== this.turn) return;
      const part = Math.min(Math.max((now - began) / time, 0), 1);
      const share = part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) * (1 - part);
      for (const move of moves) move(share);
      if (part < 1) globalThis.requestAnimationFrame(frame);
    };
    frame(began);
  }
}
