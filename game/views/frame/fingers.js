/* A finger that swipes the page across a slider or a chart means the page. A slider is told of it when it
   has gone sideways, or been lifted where it came down; a chart hears of taps alone. */

const SURE = 8; // CSS pixels sideways, and more than along the page
const CHART = ".js-plotly-plot";
const DRAWN = '[data-testid="stSlider"] [data-rac]'; // what Streamlit draws as a slider

/**
 * A finger on a slider.
 * @typedef {object} Touched
 * @property {any} node
 * @property {PointerEvent} down
 * @property {string | undefined} before value of an input of the browser's own
 * @property {string | null} wish the value that the finger asks for, not told yet
 */

const isRange = (node) => node instanceof HTMLInputElement && node.type === "range";

/** What a touch is about: an input of the browser's, wherever it lies, or a slider of Streamlit's. */
function sliderOf(event) {
  const node = event.composedPath()[0];
  return isRange(node) ? node : node.closest?.(DRAWN) ?? null;
}

/** Let sliders and charts of a page wait for what a finger wants, until `signal` ends it. */
export function mindFingers(page, signal) {
  let touched = /** @type {Touched | null} */ (null);
  let panned = /** @type {EventTarget | null} */ (null); // its change, when it comes, is none
  const watched = new WeakSet(); // roots, since `change` does not leave them
  const on = (target, type, listener) => target.addEventListener(type, listener, { capture: true, signal });

  /** `change` of a slider that a swipe has crossed may come late, when it loses the focus. */
  function watch(root) {
    if (watched.has(root)) return;
    watched.add(root);
    on(root, "change", (event) => event.composedPath()[0] === panned && event.stopPropagation());
  }

  /** The finger means the slider: what was held back is told. */
  function mean() {
    const { node, down, wish } = touched;
    touched = null;
    if (isRange(node)) {
      if (wish === null) return;
      node.value = wish;
      node.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    } else node.dispatchEvent(new PointerEvent("pointerdown", copyOf(down)));
  }

  on(page, "pointerdown", (event) => {
    if (event.pointerType !== "touch" || !event.isTrusted) return;
    const node = sliderOf(event);
    touched = node && { node: isRange(node) ? node : event.target, down: event, before: node.value, wish: null };
    if (panned === node) panned = null;
    if (isRange(node)) watch(node.getRootNode());
    else if (node) event.stopPropagation();
  });
  on(page, "touchstart", (event) => {
    const slides = touched && !isRange(touched.node);
    if (slides || event.target.closest?.(CHART)) event.stopPropagation();
  });
  on(page, "input", (event) => {
    if (event.composedPath()[0] === panned) event.stopPropagation();
    if (event.composedPath()[0] !== touched?.node) return;
    touched.wish = touched.node.value;
    event.stopPropagation();
  });
  on(page, "pointermove", ({ pointerId, clientX, clientY }) => {
    if (pointerId !== touched?.down.pointerId) return;
    const [across, along] = [Math.abs(clientX - touched.down.clientX), Math.abs(clientY - touched.down.clientY)];
    if (across >= SURE && across > along) mean();
  });
  on(page, "pointerup", ({ pointerId }) => pointerId === touched?.down.pointerId && mean());
  on(page, "pointercancel", ({ pointerId }) => {
    if (pointerId !== touched?.down.pointerId) return;
    const { node, before } = touched;
    touched = null;
    if (!isRange(node)) return;
    node.value = before;
    panned = node;
  });
  on(page, "keydown", (event) => event.composedPath()[0] === panned && (panned = null));
}

/** What a copy of an event of a pointer is made from. */
function copyOf({ pointerId, pointerType, clientX, clientY, screenX, screenY, button, buttons, isPrimary }) {
  return { pointerId, pointerType, clientX, clientY, screenX, screenY, button, buttons, isPrimary, bubbles: true, cancelable: true, composed: true };
}
