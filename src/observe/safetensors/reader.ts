import { RegularizeError } from "../../core/index.ts";

/** Throws E820: the file is not a safetensors file that can be trusted, and why. */
export function refuse(why: string, expected?: string): never {
  throw new RegularizeError({
    code: "E820",
    message: `Not a valid safetensors file: ${why}`,
    ...(expected === undefined ? {} : { expected }),
    todo: "write the file anew, or fetch it again",
  });
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads the little of JSON that a header is made of, and refuses duplicate keys and `__proto__`. */
export class HeaderReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `{ "key": value, … }`; `value` reads each value. */
  object(value: (key: string) => void): void {
    const seen = new Set<string>();
    this.#expect("{");
    if (this.#skip("}")) return;
    do {
      const key = this.string();
      if (key === "__proto__") refuse('it has the key "__proto__"');
      if (seen.has(key)) refuse(`it has the key ${JSON.stringify(key.slice(0, 60))} twice`);
      seen.add(key);
      this.#expect(":");
      value(key);
    } while (this.#skip(","));
    this.#expect("}");
  }

  string(): string {
    this.#expect('"');
    const start = this.#at;
    let escaped = false;
    for (let code = this.#code(); code !== QUOTE; code = this.#code()) {
      if (!(code >= 0x20)) refuse("its header ends within a text, or breaks its line");
      if (code === BACKSLASH) escaped = true;
      this.#at += code === BACKSLASH ? 2 : 1;
    }
    const text = this.#text.slice(start, this.#at++);
    return escaped ? unescaped(text) : text;
  }

  /** `[1, 2, 3]`: integers from 0 to 2⁵³ − 1. */
  integers(): number[] {
    const list: number[] = [];
    this.#expect("[");
    if (this.#skip("]")) return list;
    do list.push(this.#integer());
    while (this.#skip(","));
    this.#expect("]");
    return list;
  }

  /** Nothing but spaces follows. */
  end(): void {
    this.#space();
    if (this.#at < this.#text.length) refuse("its header goes on after the closing brace");
  }

  #integer(): number {
    this.#space();
    const start = this.#at;
    let value = 0;
    for (let code = this.#code(); code >= 0x30 && code <= 0x39; code = this.#code()) {
      value = value * 10 + (code - 0x30);
      this.#at++;
    }
    const padded = this.#at - start > 1 && this.#text[start] === "0";
    if (this.#at === start || padded || !Number.isSafeInteger(value))
      refuse(`its header needs a whole number at character ${start}`);
    return value;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #space(): void {
    while (isSpace(this.#code())) this.#at++;
  }

  #skip(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#skip(character)) refuse(`its header needs ${character} at character ${this.#at}`);
  }
}

/** A text with escapes. Those that name half a character are refused, because UTF-8 cannot hold it. */
function unescaped(inner: string): string {
  try {
    const text: unknown = JSON.parse(`"${inner}"`);
    if (typeof text === "string" && !/\p{Surrogate}/u.test(text)) return text;
  } catch {
    // Refused below, with the same words.
  }
  return refuse(`its header has a text that is not valid: ${inner.slice(0, 60)}`);
}
