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

/** A name from outside, kept from changing the direction of what is around it. */
export const named = (name: string, limit = 80): Markup => html`<bdi>${clean(name, limit)}</bdi>`;
