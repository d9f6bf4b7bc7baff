import { tickText, tickTexts } from "../text/format.ts";

export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  /** A tick as it is written. */
  readonly text: (tick: number) => string;
  readonly low: number;
  readonly high: number;
}

/** Round numbers from `low` to `high`, about `count` of them. */
export function niceTicks(low: number, high: number, count = 5): number[] {
  const raw = (high - low) / Math.max(1, count);
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Values to pixels; a little room at both ends. */
export function linear(values: readonly number[], from: number, to: number, { room = 0.06, count = 5 } = {}): Scale {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const spread = most - least || Math.abs(most) * 0.1 || 1;
  const low = finite.length === 0 ? 0 : least - room * spread;
  const high = finite.length === 0 ? 1 : most + room * spread;
  const ticks = niceTicks(low, high, count);
  const texts = tickTexts(ticks);
  return {
    low,
    high,
    at: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks,
    text: (tick) => texts[ticks.indexOf(tick)] ?? tickText(tick),
  };
}

/** The same on a logarithmic axis; zero and below stand at its left end, a step before the least. */
export function logarithmic(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const hasZero = values.some((value) => value <= 0);
  const least = Math.log10(Math.min(...positive));
  const most = Math.log10(Math.max(...positive));
  const gap = Math.max(0.35, (most - least) * 0.14);
  const low = (positive.length === 0 ? -1 : least) - (hasZero ? gap : 0) - 0.08;
  const high = (positive.length === 0 ? 1 : most) + 0.08;
  const place = (value: number): number => (value > 0 ? Math.log10(value) : low + 0.08);
  const powers = Array.from({ length: Math.floor(high) - Math.floor(least) + 1 }, (_, i) => Math.floor(least) + i);
  const between = (factors: readonly number[]): number[] =>
    powers
      .flatMap((power) => factors.map((factor) => Number((factor * 10 ** power).toPrecision(12))))
      .filter((tick) => Math.log10(tick) >= least - 0.001 && Math.log10(tick) <= high);
  const tens = between([1]);
  const whole = tens.length > 2 ? tens : between([1, 2, 5]);
  return {
    ...{ low: 10 ** low, high: 10 ** high },
    at: (value) => from + ((place(value) - low) / (high - low)) * (to - from),
    ticks: [...(hasZero ? [0] : []), ...whole.filter((_, i) => i % Math.ceil(whole.length / 6) === 0)],
    text: tickText,
  };
}
