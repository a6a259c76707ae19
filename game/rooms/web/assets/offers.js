/* What a seat is offered in a turn, what befalls all, and its engines one by one. */

import { $, el, money, number, put, t, tn } from "./common.js";

const RULES = { fedavg: () => t("merged by averaging"), median: () => t("merged by the median") };

function terms({ options, availability, bonus, begins, ends, deadline }) {
  const told = [t("To be answered until cycle {cycle}.", { cycle: number(deadline) })];
  if (options[0].members !== undefined) told.push(t("Who joins runs its model at once, unless you decide otherwise."));
  if (bonus) {
    told.push(t("Engines run for {share} percent of cycles {begins} to {ends}: it pays {bonus}.", {
      share: availability, begins: number(begins), ends: number(ends), bonus: money(bonus),
    }));
  } else if (ends) told.push(t("It holds from cycle {begins} to {ends}.", { begins: number(begins), ends: number(ends) }));
  return told.join(" ");
}

function optionText({ name, price, members, fee, rule, seen }) {
  const told = [price ? t("{name} for {price}", { name, price: money(price) }) : name];
  if (members !== undefined) {
    told.push(tn("{n} member", "{n} members", members), t("{fee} a training", { fee: money(fee) }), RULES[rule]());
    if (seen) told.push(t("has seen {compressors} and {fans} fail", { compressors: tn("{n} compressor", "{n} compressors", seen[0]), fans: tn("{n} fan", "{n} fans", seen[1]) }));
  }
  return told.join(" · ");
}

function radio(name, value, checked, text) {
  return el("label", {}, el("input", { type: "radio", name, value, checked, "data-key": `${name}-${value}` }), el("span", {}, text));
}

function offer(one) {
  const name = `answer-${one.number}`;
  const joined = one.options.length > 1 && one.taken !== null;
  const closed = one.taken !== null && !joined;
  return el("fieldset", {}, el("legend", {}, one.title), el("p", { class: "quiet" }, `${one.line} ${terms(one)}`),
    ...(closed ? [el("p", {}, t("Taken."))] : [
      joined ? el("p", {}, t("You are in {name}; you may change.", { name: one.options[one.taken].name })) : null,
      radio(name, "", one.answer === null || one.answer === undefined, joined ? t("Stay") : t("No, thank you")),
      ...one.options.map((option, place) => radio(name, String(place), one.answer === place, optionText(option))),
    ]));
}

function news({ title, line, engines, cycles }) {
  const when = engines
    ? t("Engines {first} to {last} of every place.", { first: engines[0], last: engines[1] })
    : t("Cycles {first} to {last}.", { first: number(cycles[0]), last: number(cycles[1]) });
  return el("li", {}, el("b", {}, title), ` ${line} ${when}`);
}

function engine(age, slot, called, hold) {
  const name = `call-${slot}`;
  if (age === null) return el("li", {}, t("Engine {engine} stands still.", { engine: slot + 1 }));
  return el("li", {}, el("fieldset", { class: "calls" },
    el("legend", {}, t("Engine {engine}, {age} cycles old", { engine: slot + 1, age: number(age) })),
    radio(name, "", called === undefined, t("As decided")),
    radio(name, "service", called === "service", t("Service now")),
    radio(name, "hold", called === "hold", t("Hold for {hold} cycles", { hold }))));
}

/** Show offers, news and engines; nothing where the rules have none. */
export function paintOffers({ turn, offers, events, calls, hold }, { ages }) {
  const called = turn !== null && calls && ages.length > 0;
  $("acts").hidden = turn === null || !(offers.length || events.length || called);
  put($("news"), ...events.map(news));
  put($("offers"), ...offers.map(offer));
  $("engines").hidden = !called;
  put($("ages"), ...(called ? ages.map((age, slot) => engine(age, slot, calls[String(slot)], hold)) : []));
}
