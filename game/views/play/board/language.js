/*
 * The visitor's language on the board: words and numbers. English needs no map: the key is the
 * text. `make messages` collects what stands in `t`, `tn` and `mark`, and all of board.html.
 */

const HEARD = ["aria-label", "title", "alt", "placeholder", "aria-description"];

let messages = new Map();
let forms = {}; // which form of a plural each category of numbers takes
let plurals = null;
let formats = {};

/**
 * Speak a language from now on.
 * @param {{tag?: string, messages?: Object<string, string|string[]>, forms?: Object<string, number>}}
 *   [language] none for English
 */
export function speak({ tag = "en-US", messages: map = {}, forms: places = {} } = {}) {
  messages = new Map(Object.entries(map));
  forms = places;
  plurals = new Intl.PluralRules(tag);
  const dollars = (digits) => new Intl.NumberFormat(tag, {
    style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits,
  });
  const plain = (digits) => new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" });
  formats = {
    number: [plain(0), plain(1)],
    dollars: [dollars(0), null, dollars(2)],
    percent: new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 0 }),
  };
}

speak();

/** Name a text that `t` translates when it is shown: for tables. */
export const mark = (text) => text;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Translate a text and fill its placeholders. */
export const t = (text, values = {}) => fill(messages.get(text) ?? text, values);

/** Translate what is said of a number of things; `{n}` is the number. */
export function tn(one, more, n, values = {}) {
  const known = messages.get(one);
  const text = known ? known[forms[plurals.select(n)] ?? 0] : n === 1 ? one : more;
  return fill(text, { n: number(n), ...values });
}

/** Translate all that can be read or heard under a node. */
export function translate(root) {
  if (!messages.size) return;
  const said = (text) => messages.get(text.trim().replace(/\s+/g, " "));
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = /** @type {Text} */ (texts.currentNode);
    const [, before, text, after] = /^(\s*)(.*?)(\s*)$/s.exec(node.data);
    if (said(text)) node.data = before + said(text) + after;
  }
  for (const name of HEARD) {
    for (const node of root.querySelectorAll(`[${name}]`)) {
      const text = said(node.getAttribute(name));
      if (text) node.setAttribute(name, text);
    }
  }
}

const minus = (text) => text.replace("-", "−");

export const number = (value, digits = 0) => minus(formats.number[digits].format(value));

export const money = (value) => minus(formats.dollars[0].format(Math.round(value) || 0));

/** An amount with its unit behind the number, wherever the language puts the dollar. */
function inUnits(value, digits, unit) {
  const parts = formats.dollars[digits].formatToParts(value);
  const last = parts.findLastIndex(({ type }) => type === "integer" || type === "fraction");
  return minus(parts.map((part, i) => part.value + (i === last ? unit : "")).join(""));
}

const IN_FULL = 10_000; // dollars, below which thousands would make amounts alike

export function shortMoney(value) {
  const size = Math.abs(value);
  if (size >= 999_500) return inUnits(value / 1e6, 2, "M");
  return size < IN_FULL ? money(value) : inUnits(Math.round(value / 1000), 0, "k");
}

export function bytes(count) {
  if (count < 1000) return `${number(count)} B`;
  if (count < 1e6) return `${number(count / 1000, count < 1e4 ? 1 : 0)} kB`;
  return `${number(count / 1e6, 1)} MB`;
}

export const cyclesOf = (count) => tn("{n} cycle", "{n} cycles", count);

const ORDINALS = { one: mark("{n}st"), two: mark("{n}nd"), few: mark("{n}rd"), other: mark("{n}th") };
const english = new Intl.PluralRules("en", { type: "ordinal" });

export const ordinal = (n) => t(ORDINALS[english.select(n)], { n: number(n) });

export const percent = (share) => (share === null || share === undefined ? "–" : minus(formats.percent.format(share)));
