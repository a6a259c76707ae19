/* Which button, field and key does what. */

import { CALL_KEYS } from "./calls.js";
import { SPEEDS } from "./core.js";
import { engineSheet, strategySheet } from "./sheets.js";
import { isHeard } from "./unheard.js";

/**
 * Listen to everything on the board; `on` listens for as long as the board stands.
 * @param {import("./board.js").Board} board
 * @param {(target: EventTarget, type: string, listener: (event: any) => void) => void} on
 */
export function wireControls(board, on) {
  const { refs } = board;
  wireClock(board, on);
  wireStrategy(board, on);
  wireMatch(board, on);
  wireSheets(board, on);
  on(refs.tiles, "click", (event) => {
    const all = event.target.closest(".all");
    if (all) {
      const { node } = board.view.tiles[Number(all.dataset.slot)];
      node.dataset.all = String(node.dataset.all !== "true");
      all.setAttribute("aria-pressed", node.dataset.all);
      board.dress();
    }
    const { call, slot } = event.target.closest("[data-call]")?.dataset ?? {};
    if (call && isHeard(event.target.closest(".calls"))) board.actions.call(Number(slot), call);
    else if (event.target.closest("[data-about]")) board.dialogs.openWords(engineSheet(board.session.game));
  });
  on(refs.moment, "click", (event) => board.moments.press(event.target.closest(".retrain") !== null));
  on(document, "keydown", (event) => onKey(board, event));
}

function wireClock(board, on) {
  const { refs, session, actions, loop } = board;
  on(refs.play, "click", () => actions.toggle());
  on(refs.skip, "click", () => actions.skip());
  on(refs.thousand, "click", () => actions.leap());
  on(refs.speeds, "click", (event) => {
    const speed = event.target.closest("[data-speed]")?.dataset.speed;
    if (speed) actions.setSpeed(Number(speed));
  });
  on(refs.speeds, "keydown", (event) => onSpeedKey(board, event));
  on(refs.timeline, "input", () => actions.scrub(Number(refs.timeline.value)));
  on(refs.timeline, "change", () => loop.changed());
  on(refs.latest, "click", () => {
    actions.scrub(session.reach);
    loop.changed();
  });
}

function wireStrategy(board, on) {
  const { refs, session, match, actions, dialogs, loop } = board;
  on(refs.ladder, "click", (event) => {
    const { strategy, about } = event.target.closest("button")?.dataset ?? {};
    if (about) dialogs.openWords(strategySheet(session.game, about, match.whole()));
    else if (strategy) actions.choose(strategy);
  });
  on(refs.auto, "change", () => {
    session.auto = refs.auto.checked;
    if (session.auto && session.game && !match.later(match.whole()).length) actions.upgrade();
    loop.changed();
  });
  on(refs.slider, "input", () => (refs.box.value = refs.slider.value));
  on(refs.slider, "change", () => actions.setSetting(refs.slider.value));
  on(refs.box, "change", () => actions.setSetting(refs.box.value));
  on(refs.recommended, "click", () => actions.recommended());
  on(refs.retrain, "click", () => actions.retrain());
  on(refs.take, "click", () => actions.choose(session.offer));
  on(refs.later, "click", () => {
    session.offer = null;
    loop.changed();
  });
}

function wireMatch(board, on) {
  const { refs, session, match, actions, loop } = board;
  on(refs.solo, "change", () => {
    session.solo = refs.solo.checked;
    loop.changed();
  });
  on(refs.slowly, "change", () => actions.slowDown(refs.slowly.checked));
  on(refs.stops, "change", () => board.post.stop(refs.stops.checked));
  on(refs.sound, "change", () => actions.sound(refs.sound.checked));
  on(refs.undo, "click", () => match.undo());
  on(refs.copy, "click", () => actions.copyLink());
  on(refs.save, "click", () => actions.save());
  on(refs.load, "click", () => refs.file.click());
  on(refs.file, "change", () => refs.file.files[0] && actions.load(refs.file.files[0]));
  on(refs.keys, "click", () => actions.showKeys());
  on(refs.moreMatch, "click", () => {
    const open = refs.matchBar.dataset.open !== "true";
    refs.matchBar.dataset.open = String(open);
    refs.moreMatch.setAttribute("aria-expanded", String(open));
    board.dress();
  });
}

function wireSheets(board, on) {
  const { refs, session, match, actions, dialogs } = board;
  for (const button of [refs.fresh, refs.freshSmall]) on(button, "click", () => dialogs.open("start"));
  on(refs.scenarios, "change", (event) => {
    dialogs.introduce();
    if (!session.played) match.askNew(event.target.value);
  });
  on(refs.start, "click", () => actions.begin(null));
  on(refs.again, "click", () => actions.begin(session.game.seed));
  for (const button of [refs.startClose, refs.finishClose, refs.wordClose]) on(button, "click", () => dialogs.close());
  for (const [name, sheet] of Object.entries(dialogs.sheets)) on(sheet, "close", () => session.sheet === name && dialogs.close());
  on(refs.letter, "click", () => board.post.read());
  on(refs.wordBody, "click", (event) => {
    const { offer, option, refuse } = event.target.closest("[data-offer]")?.dataset ?? {};
    if (refuse !== undefined) board.post.refuse(Number(offer));
    else if (offer) board.post.answer(Number(offer), Number(option));
  });
  on(refs.playAgain, "click", () => actions.playAgain(session.game.seed));
  on(refs.watchAgain, "click", () => actions.watchAgain());
  on(refs.chapters, "click", () => dialogs.open("start"));
  on(refs.newEngines, "click", () => actions.playAgain());
  on(refs.keep, "click", () => actions.keepPlaying());
}

/** The slot and the call of a key, if it is one of theirs. */
function callOf(key) {
  const [call, keys] = Object.entries(CALL_KEYS).find((entry) => entry[1].includes(key)) ?? [];
  return call && [keys.indexOf(key), call];
}

/** What a key does: a name of `Actions`, a speed, or a place on the ladder. */
function act({ session, match, actions, post }, key) {
  if (key === "+" || key === "=") actions.bySpeed(1);
  else if (key === "-") actions.bySpeed(-1);
  else if (key === "n") actions.skip();
  else if (key === "u") match.undo();
  else if (key === "r") actions.retrain();
  else if (key === "o") post.read();
  else if (key === "?") actions.showKeys();
  else if (callOf(key)) actions.call(...callOf(key));
  else if (/^[1-9]$/.test(key)) {
    const kind = session.game.rules.strategies[Number(key) - 1];
    if (kind) actions.choose(kind.name);
  }
}

function onKey(board, event) {
  const { session, tips, dialogs, actions, moments } = board;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (moments.open()) {
    if (event.key === "Tab") return;
    event.preventDefault();
    moments.press(event.key.toLowerCase() === "r" || target.matches?.(".retrain"));
    return;
  }
  if (event.key === "Escape") board.shared.close();
  if (board.stage.key(event)) return;
  if (event.key === "Escape" && (tips.open() || session.sheet)) {
    event.preventDefault(); // the browser would close a sheet under its tip
    if (tips.open()) tips.hide();
    else dialogs.close();
  }
  if (event.key === "Escape" || session.sheet || target.isContentEditable) return;
  if (target.matches?.("input:not([type=radio], [type=range], [type=checkbox]), textarea, select")) return;
  // A focused button acts on Space by itself; everywhere else, and on what is chosen already, Space
  // is play and pause.
  const acts = target.closest?.("button, a, summary, [role=button], [type=checkbox]");
  if (event.key === " " && (!acts || acts.matches("[role=radio][aria-checked=true]"))) {
    event.preventDefault();
    actions.toggle();
  } else if (session.game) act(board, event.key.toLowerCase());
}

function onSpeedKey({ session, match, view, actions }, event) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  actions.bySpeed(step);
  view.paintControls(session, match.whole(), match.undoable());
  view.speeds[SPEEDS.indexOf(session.speed)].focus();
}
