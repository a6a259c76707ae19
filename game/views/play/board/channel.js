/* The board's way to the server: what it asks for runs this fragment of the page alone. */

const LEAVING = 10_000; // ms; by then the next page has come

let gone = null; // stops the listeners of the call before: there is one channel
let left = { place: null, until: 0 }; // what was left, and until when it asks nothing

/** Whether a click leads to another page of the app, in this tab. */
function leads(event) {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  const beside = event.button || event.metaKey || event.ctrlKey || event.shiftKey;
  return link && !beside && link.origin === location.origin && link.pathname !== location.pathname;
}

/**
 * Who leaves asks nothing more: what is asked while the next page is made runs after it, as if this
 * page were open still, and what is open would be taken away.
 */
export default function channel({ parentElement, setTriggerValue }) {
  gone?.abort();
  gone = new AbortController();
  const { signal } = gone;
  const here = location.pathname;
  const leave = () => (left = { place: parentElement, until: performance.now() + LEAVING });
  const isLeft = () => left.place === parentElement && performance.now() < left.until;
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal, capture: true });
  on(document, "click", (event) => leads(event) && leave());
  on(globalThis, "popstate", () => location.pathname !== here && leave());
  const hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null, ask: null });
  hub.ask = (...asked) => signal.aborted || isLeft() || setTriggerValue(...asked);
  return () => signal.aborted || gone.abort();
}
