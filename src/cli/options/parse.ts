/** Turns what a user wrote into a value; undefined when it is not one. */
export type Parse<T> = (text: string) => T | undefined;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

export function number(low: number, high = Number.POSITIVE_INFINITY): Parse<number> {
  return (text) => {
    const value = NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
    return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
  };
}

/** A number above zero. */
export const positive =
  (high: number): Parse<number> =>
  (text) => {
    const value = number(0, high)(text);
    return value === 0 ? undefined : value;
  };

export function integer(low: number, high: number): Parse<number> {
  const parse = number(low, high);
  return (text) => {
    const value = parse(text);
    return value !== undefined && Number.isInteger(value) ? value : undefined;
  };
}

export const word: Parse<string> = (text) => (text.trim() === "" ? undefined : text);

export function choice<const C extends readonly string[]>(choices: C): Parse<C[number]> {
  return (text) => choices.find((known) => known === text);
}

/** `true`/`1`/`yes`/`on` and their opposites: how flags are written in the environment and in files. */
export const flag: Parse<boolean> = (text) => {
  const plain = text.trim().toLowerCase();
  if (["true", "1", "yes", "on"].includes(plain)) return true;
  return ["false", "0", "no", "off"].includes(plain) ? false : undefined;
};

/** `256,128` → [256, 128]. */
export const widths: Parse<readonly number[]> = (text) => {
  const parse = integer(1, 65_536);
  const values = text.split(",").map((part) => parse(part));
  return values.length <= 64 && values.every((v) => v !== undefined) ? values : undefined;
};

/** `64` or `48x64` → [height, width]. */
export const imageSize: Parse<readonly [height: number, width: number]> = (text) => {
  const side = integer(1, 1024);
  const parts = text.split(/[x×]/u).map((part) => side(part));
  const [height, width = height] = parts;
  return parts.length <= 2 && height !== undefined && width !== undefined ? [height, width] : undefined;
};

/** `dropout`, or `dropout=0..0.8`: a strength and its range. */
export const strength: Parse<{ readonly key: string; readonly range?: readonly [from: number, to: number] }> = (
  text,
) => {
  const [, key, from, to] = /^\s*([A-Za-z]\w*)\s*(?:=\s*(\S+?)\s*\.\.\s*(\S+)\s*)?$/u.exec(text) ?? [];
  if (key === undefined || from === undefined || to === undefined) return key === undefined ? undefined : { key };
  const parse = number(0);
  const [low, high] = [parse(from), parse(to)];
  return low === undefined || high === undefined ? undefined : { key, range: [low, high] };
};

const STEP = /^\s*([A-Za-z]\w*)\s*(?:=\s*(\S+)\s*)?$/u;

/** `randomRotation` or `randomRotation=15`: an augmentation and its main setting. */
export const step: Parse<string> = (text) => {
  const [, name, value] = STEP.exec(text) ?? [];
  const isLegal = name !== undefined && (value === undefined || number(-1e9, 1e9)(value) !== undefined);
  return isLegal ? text.trim() : undefined;
};

/** Such a step as recipes write it. */
export function stepOf(text: string): string | { [name: string]: number } {
  const [, name = text, value] = STEP.exec(text) ?? [];
  return value === undefined ? name : { [name]: Number(value) };
}

export type Shares = readonly [train: number, validation: number, test: number];

/** `60/20/20` or `.6/.2/.2` → shares that sum to 1; each more than nothing. */
export const shares: Parse<Shares> = (text) => {
  const parse = number(0, 100);
  const [train, validation, test, more] = text.split(/[/,]/u).map((part) => parse(part));
  if (!train || !validation || !test || more !== undefined || text.split(/[/,]/u).length !== 3) return undefined;
  const sum = train + validation + test;
  const whole = Math.abs(sum - 100) < 0.01 ? 100 : Math.abs(sum - 1) < 1e-4 ? 1 : undefined;
  return whole === undefined ? undefined : [train / sum, validation / sum, test / sum];
};

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600, "": 1 };

/** `30s`, `5m`, `1.5h`, `90` (seconds), `0` → seconds. */
export const pause: Parse<number> = (text) => {
  const [, amount = "", unit = ""] = /^\s*([0-9.]+)\s*([a-z]*)\s*$/u.exec(text) ?? [];
  const factor = Object.hasOwn(SECONDS, unit) ? SECONDS[unit]! : Number.NaN;
  const seconds = (number(0)(amount) ?? Number.NaN) * factor;
  return Number.isFinite(seconds) ? seconds : undefined;
};

/** The same, more than none. */
export const duration: Parse<number> = (text) => pause(text) || undefined;

const DELIMITERS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};

/** One ASCII character, or its name: what shells make hard to write. */
export const delimiter: Parse<string> = (text) => {
  const char = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text]! : text;
  return /^[\t -~]$/u.test(char) && char !== '"' ? char : undefined;
};

/** Cuts `a,b` into a and b; `\,` is a comma that belongs to a name. */
export const cutList = (text: string): string[] => text.split(/(?<!\\),/u).map((part) => part.replaceAll("\\,", ","));
