/* Axes and labels that fit: round numbers, and places for tags. All of it pure. */

/**
 * Place labels of a height so that none overlap, each as near as can be to where it belongs.
 * @param {number[]} at wanted centres
 * @returns {number[]} centres, in the order given
 */
export function layoutTags(at, height, low, high) {
  const order = at.map((_, i) => i).sort((a, b) => at[a] - at[b] || a - b);
  const blocks = [];
  for (const i of order) {
    let block = { members: [i], sum: at[i] };
    for (;;) {
      block.size = block.members.length * height;
      const centre = block.sum / block.members.length;
      block.top = Math.max(low, Math.min(centre - block.size / 2, high - block.size));
      const above = blocks[blocks.length - 1];
      if (!above || above.top + above.size <= block.top) break;
      blocks.pop();
      block = { members: [...above.members, ...block.members], sum: above.sum + block.sum };
    }
    blocks.push(block);
  }
  const out = new Array(at.length);
  for (const { members, top } of blocks) {
    members.forEach((i, nth) => (out[i] = top + (nth + 0.5) * height));
  }
  return out;
}

const NICE = [1, 2, 2.5, 5, 10];
const RANGES = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** A round number at least as large as `value`, in steps an axis can stand on. */
export function roundUp(value, least) {
  let unit = least;
  while (value > unit * 10) unit *= 10;
  return unit * RANGES.find((n) => n * unit >= value);
}

/** Range of the profit axis: holds both values with room, changes in few steps; from half way to
 * a finish line on it shows the line. */
export function profitRange(low, high, line = null) {
  const top = roundUp(Math.max(high, 1) * 1.08, 100_000);
  const near = line !== null && high > line / 2 && high <= line;
  return [low < 0 ? -roundUp(-low * 1.05, 50_000) : 0, near ? line * 1.06 : top];
}

/** Round steps of an axis, about `count` of them. */
export function ticks(low, high, count) {
  const raw = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * NICE.find((n) => n * unit >= raw * 0.8);
  const out = [];
  for (let t = Math.ceil(low / step) * step; t <= high; t += step) out.push(t);
  return out;
}
