import { fold, type Key, permutation, RegularizeError } from "../../core/index.ts";
import { longInts, stretches } from "../../core/long.ts";
import { unsplittable } from "./error.ts";
import { packUnits, type Packed, rowsOf, sizeOf } from "./pack.ts";
import type { SplitPlan } from "./plan.ts";

/** Parts of all rows; they sum to 1. */
export interface Fractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export const DEFAULT_FRACTIONS: Fractions = { train: 0.6, validation: 0.2, test: 0.2 };

/** The two sides of a split, each in ascending order. */
interface Sides {
  readonly kept: Int32Array;
  readonly off: Int32Array;
}

/** Which units go, and how many rows they have. */
class Taken {
  readonly units: Uint8Array;
  rows = 0;
  readonly #packed: Packed;

  constructor(packed: Packed) {
    this.#packed = packed;
    this.units = new Uint8Array(packed.count);
  }

  take(unit: number, rows = sizeOf(this.#packed, unit)): void {
    this.units[unit] = 1;
    this.rows += rows;
  }

  sides(rows: Int32Array): Sides {
    const { unitAt } = this.#packed;
    const sides = { kept: longInts(rows.length - this.rows), off: longInts(this.rows) };
    let [kept, off] = [0, 0];
    const put = (from: number, to: number): void => {
      for (let i = from; i < to; i++)
        if (this.units[unitAt[i]!] === 1) sides.off[off++] = rows[i]!;
        else sides.kept[kept++] = rows[i]!;
    };
    for (const [from, to] of stretches(rows.length, 3)) put(from, to);
    return sides;
  }
}

/**
 * How many rows of each stratum go: its share to the nearest row (largest remainders), so that the total is right. A
 * stratum is never emptied: a class with one row stays.
 */
export function quotasOf(sizes: Int32Array, wanted: number): Int32Array {
  const total = sizes.reduce((a, b) => a + b, 0);
  const share = (code: number): number => (sizes[code]! * wanted) / total;
  const quotas = sizes.map((size, code) => Math.max(0, Math.min(Math.floor(share(code)), size - 1)));
  let left = wanted - quotas.reduce((a, b) => a + b, 0);
  const remainder = Float64Array.from(sizes, (_, code) => share(code) - quotas[code]!);
  const order = [...quotas.keys()].sort((a, b) => remainder[b]! - remainder[a]! || a - b);
  for (const code of order)
    if (left > 0 && quotas[code]! < sizes[code]! - 1) {
      quotas[code]!++;
      left--;
    }
  return quotas;
}

function sizesOf(rows: Int32Array, strata: Int32Array | undefined): Int32Array {
  if (strata === undefined) return Int32Array.of(rows.length);
  let largest = 0;
  for (const [from, to] of stretches(rows.length, 2)) largest = largestIn(rows.subarray(from, to), strata, largest);
  const sizes = new Int32Array(largest + 1);
  for (const [from, to] of stretches(rows.length, 2)) countIn(rows.subarray(from, to), strata, sizes);
  return sizes;
}

/** The largest code of these rows, or what it was before. */
function largestIn(rows: Int32Array, strata: Int32Array, before: number): number {
  let largest = before;
  for (let i = 0; i < rows.length; i++) largest = Math.max(largest, strata[rows[i]!]!);
  return largest;
}

function countIn(rows: Int32Array, strata: Int32Array, sizes: Int32Array): void {
  for (let i = 0; i < rows.length; i++) sizes[strata[rows[i]!]!]!++;
}

/** True when taking the rows lowers Σ (quota left)². */
function improves(rows: Int32Array, left: Int32Array, codeOf: (row: number) => number): boolean {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(codeOf(row), (counts.get(codeOf(row)) ?? 0) + 1);
  let change = 0;
  for (const [code, n] of counts) change += n * (n - 2 * left[code]!);
  return change < 0;
}

/** The stratum of each unit of one row, −1 of others: in the order of units, so that a random one is one look at memory. */
function singleCodes(packed: Packed, strata: Int32Array | undefined, most: number): Int8Array | Int32Array {
  const { count, starts, members } = packed;
  // They are looked at in a random order, so they stay in memory.
  const codes = most < 2 ** 7 ? new Int8Array(count) : new Int32Array(count);
  const put = (from: number, to: number): void => {
    for (let unit = from; unit < to; unit++) {
      const start = starts[unit]!;
      codes[unit] = starts[unit + 1]! - start > 1 ? -1 : strata === undefined ? 0 : strata[members[start]!]!;
    }
  };
  for (const [from, to] of stretches(count, 3)) put(from, to);
  return codes;
}

/**
 * Units in random order, large ones among the single rows, each taken where it brings the shares nearer to the quotas.
 * Not by size, and not large ones first: they would be on the same side for every key, and twins are easier rows than the rest.
 */
function assign(rows: Int32Array, packed: Packed, plan: SplitPlan, wanted: number, key: Key): Taken {
  const { strata } = plan;
  const codeOf = strata === undefined ? (): number => 0 : (row: number): number => strata[row]!;
  const left = quotasOf(sizesOf(rows, strata), wanted);
  const order = permutation(packed.count, key);
  const taken = new Taken(packed);
  const codes = singleCodes(packed, strata, left.length);
  for (let i = 0; i < order.length; i++) {
    const unit = order[i]!;
    const code = codes[unit]!;
    // A single row is no view: there are millions of them.
    if (code >= 0) {
      if (left[code]! <= 0 || taken.rows + 1 >= rows.length) continue;
      left[code]!--;
      taken.take(unit, 1);
    } else {
      const several = rowsOf(packed, unit);
      if (taken.rows + several.length >= rows.length || !improves(several, left, codeOf)) continue;
      for (const row of several) left[codeOf(row)]!--;
      taken.take(unit, several.length);
    }
  }
  if (taken.rows === 0) taken.take(order.reduce((a, b) => (sizeOf(packed, b) < sizeOf(packed, a) ? b : a)));
  return taken;
}

function latest(packed: Packed, time: Float32Array, wanted: number): Taken {
  const timeOf = (unit: number): number =>
    rowsOf(packed, unit).reduce((t, row) => (time[row]! > t ? time[row]! : t), Number.NEGATIVE_INFINITY);
  const times = Float64Array.from({ length: packed.count }, (_, unit) => timeOf(unit));
  const order = Int32Array.from(times, (_, unit) => unit).sort((a, b) =>
    times[b]! === times[a]! ? b - a : times[b]! > times[a]! ? 1 : -1,
  );
  const taken = new Taken(packed);
  for (const unit of order.subarray(0, -1)) {
    if (taken.rows >= wanted) break;
    taken.take(unit);
  }
  return taken;
}

function checkFraction(fraction: number): void {
  if (fraction > 0 && fraction < 1) return;
  throw new RegularizeError({
    code: "E104",
    where: "split",
    message: "Each part of a split is more than none of the rows and less than all",
    expected: "fractions in (0, 1)",
    received: String(fraction),
    todo: "--split 60/20/20",
  });
}

/** Training, validation and test each need a unit. */
const ALL_PARTS = 3;

function splitOff(rows: Int32Array, fraction: number, plan: SplitPlan, key: Key, parts: number): Sides {
  checkFraction(fraction);
  const packed = packUnits(rows, plan.units);
  if (packed.count < parts) throw unsplittable(rows.length, packed.count, plan, parts === ALL_PARTS);
  const wanted = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * fraction)));
  const taken = plan.time === undefined ? assign(rows, packed, plan, wanted, key) : latest(packed, plan.time, wanted);
  return taken.sides(rows);
}

/** Splits a share off, so that both sides have a unit. E206 when there is only one. */
export const splitShare = (rows: Int32Array, share: number, plan: SplitPlan, key: Key): Sides =>
  splitOff(rows, share, plan, key, ALL_PARTS - 1);

/** Sets the test rows aside, once per key: no later seed changes them. `rest` is what training may see. E206 when too few. */
export function sealTest(
  rows: Int32Array,
  plan: SplitPlan,
  fractions: Fractions,
  key: Key,
): { readonly rest: Int32Array; readonly test: Int32Array } {
  const { kept, off } = splitOff(rows, fractions.test, plan, fold(key, "test"), ALL_PARTS);
  return { rest: kept, test: off };
}

/** Splits the rest into training and validation rows; another `repeat` is another split (the same one when by time). */
export function splitRows(
  rest: Int32Array,
  plan: SplitPlan,
  fractions: Fractions,
  key: Key,
  repeat: number,
): { readonly train: Int32Array; readonly validation: Int32Array } {
  const fraction = fractions.validation / (fractions.train + fractions.validation);
  const { kept, off } = splitOff(rest, fraction, plan, fold(key, "validation", repeat), ALL_PARTS - 1);
  return { train: kept, validation: off };
}
