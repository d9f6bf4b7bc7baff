import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, type Random, randomOf } from "../../src/core/index.ts";
import { type CodedPoints, createMemory, type NearestLists, twin } from "../../src/kernel/index.ts";

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
    fc.assert(property, { numRuns: 100 });
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

describe("meetPairs", () => {
  const room = createMemory({ floats: 1 << 16 });
  const arena = {
    x: room.floats(2000),
    rows: room.ints(200),
    marks: room.ints(400),
    distance: room.doubles(1000),
    row: room.ints(1000),
    limits: room.ints(200),
    pairs: room.ints(4000),
    places: room.ints(64),
  };
  const meeting = fc.record({
    seed: fc.nat(),
    points: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 11 }),
    k: fc.integer({ min: 1, max: 6 }),
    marks: fc.integer({ min: 0, max: 3 }),
    grid: fc.constantFrom(2, 1000),
    mutual: fc.boolean(),
  });
  type Meeting = typeof meeting extends fc.Arbitrary<infer T> ? T : never;

  /** Empty lists of random points; every seventh takes nothing. */
  function listsOf({ seed, points, width, k, marks, grid }: Meeting): NearestLists {
    const random = randomOf(keyOf(seed));
    const numbers = (n: number): number[] => Array.from({ length: n }, () => random.below(grid) / 8);
    const distance = new Float64Array(points * k).fill(Number.POSITIVE_INFINITY);
    for (let list = 0; list < points; list += 7) distance.fill(-1, list * k, list * k + k);
    return {
      x: Float32Array.from(numbers(points * width)),
      rows: Int32Array.from({ length: points }, (_, i) => points - i),
      ...(marks === 0 ? {} : { marks: { codes: Int32Array.from(numbers(points * marks)), penalty: 0.3 } }),
      k,
      distance,
      row: new Int32Array(points * k).fill(-1),
      limits: new Int32Array(points).fill(7),
      unit: 0.01,
    };
  }

  function onMemory(lists: NearestLists): NearestLists {
    const put = <T extends Float32Array | Float64Array | Int32Array>(from: T, on: T): T => {
      const view = on.subarray(1, 1 + from.length) as T;
      view.set(from);
      return view;
    };
    const { x, rows, marks, distance, row, limits } = lists;
    return {
      ...lists,
      ...{ x: put(x, arena.x), rows: put(rows, arena.rows), distance: put(distance, arena.distance) },
      ...{ row: put(row, arena.row), limits: put(limits, arena.limits) },
      ...(marks === undefined ? {} : { marks: { ...marks, codes: put(marks.codes, arena.marks) } }),
    };
  }

  /** All pairs of points from `first` on with all points, in random order, some twice. */
  function everyPair({ seed, points }: Meeting, first: number): { pairs: number[]; places: number[] } {
    const random = randomOf(keyOf(seed + 1));
    const places = Array.from({ length: points }, (_, i) => i);
    const pairs = places.flatMap((query) => Array.from({ length: points + 2 - first }, (_, j) => query * 65536 + j));
    return {
      places,
      pairs: pairs
        .map((pair) => ({ pair, at: random.uniform() }))
        .sort((a, b) => a.at - b.at)
        .map(({ pair }) => pair),
    };
  }

  it("fills the lists as its twin does, bit for bit, and counts as many puts", () => {
    const property = fc.property(meeting, fc.nat({ max: 3 }), (given, first) => {
      const expected = listsOf(given);
      const lists = onMemory(expected);
      const { pairs, places } = everyPair(given, Math.min(first, given.points));
      arena.pairs.set(pairs);
      arena.places.set(places);
      const at = { places: arena.places, first, mutual: given.mutual };
      const count = room.kernels.meetPairs(pairs.length, arena.pairs, at, lists);
      expect(
        twin.meetPairs(pairs.length, Int32Array.from(pairs), { ...at, places: Int32Array.from(places) }, expected),
      ).toBe(count);
      for (const name of ["x", "rows", "distance", "row", "limits"] as const)
        expect(lists[name]).toEqual(expected[name]);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it("leaves each list with the k nearest others by a sorted table of all distances", () => {
    const property = fc.property(meeting, (given) => {
      const { points, width, k, marks } = given;
      const lists = onMemory(listsOf(given));
      const { pairs, places } = everyPair(given, 0);
      arena.pairs.set(pairs);
      arena.places.set(places);
      const at = { places: arena.places, first: 0, mutual: given.mutual };
      room.kernels.meetPairs(pairs.length, arena.pairs, at, lists);
      for (let a = 0; a < points; a++) {
        if (a % 7 === 0) continue;
        const all = places
          .filter((b) => b !== a)
          .map((b) => {
            let d = 0;
            for (let c = 0; c < width; c++) d += (lists.x[a * width + c]! - lists.x[b * width + c]!) ** 2;
            const codes = lists.marks?.codes;
            for (let c = 0; c < marks; c++) if (codes![a * marks + c] !== codes![b * marks + c]) d += 0.3;
            return { d, row: lists.rows[b]! };
          })
          .sort((p, q) => (Math.abs(p.d - q.d) < 1e-9 ? p.row - q.row : p.d - q.d));
        const found = [...lists.row.subarray(a * k, a * k + k)].filter((row) => row >= 0);
        expect(found).toEqual(all.slice(0, k).map(({ row }) => row));
        const worst = all[k - 1]?.d ?? Number.POSITIVE_INFINITY;
        const reach = Math.sqrt(worst) / 0.01 + Math.sqrt(width);
        if (worst === Number.POSITIVE_INFINITY && all.length > 0) expect(lists.limits[a]).toBe(2 ** 31 - 1);
        else if (all.length > 0)
          expect(Math.abs(lists.limits[a]! - Math.min(reach ** 2, 2 ** 31 - 1))).toBeLessThan(2 + reach ** 2 * 1e-8);
      }
    });
    fc.assert(property, { numRuns: 100 });
  });

  it("refuses lists that do not belong together", () => {
    const lists = listsOf({ seed: 1, points: 8, width: 2, k: 3, marks: 1, grid: 1000, mutual: false });
    const at = { places: new Int32Array(4), first: 0, mutual: false };
    const run = (change: Partial<NearestLists>) => () =>
      twin.meetPairs(0, new Int32Array(0), at, { ...lists, ...change });
    expect(run({ k: 2 })).toThrow("lists of 2");
    expect(run({ x: lists.x.subarray(1) })).toThrow("one number of points");
    expect(run({ limits: lists.limits.subarray(1) })).toThrow("one number of points");
  });
});
