import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DataColumn,
  fitPreprocessor,
  inputRows,
  matchColumns,
  type NumericSpec,
  type PreprocessOptions,
  readOptionsOf,
  readTable,
  smoothClip,
  transform,
} from "../../src/data/index.ts";
import { matrixOf } from "../../src/train/rows.ts";
import { errorOf, scratch } from "./files.ts";
import { categories, numbers, range, tableOf, times } from "./make.ts";

const { write } = scratch();
const options: fc.Arbitrary<PreprocessOptions> = fc.record({
  scaling: fc.constantFrom("robust", "standard"),
  oneHotLimit: fc.constantFrom(0, 2, 12),
  beyond: fc.constantFrom("auto", "embedding", "hash"),
  buckets: fc.constantFrom(2, 16),
  minimumRows: fc.constantFrom(1, 3),
});
const cells = fc.array(
  fc.tuple(
    fc.option(fc.float({ min: -(2 ** 120), max: 2 ** 120, noNaN: true })),
    fc.option(fc.constantFrom("", ...Array.from("abcdefg"))),
  ),
  { minLength: 2, maxLength: 40 },
);
const columnsOf = (rows: readonly (readonly [number | null, string | null])[]): DataColumn[] => [
  categories(
    "w",
    rows.map(([, w]) => (w === "" ? null : w)),
  ),
  numbers(
    "x",
    rows.map(([x]) => x),
  ),
];

/** The specification again, cell by cell, in double precision and without sharing code: the reference. */
function reference(sorted: number[], x: number | null, scaling: "robust" | "standard"): number {
  const q = (p: number): number => {
    const at = p * (sorted.length - 1);
    return sorted[Math.floor(at)]! * (1 - (at % 1)) + (sorted[Math.ceil(at)] ?? 0) * (at % 1);
  };
  const value = x ?? q(0.5);
  if (scaling === "standard") {
    const mean = sorted.reduce((a, b) => a + b) / sorted.length;
    return (value - mean) / Math.sqrt(sorted.reduce((a, b) => a + (b - mean) ** 2, 0) / sorted.length);
  }
  const z = (value - q(0.5)) / (q(0.75) - q(0.25));
  return z / Math.sqrt(1 + (z / 3) ** 2);
}

describe("fitPreprocessor", () => {
  it("does not change by one bit when any other row changes", () => {
    fc.assert(
      fc.property(cells, cells, options, (train, others, how) => {
        const learn = (rest: typeof others): unknown =>
          fitPreprocessor(columnsOf([...train, ...rest]), range(train.length), how);
        expect(learn(others)).toEqual(learn([]));
      }),
    );
  });

  it("survives JSON, and its output is finite whatever comes", () => {
    fc.assert(
      fc.property(cells, options, fc.integer({ min: 1, max: 40 }), (rows, how, n) => {
        const columns = columnsOf(rows);
        const spec = fitPreprocessor(columns, range(Math.min(n, rows.length)), how);
        const again = JSON.parse(JSON.stringify(spec)) as typeof spec;
        const out = transform(spec, columns, range(rows.length));
        expect(transform(again, columns, range(rows.length))).toEqual(out);
        expect(out.length).toBe(rows.length * spec.width);
        expect(spec.outputs.length).toBe(spec.width);
        if (how.scaling === "robust") expect(out.every(Number.isFinite)).toBe(true);
        for (const [k, { cardinality }] of spec.embeddings.entries())
          for (let r = 0; r < rows.length; r++) {
            const code = out[r * spec.width + spec.dense + k]!;
            expect(Number.isInteger(code) && code >= 0 && code < cardinality).toBe(true);
          }
      }),
    );
  });

  it("scales as the formulas say", () => {
    const values = fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { freq: 5 }), {
      minLength: 4,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.constantFrom("robust" as const, "standard" as const), (xs, scaling) => {
        const sorted = xs.filter((x) => x !== null).sort((a, b) => a - b);
        const column = numbers("x", xs);
        fc.pre(sorted.length >= 4);
        const spec = fitPreprocessor([column], range(xs.length), { scaling });
        const { flag, scale } = spec.columns[0] as NumericSpec;
        const expected = xs.map((x) => reference(sorted, x, scaling));
        fc.pre(expected.every(Number.isFinite) && scale > 0);
        const out = transform(spec, [column], range(xs.length));
        const step = flag ? 2 : 1;
        for (const [r, y] of expected.entries())
          expect(Math.abs(out[r * step]! - y)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(y)));
        expect(flag).toBe(xs.includes(null));
        if (flag) for (const [r, x] of xs.entries()) expect(out[2 * r + 1]).toBe(x === null ? 1 : 0);
      }),
    );
  });

  it("stays bounded far away from the median", () => {
    for (const x of [1e6, 1e19, 1e30, Number.POSITIVE_INFINITY]) {
      expect(smoothClip(x)).toBeCloseTo(3, 6);
      expect(smoothClip(-x)).toBeCloseTo(-3, 6);
    }
    expect(smoothClip(1e-30)).toBe(Math.fround(1e-30));
  });

  it("falls back to the range, then to nothing, where the quartiles coincide", () => {
    const spec = (xs: (number | null)[]): NumericSpec =>
      fitPreprocessor([numbers("x", xs)], range(xs.length)).columns[0] as NumericSpec;
    expect(spec([0, 0, 0, 0, 0, 0, 0, 8])).toMatchObject({ median: 0, center: 0, scale: 0.25 });
    expect(spec([5, 5, 5])).toMatchObject({ center: 5, scale: 0 });
    expect(spec([null, null])).toMatchObject({ median: 0, scale: 0, flag: true });
    expect(spec([0, 1e-45, 0, 1e-45]).scale).toBe(0);
  });

  it("gives a column per level up to the limit, unknown levels zeros, missing its own", () => {
    const column = categories("w", ["b", "a", null, "b", "new"]);
    const spec = fitPreprocessor([column], Int32Array.of(0, 1, 2, 3));
    expect(spec.outputs).toEqual(["w=a", "w=b", "w missing"]);
    expect([...transform(spec, [column], range(5))]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]);
    const complete = fitPreprocessor([column], Int32Array.of(0, 1));
    expect([...transform(complete, [column], Int32Array.of(2))]).toEqual([0, 0]);
  });

  it("gives codes beyond the limit: 0 unknown, 1 missing, then the levels; dense columns first", () => {
    const many = categories("many", [...times(20, (i) => `l${String(i).padStart(2, "0")}`), null, "late"]);
    const x = numbers(
      "x",
      times(22, (i) => i),
    );
    const spec = fitPreprocessor([many, x], range(21));
    expect([spec.dense, spec.width, spec.outputs]).toEqual([1, 2, ["x", "many"]]);
    expect(spec.embeddings).toEqual([{ name: "many", cardinality: 22 }]);
    const codes = [...transform(spec, [many, x], range(22))].filter((_, i) => i % 2 === 1);
    expect(codes).toEqual([...times(20, (i) => i + 2), 1, 0]);
  });

  it("hashes into buckets that do not depend on the other levels", () => {
    const level = (i: number): string => `level ${i}`;
    const codeOf = (n: number): number[] => {
      const column = categories("w", times(n, level));
      const spec = fitPreprocessor([column], range(n), { beyond: "hash", oneHotLimit: 2, buckets: 50 });
      expect(spec.embeddings).toEqual([{ name: "w", cardinality: 52 }]);
      return [...transform(spec, [column], range(10))];
    };
    expect(codeOf(10)).toEqual(codeOf(1000));
    const spread = categories("w", times(2000, level));
    const spec = fitPreprocessor([spread], range(2000), {});
    expect(spec.embeddings[0]!.cardinality).toBe(258);
    expect(new Set(transform(spec, [spread], range(2000))).size).toBeGreaterThan(250);
  });

  it("writes into a view, rows in the order asked for", () => {
    const column = numbers("x", [1, 2, 3, 4]);
    const spec = fitPreprocessor([column], range(4));
    const out = new Float32Array(6).fill(9);
    transform(spec, [column], Int32Array.of(3, 0), out.subarray(2, 4));
    expect([...out]).toEqual([9, 9, ...transform(spec, [column], Int32Array.of(3, 0)), 9, 9]);
    expect(() => transform(spec, [column], range(2), out)).toThrow(/places/u);
    expect(() => fitPreprocessor([], range(2))).toThrow(/no column is left/u);
  });
});

describe("inputRows", () => {
  it("are the same floats, made when they are asked for or before", () => {
    const picks = fc.array(fc.nat(), { minLength: 300, maxLength: 1200 });
    fc.assert(
      fc.property(
        cells,
        options,
        picks,
        picks,
        fc.integer({ min: 1, max: 64 }),
        fc.nat({ max: 40 }),
        (rows, how, table, asked, batch, turn) => {
          const columns = columnsOf(rows);
          const spec = fitPreprocessor(columns, range(rows.length), how);
          const part = Int32Array.from(table, (at) => at % rows.length);
          const of = Int32Array.from(asked, (at) => at % part.length);
          const size = rows.length * spec.width;
          const made = inputRows(spec, columns, part, rows.length, size - 1);
          const held = inputRows(spec, columns, part, rows.length, size);
          if (made instanceof Float32Array || !(held instanceof Float32Array)) throw new Error("the wrong way round");
          expect(made.length).toBe(held.length);
          const out = new Float32Array(of.length * spec.width).fill(9);
          made.gather(of, out);
          expect(out).toEqual(
            transform(
              spec,
              columns,
              of.map((row) => part[row]!),
            ),
          );
          expect(matrixOf(made, part.length)).toEqual(held);
          // Batches one behind the other, some of them in another order or of an array that changes behind them.
          for (let at = 0; at < 2 * asked.length; at += batch) {
            const from = at % Math.max(1, asked.length);
            if (at / batch === turn) of.subarray(from + batch).reverse();
            const rows = of.subarray(from, from + batch);
            const found = new Float32Array(rows.length * spec.width);
            made.gather(rows, found);
            expect(found).toEqual(
              transform(
                spec,
                columns,
                rows.map((row) => part[row]!),
              ),
            );
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("matchColumns", () => {
  const train = tableOf(40, [
    numbers(
      "age",
      times(40, (i) => i),
    ),
    categories(
      "code",
      times(40, (i) => String(i % 3)),
    ),
    categories(
      "city",
      times(40, (i) => "ab"[i % 2]!),
    ),
  ]);
  const spec = fitPreprocessor(train.columns as DataColumn[], range(40));

  it("orders the columns, counts unknown categories and names what is extra", () => {
    const other = tableOf(3, [
      categories("city", ["c", "a", null]),
      numbers("extra", [1, 2, 3]),
      categories("code", ["0", "9", "9"]),
      numbers("age", [1, 2, 3]),
    ]);
    const { columns, extra, unknown, notices } = matchColumns(spec, other);
    expect(columns.map(({ name }) => name)).toEqual(["age", "code", "city"]);
    expect(extra).toEqual(["extra"]);
    expect(unknown).toEqual([
      { name: "code", cells: 2, levels: ["9"] },
      { name: "city", cells: 1, levels: ["c"] },
    ]);
    expect(notices.map(({ level }) => level)).toEqual(["info", "warning", "warning"]);
  });

  it("lists everything that is missing or mistyped at once", async () => {
    const other = tableOf(2, [categories("agee", ["x", "y"]), numbers("code", [0, 1])]);
    const error = await errorOf(Promise.resolve().then(() => matchColumns(spec, other)));
    expect(error.code).toBe("E230");
    expect(error.details).toEqual([
      'missing: "age" (numbers); the file has "agee"',
      'mistyped: "code" holds numbers, the model learned categories',
      'missing: "city" (categories)',
    ]);
  });

  it("with the model's types reads numbers that were categories, and categories that look like numbers", async () => {
    const path = write("age,code,city,when\n1,a,x,31.12.1999\n2,7,y,1.1.2000\n3,b,x,2.1.2000\n");
    const table = await readTable(path);
    const model = fitPreprocessor(table.columns as DataColumn[], range(3));
    const later = await readTable(write("when,city,code,age\n3.4.2001,1,7,\n"), {
      ...readOptionsOf(model),
      minimumRows: 1,
    });
    const { columns, unknown } = matchColumns(model, later);
    expect(columns.map(({ kind }) => kind)).toEqual(["numeric", "category", "category", "numeric"]);
    expect(unknown).toEqual([{ name: "city", cells: 1, levels: ["1"] }]);
    expect(columns[3]!.kind === "numeric" && columns[3]!.values[0]).toBe(11_415);
  });
});
