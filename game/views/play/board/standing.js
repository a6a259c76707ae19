/* The leaderboard and the list of what has happened. */

import { FAILURE, SERVICE, counts, inForce, placeOf, ranking, shownCount } from "./core.js";
import { badge, characterMark, element, emblem, faultMark, nameOf, put, setAttribute } from "./dom.js";
import { FAULTS, withSetting } from "./events.js";
import { returnOf } from "./game.js";
import { money, number, t } from "./language.js";
import { sayingOf } from "./rivals.js";

const LOG_LENGTH = 60;

/** A factory's row of the leaderboard. */
class Row {
  constructor(factory, i) {
    const name = element("b", {}, nameOf(factory), ...(factory.character ? [characterMark(factory.character.emblem)] : []));
    this.rank = element("span", { class: "rank" });
    this.strategy = element("small");
    this.profit = element("span");
    this.roi = element("button", { type: "button", class: "tip roi", "data-tip": "return", "data-factory": i });
    this.cells = [SERVICE, FAILURE].map((state) => {
      const value = element("span");
      const cell = element("span", { title: state === FAILURE ? t("Failures") : t("Services") }, badge(state), value);
      return { cell, value, state, seen: 0 };
    });
    this.node = element("li", factory.you ? { class: "you" } : {}, this.rank, emblem(i),
      element("button", { type: "button", class: "name tip", "data-tip": "history", "data-factory": i }, name, this.strategy),
      element("span", { class: "counts" }, ...this.cells.map(({ cell }) => cell)), element("span", { class: "profit" }, this.profit, this.roi));
    this.placed = -1;
  }

  /** Write services and failures; `flash` what is more than before. */
  tally(values, flash) {
    this.cells.forEach((one, nth) => {
      if (values[nth] > one.seen) flash(one.cell, one.state);
      one.seen = values[nth];
      put(one.value, number(values[nth]));
    });
  }

  moveTo(place) {
    if (place === this.placed) return;
    if (this.placed >= 0) this.node.dataset.moves = ""; // at first it is put where it belongs
    this.placed = place;
    this.node.style.transform = `translateY(calc(${place} * var(--row)))`;
  }
}

/** The factories by profit. */
export class Standing {
  constructor(list, flash) {
    this.list = list;
    this.wide = globalThis.matchMedia("(min-width: 620px)"); // room for what rivals say; elsewhere the list has it
    this.flash = flash;
    this.rows = [];
  }

  build(game) {
    this.rows = game.factories.map((factory, i) => new Row(factory, i));
    this.list.replaceChildren(...this.rows.map((row) => row.node));
  }

  /** What changes with every cycle, told at the same moment as the large figure. */
  earn(factories, now) {
    factories.forEach(({ balance }, i) => put(this.rows[i].profit, money(balance[now])));
  }

  /** Two have changed places: their rows light up, in the colour of who is ahead now. */
  point(pair, mine, still) {
    const [you, rival] = pair;
    const rim = `inset 0 0 0 2px var(--tt-factory-${mine ? you : rival})`;
    for (const i of pair) this.rows[i].node.animate([{ boxShadow: rim }, { boxShadow: rim, offset: 0.7 }, { boxShadow: "inset 0 0 0 2px transparent" }], { duration: still ? 2000 : 900 });
  }

  paint(game, balance, now, solo) {
    ranking(balance).forEach((i, place) => {
      const row = this.rows[i];
      const factory = game.factories[i];
      const { maintained, failed } = counts(factory.slots.flat(), now);
      const [, strategy, setting] = inForce(factory.strategies, now);
      const { place: rank, shared } = placeOf(balance, i);
      put(row.rank, `${shared ? "=" : ""}${rank}`);
      const saying = this.wide.matches ? sayingOf(game, i, now) : "";
      put(row.strategy, saying ? t("“{line}”", { line: saying }) : withSetting(t(game.kinds[strategy].short), setting));
      setAttribute(row.strategy, "data-says", saying !== "");
      const roi = returnOf(game, i, now)?.roi ?? null;
      put(row.roi, roi === null ? "" : t("ROI {roi}", { roi: number(roi, 1) }));
      setAttribute(row.roi, "data-empty", roi === null);
      row.tally([maintained, failed], this.flash);
      row.node.hidden = solo && i > 0;
      row.moveTo(solo ? 0 : place);
    });
  }
}

/** What has happened, the latest on top. */
export class Log {
  constructor(list) {
    this.list = list;
    this.logged = [];
  }

  forget() {
    this.list.replaceChildren();
    this.logged = [];
  }

  paint(game, now, solo) {
    const past = game.events.slice(0, shownCount(game.events, now));
    const shown = (solo ? past.filter((event) => event.factory === 0) : past).slice(-LOG_LENGTH);
    const at = this.stillShown(shown);
    if (at < 0) this.list.replaceChildren();
    for (const event of shown.slice(at + 1)) this.list.prepend(this.item(event));
    while (this.list.childElementCount > LOG_LENGTH) this.list.lastChild.remove();
    this.logged = shown;
  }

  /** The place of the last of what stands in the list; -1 if not all of it is to stand there any more. */
  stillShown(shown) {
    const last = this.logged.at(-1);
    const at = last ? shown.findIndex((event) => event.id === last.id) : -1;
    const same = shown.slice(0, at + 1).reverse().every(({ id }, nth) => (this.logged.at(-1 - nth)?.id ?? id) === id);
    return same ? at : -1;
  }

  item({ kind, factory, shows, text, life, more, pointed }) {
    const icon = kind === "failure" ? badge(FAILURE) : kind === "service" ? badge(SERVICE) : emblem(factory);
    const strong = ["failure", "unlock", "training", "overtaking"].includes(kind);
    const found = life && FAULTS[life.fault] ? [faultMark(life.fault, t(FAULTS[life.fault]))] : [];
    return element("li", {}, element("time", {}, number(shows)), icon, element("span", {}, ...found, element(kind === "remark" ? "q" : "span", strong ? { class: "strong" } : {}, text), ...(more ? [element("em", {}, more)] : []), ...(pointed ? [element("em", { class: "strong" }, pointed)] : [])));
  }
}
