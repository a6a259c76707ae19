/* What costs money and has just come, or has moved under a hand, takes no press for a moment. */

const UNHEARD = 400; // ms

const places = new WeakMap(); // node to where it stands, and since when

/** Say where a node stands, whenever that may have changed: where it is first said, it has always been. */
export function standsAt(node, place) {
  const before = places.get(node);
  if (before?.place !== place) places.set(node, { place, since: before ? performance.now() : -Infinity });
}

/** Whether a node has stood where it is for long enough to be pressed. */
export const isHeard = (node) => performance.now() - (places.get(node)?.since ?? -Infinity) >= UNHEARD;
