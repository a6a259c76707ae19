/* What decisions were worth, on the sheet at the end; the challenges and the record in the menu. */

import { albumOf, noteWeighed } from "./album.js";
import { fillAlbum, insightsShown, starsShown } from "./albumsheet.js";
import { element } from "./dom.js";
import { copyText, record } from "./keeping.js";
import { number, t } from "./language.js";

export class Weighing {
  /**
   * @param {import("./board.js").Board} board
   * @param {import("./albumsheet.js").Catalogue|null} catalogue
   */
  constructor(board, catalogue) {
    this.board = board;
    this.catalogue = catalogue;
    this.menu = element("nav", { class: "daily", "aria-label": t("Challenge of the day") });
    if (catalogue) board.refs.scenarios.before(this.menu);
  }

  /** A match has come to its end here: what its decisions were worth is still to come. A chapter has its stars. */
  expect() {
    const { refs, match, stage } = this.board;
    refs.weighed.hidden = !this.catalogue || Boolean(stage.chapter()) || !match.isOwn();
    refs.weighed.replaceChildren(element("p", {}, t("Your decisions are being weighed.")));
  }

  /**
   * What a match comes to has come.
   * @param {import("./album.js").Weighed & {busy?: boolean}} weighed
   */
  take(weighed) {
    const { refs, session, speech } = this.board;
    if (refs.weighed.hidden || weighed.link !== session.game?.link) return;
    const { most } = this.catalogue;
    if (weighed.stars === null) {
      refs.weighed.replaceChildren(element("p", {}, weighed.busy ? t("The report will weigh your decisions: just now too many play.") : t("There was nothing to decide here.")));
      return;
    }
    const share = { share: `${number(weighed.settled ? weighed.share : Math.min(100, weighed.share))}%` };
    if (!weighed.settled) {
      refs.weighed.replaceChildren(element("p", {}, t("A first estimate, still being weighed: on what you knew, your decisions were worth some {share} of the best known.", share)));
      return;
    }
    const fresh = noteWeighed(weighed);
    const words = t("On what you knew, your decisions were worth {share} of the best known.", share);
    const insights = weighed.found.length ? [element("p", {}, fresh.length ? t("What this match has shown, some of it for the first time:") : t("What this match has shown:")), insightsShown(this.catalogue, weighed.found)] : [];
    refs.weighed.replaceChildren(element("p", {}, starsShown(weighed.stars, most), " ", words), ...this.shareNodes(weighed), ...insights, element("div", { class: "row" }, this.wayToAlbum()));
    const stars = t("{stars} of {most} stars", { stars: number(weighed.stars), most: number(most) });
    speech.say(`${stars}. ${words}`);
  }

  wayToAlbum() {
    const button = element("button", { type: "button", class: "quiet" }, t("Your record"));
    button.addEventListener("click", () => this.openAlbum());
    return button;
  }

  /** The challenge's text, with a button that copies it. */
  shareNodes({ text }) {
    if (!text) return [];
    const { view, dialogs } = this.board;
    const copy = element("button", { type: "button", class: "quiet" }, t("Copy the result"));
    copy.addEventListener("click", async () => {
      if (await copyText(text)) view.confirm(copy, t("Copied"));
      else dialogs.openWords({ title: t("The result"), nodes: [element("pre", {}, text)] });
    });
    return [element("pre", { class: "result" }, text), element("div", { class: "row" }, copy)];
  }

  /** The challenges of today and yesterday, as the menu shows them. */
  fillMenu() {
    if (!this.catalogue) return;
    const { days } = albumOf(record());
    const { challenges, most } = this.catalogue;
    const buttons = challenges.map(({ day, shown, scenario, seed }, nth) => {
      const score = days[day];
      const named = nth ? t("Yesterday's") : t("Challenge of {day}", { day: shown });
      const button = element("button", { type: "button", class: "quiet", title: shown }, named, ...(score ? [" ", starsShown(score[0], most)] : []));
      button.addEventListener("click", () => this.enter(scenario, seed));
      return button;
    });
    this.menu.replaceChildren(...buttons, this.wayToAlbum());
  }

  /** Play a match from its start. */
  enter(scenario, seed) {
    const { dialogs, match, session } = this.board;
    dialogs.close(this.board.refs.play);
    session.played = true;
    match.askNew(scenario, seed);
  }

  openAlbum() {
    const { dialogs, session } = this.board;
    const before = session.sheet;
    const place = element("div", { class: "album" });
    fillAlbum(place, this.catalogue);
    dialogs.openWords({ title: t("Your record"), nodes: [place], read: true }, [[t("Back"), () => dialogs.open(before === "word" ? null : before)]]);
  }
}
