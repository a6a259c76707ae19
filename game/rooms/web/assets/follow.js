/* News of a room: one stream for all tabs of a browser, and questions now and then without one. */

import { code, root } from "./common.js";

const TAKES_OVER = 4000; // ms without a sign of the tab that has the stream
const LOOKS = 1000;
const POLLS = 3000;
const SURE = 9000; // at least so often everybody asks: also who hears of nothing
const ASLEEP = 15000; // a page that nobody sees

/**
 * Refresh, never twice at once: an answer that comes late would show what is no longer so.
 * @param {() => Promise<boolean>} refresh says whether there is anything to follow
 * @param {() => void} leave called when there is nothing
 */
function oneAtATime(refresh, leave) {
  let asked = 0;
  let running = null;
  let next = null;

  async function once() {
    asked = Date.now();
    const goes = await refresh().finally(() => {
      running = null;
    });
    if (!goes) leave();
    return goes;
  }

  /** Refresh, after what already runs; done when all that was so at the call is seen. */
  function look() {
    if (!running) return (running = once());
    next ??= running.finally(() => {
      next = null;
    }).then((goes) => goes && look());
    return next;
  }

  return { look, silentSince: () => asked };
}

/**
 * Call `refresh` whenever there may be something new.
 * @param {string} role place of the room that this page may look at
 * @param {() => Promise<boolean>} refresh says whether there is anything to follow
 * @returns {() => Promise<boolean>} for what the page itself has changed
 */
export function follow(role, refresh) {
  const me = Math.random().toString(36).slice(2);
  const name = `rooms-${code}-stream`;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  let stream = null;
  let opened = 0;
  let beating = 0;
  const { look, silentSince } = oneAtATime(refresh, leave);

  const held = () => JSON.parse(localStorage.getItem(name) ?? "null");

  const leader = () => {
    const leads = held();
    const mine = !leads || leads.tab === me || Date.now() - leads.at > TAKES_OVER;
    if (mine) localStorage.setItem(name, JSON.stringify({ tab: me, at: Date.now() }));
    return mine;
  };

  function open() {
    opened = Date.now();
    stream = new EventSource(`${root}/${code}/${role}/events`);
    stream.onmessage = () => {
      look();
      channel?.postMessage(0);
    };
  }

  /** Let another tab lead: a browser has six lines to a server, for all its rooms. */
  function release() {
    stream?.close();
    stream = null;
    if (held()?.tab === me) localStorage.removeItem(name);
  }

  function leave() {
    clearInterval(beating);
    release();
  }

  function beat() {
    const mine = !document.hidden && leader();
    if (mine && (!stream || (stream.readyState === EventSource.CLOSED && Date.now() - opened > SURE))) open();
    if (!mine) release();
    const silent = mine && stream?.readyState !== EventSource.OPEN;
    if (Date.now() - silentSince() > (document.hidden ? ASLEEP : silent || !channel ? POLLS : SURE)) look();
  }

  if (channel) channel.onmessage = look;
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) beating = setInterval(beat, LOOKS);
  });
  for (const event of ["pageshow", "online", "focus"]) addEventListener(event, look);
  document.addEventListener("visibilitychange", () => (document.hidden ? release() : look()));
  look();
  beat();
  beating = setInterval(beat, LOOKS);
  return look;
}
