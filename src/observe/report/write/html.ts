/** Text that is already HTML. Only `html` and `raw` make it, so nothing that was read from a file can claim to be. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
export type { Markup };

export type Child = Markup | string | number | undefined | readonly Child[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

const escaped = (text: string): string => text.replace(/[&<>"'`]/gu, (sign) => ENTITIES[sign]!);

function textOf(child: Child): string {
  if (child instanceof Markup) return child.text;
  if (child === undefined) return "";
  return typeof child === "string" || typeof child === "number"
    ? escaped(String(child))
    : child.map((part) => textOf(part)).join("");
}

/** Markup from a template: every value is escaped unless it is markup itself. Attributes are always in double quotes. */
export const html = (strings: TemplateStringsArray, ...values: readonly Child[]): Markup =>
  new Markup(strings.reduce((text, part, i) => text + textOf(values[i - 1]) + part));

/** Text of our own that is not to be escaped, such as a style sheet. */
export const raw = (text: string): Markup => new Markup(text);

/** Control characters and those that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** A text from outside as it is shown: one line, nothing invisible that acts, at most `limit` characters. */
export function clean(text: string, limit = 80): string {
  const line = text
    .slice(0, 8 * limit)
    .replace(/[\s\u2028\u2029]+/gu, " ")
    .trim();
  const plain = Array.from(line.replace(UNSEEN, "\ufffd").replace(/(\p{Mark}{3})\p{Mark}+/gu, "$1"));
  return plain.length > limit ? `${plain.slice(0, limit - 1).join("")}…` : plain.join("");
}

/** A sentence from elsewhere with the page's minus: before a number that nothing else is part of. */
export const phrased = (text: string, limit = 80): string =>
  clean(text, limit).replace(/(^|[\s([])-(?=\.?\d)/gu, "$1−");

/** The longest text that a tooltip holds, in characters, and as escaped characters of the file. */
const WHOLE = { signs: 10_240, escaped: 16_384 };

/** All of a text that may be shown in a place for long ones. */
function wholeOf(text: string): string {
  const signs = Array.from(clean(text, WHOLE.signs));
  return escaped(signs.join("")).length <= WHOLE.escaped ? signs.join("") : signs.slice(0, WHOLE.escaped / 8).join("");
}

/** As `clean`, but cut in the middle: names of columns and files often differ in their ends. */
export function shortened(text: string, limit = 80): string {
  const signs = Array.from(
    text.length > 16 * limit ? clean(ends(text, 8 * limit), 16 * limit) : clean(text, 16 * limit),
  );
  if (signs.length <= limit) return signs.join("");
  const tail = Math.floor((limit - 1) / 3);
  return `${signs
    .slice(0, limit - 1 - tail)
    .join("")
    .trimEnd()}…${signs.slice(-tail).join("").trimStart()}`;
}

const ends = (text: string, size: number): string => text.slice(0, size) + text.slice(-size);

/** A name from outside, kept from changing the direction of what is around it; all of it where one points at it. */
export function named(name: string, limit = 64): Markup {
  const short = shortened(name, limit);
  const whole = wholeOf(name);
  return short === whole ? html`<bdi>${short}</bdi>` : html`<bdi title="${whole}">${short}</bdi>`;
}
