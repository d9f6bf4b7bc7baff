import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, type Random, randomOf } from "../../src/core/index.ts";
import { type CodedPoints, createMemory, twin } from "../../src/kernel/index.ts";

const memory = createMemory({ floats: 1 << 16 });
const [shorts, ints] = [memory.shorts(1 << 14), memory.ints(1 << 14)];
const GUARD = -7;

interface Case {
  /** [points][columns] */
  readonly queries: readonly (readonly number[])[];
  readonly points: readonly (readonly number[])[];
  readonly queryLimits: readonly number[];
  readonly pointLimits: readonly number[];
}

/** As the kernel reads them: groups of `lanes`, columns by twos, an odd last one beside a zero. */
function coded(rows: Case["points"], limits: readonly number[], lanes: number, factor: number): CodedPoints {
  const pairs = Math.ceil((rows[0]?.length ?? 0) / 2);
  const codes = new Int16Array(rows.length * pairs * 2);
  for (const [i, row] of rows.entries())
    for (const [c, value] of row.entries())
      codes[((Math.floor(i / lanes) * pairs + (c >> 1)) * lanes + (i % lanes)) * 2 + (c & 1)] = factor * value;
  const squares = Int32Array.from(rows, (row) => row.reduce((sum, value) => sum + value * value, 0));
  return { codes, squares, limits: Int32Array.from(limits) };
}

/** The same numbers on the memory, each array between guards and with an odd start. */
function placed(points: CodedPoints, at: { shorts: number; ints: number }): CodedPoints {
  const put = <T extends Int16Array | Int32Array>(from: T, on: T, name: "shorts" | "ints"): T => {
    const view = on.subarray(at[name] + 1, at[name] + 1 + from.length) as T;
    view.set(from);
    at[name] += from.length + 2;
    return view;
  };
  return {
    codes: put(points.codes, shorts, "shorts"),
    squares: put(points.squares, ints, "ints"),
    limits: put(points.limits, ints, "ints"),
  };
}

const table = (random: Random, rows: number, columns: number, most: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.below(2 * most + 1) - most));

function caseOf(seed: number, groups: number, blocks: number, columns: number, most: number): Case {
  const random = randomOf(keyOf(seed));
  const limit = (): number => (random.below(4) === 0 ? -1 : random.below(2 * columns * most * most + 1));
  const queries = table(random, groups * 4, columns, most);
  const points = table(random, blocks * 8, columns, most);
  return { queries, points, queryLimits: queries.map(limit), pointLimits: points.map(limit) };
}

/** By the definition. */
const closeOf = ({ queries, points, queryLimits, pointLimits }: Case): number[] =>
  queries.flatMap((a, q) =>
    points.flatMap((b, p) => {
      const distance = a.reduce((sum, value, c) => sum + (value - b[c]!) ** 2, 0);
      return distance <= Math.max(queryLimits[q]!, pointLimits[p]!) ? [q * 65536 + p] : [];
    }),
  );

const sizes = fc.record({
  seed: fc.nat(),
  groups: fc.integer({ min: 0, max: 5 }),
  blocks: fc.integer({ min: 0, max: 4 }),
  columns: fc.integer({ min: 1, max: 9 }),
  most: fc.constantFrom(1, 40, 3000),
});

describe("closePairs", () => {
  it("finds the pairs within either limit, as its twin does in the same order, and writes nothing else", () => {
    const property = fc.property(sizes, ({ seed, groups, blocks, columns, most }) => {
      const drawn = caseOf(seed, groups, blocks, columns, most);
      const queries = coded(drawn.queries, drawn.queryLimits, 4, -2);
      const points = coded(drawn.points, drawn.pointLimits, 8, 1);
      const room = queries.squares.length * points.squares.length;
      shorts.fill(GUARD);
      ints.fill(GUARD);
      const at = { shorts: 0, ints: 0 };
      const [q, p] = [placed(queries, at), placed(points, at)];
      const out = ints.subarray(at.ints + 1, at.ints + 1 + room);
      const count = memory.kernels.closePairs(q, p, out);
      const expected = new Int32Array(room).fill(GUARD);
      expect(twin.closePairs(queries, points, expected)).toBe(count);
      expect(out).toEqual(expected);
      expect(ints[at.ints]).toBe(GUARD);
      expect(ints.subarray(at.ints + 1 + room).every((value) => value === GUARD)).toBe(true);
      expect([...out.subarray(0, count)].sort((a, b) => a - b)).toEqual(closeOf(drawn));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("is exact up to the largest squared distance below 2³¹", () => {
    const most = 11585;
    const drawn: Case = {
      queries: [
        [most, most],
        [-most, -most],
        [most, -most],
        [0, 1],
      ],
      points: [
        [-most, -most],
        [most, most],
        [-most, most],
        [0, 0],
        [1, 1],
        [most, 0],
        [0, most],
        [-1, -1],
      ],
      queryLimits: [8 * most * most - 1, 2 ** 31 - 1, 4 * most * most, 1],
      pointLimits: [-1, -1, -1, 0, -1, -1, -1, -1],
    };
    const out = memory.ints(32);
    const [queries, points] = [
      coded(drawn.queries, drawn.queryLimits, 4, -2),
      coded(drawn.points, drawn.pointLimits, 8, 1),
    ];
    const at = { shorts: 0, ints: 0 };
    const count = memory.kernels.closePairs(placed(queries, at), placed(points, at), out);
    expect([...out.subarray(0, count)].sort((a, b) => a - b)).toEqual(closeOf(drawn));
    expect(closeOf(drawn)).not.toContain(0);
    expect(closeOf(drawn)).toContain(65536 + 1);
  });

  it("refuses arrays that do not belong together", () => {
    const drawn = caseOf(1, 1, 1, 3, 5);
    const queries = coded(drawn.queries, drawn.queryLimits, 4, -2);
    const points = coded(drawn.points, drawn.pointLimits, 8, 1);
    const out = new Int32Array(32);
    expect(() => twin.closePairs(queries, points, out.subarray(1))).toThrow("closePairs into 31");
    expect(() => twin.closePairs({ ...queries, codes: queries.codes.subarray(1) }, points, out)).toThrow("columns");
    expect(() => twin.closePairs(queries, { ...points, limits: out.subarray(1) }, out)).toThrow("limit");
    expect(() => twin.closePairs(points, queries, out)).toThrow();
  });
});
