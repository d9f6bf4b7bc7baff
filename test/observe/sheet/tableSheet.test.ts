import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import { unpictured } from "../../../src/observe/picture/index.ts";
import { type TableRows, type TableSheet, tableSheet, tableSheetSvg } from "../../../src/observe/sheet/index.ts";
import { changesOf } from "../../../src/observe/sheet/table/changes.ts";
import { componentsOf, projected } from "../../../src/observe/sheet/table/components.ts";
import { distance, edgesOf, histogram, variation } from "../../../src/observe/sheet/table/histogram.ts";
import { leading } from "../../../src/observe/sheet/table/leading.ts";
import { sampled } from "../../../src/observe/sheet/table/sampled.ts";
import { eigenOf } from "../../../src/observe/sheet/table/symmetric.ts";
import { viewOf } from "../../../src/observe/sheet/table/view.ts";
import { HOSTILE } from "./hostile.ts";

const key = keyOf(7);

function rowsOf(rows: number, width: number, value: (row: number, column: number) => number, every = 10): TableRows {
  const x = Float32Array.from({ length: rows * width }, (_, i) => value(Math.floor(i / width), i % width));
  return { x, rows, width, labels: Int32Array.from({ length: rows }, (_, row) => (row % every === 0 ? 1 : 0)) };
}

function noise(rows: number, width: number, seed = 1, every = 10): TableRows {
  const random = randomOf(keyOf(seed));
  return rowsOf(rows, width, () => random.normal(), every);
}

/** The rows and `count` new ones of class 1, each a mean of two of its rows. */
function grown(before: TableRows, count: number): TableSheet["after"] {
  const { width, rows } = before;
  const x = new Float32Array((rows + count) * width);
  x.set(before.x);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < width; c++) {
      const [a, b] = [10 * (i % 3), 10 * ((i + 1) % 3)];
      x[(rows + i) * width + c] = (before.x[a * width + c]! + before.x[b * width + c]!) / 2;
    }
  const labels = [...Array.from(before.labels), ...Array.from({ length: count }, () => 1)];
  return { x, rows: rows + count, width, labels, kept: rows };
}

const sheetOf = (before: TableRows, after: TableSheet["after"]): TableSheet => ({
  ...{ title: "Table", data: "churn.csv", seed: 42, command: "regularize augment churn.csv --out sheet.png" },
  ...{ operation: "smote", before, after, classes: ["no", "yes"] },
  columns: Array.from({ length: before.width }, (_, i) => `c${i}`),
});

describe("eigenvectors", () => {
  const matrix = fc
    .integer({ min: 1, max: 14 })
    .chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n * n, maxLength: n * n }),
      ),
    );
  /** A·Aᵀ */
  const square = (n: number, a: readonly number[]): Float64Array =>
    Float64Array.from({ length: n * n }, (_, i) => {
      const [row, column] = [Math.floor(i / n), i % n];
      return a.slice(0, n).reduce((sum, _x, k) => sum + a[row * n + k]! * a[column * n + k]!, 0);
    });

  it("Jacobi: V·diag(λ)·Vᵀ is the matrix, V is orthogonal, λ falls", () => {
    fc.assert(
      fc.property(matrix, ([n, a]) => {
        const m = square(n, a);
        const { values, vectors } = eigenOf(m, n);
        const size = Math.max(1, ...m.map(Math.abs));
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let [whole, unit] = [0, 0];
            for (let k = 0; k < n; k++) {
              whole += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
              unit += vectors[k * n + i]! * vectors[k * n + j]!;
            }
            expect(Math.abs(whole - m[i * n + j]!)).toBeLessThan(1e-10 * size);
            expect(Math.abs(unit - (i === j ? 1 : 0))).toBeLessThan(1e-10);
          }
        for (let k = 1; k < n; k++) expect(values[k]!).toBeLessThanOrEqual(values[k - 1]!);
      }),
    );
  });

  it("subspace iteration finds the same leading ones, also in large matrices", () => {
    const n = 40;
    const random = randomOf(keyOf(3));
    const m = square(
      n,
      Array.from({ length: n * n }, () => random.normal()),
    );
    const all = eigenOf(m, n);
    const { values, vectors } = leading(m, n, 2, key);
    for (const k of [0, 1]) {
      expect(values[k]! / all.values[k]!).toBeCloseTo(1, 8);
      const cosine = vectors[k]!.reduce((sum, v, i) => sum + v * all.vectors[i * n + k]!, 0);
      expect(Math.abs(cosine)).toBeCloseTo(1, 6);
    }
  });
});

describe("principal components", () => {
  // scikit-learn 1.x: PCA(2, svd_solver="full") of columns divided by their standard deviations, largest loading positive.
  const SHARES = [0.27418883146467843, 0.26635568336591253];
  const AXES = [
    [
      -0.453974325, 0.243694676, 0.504378651, -0.216732961, 0, -0.24495831, -0.23082454, 0.077325647, 0.540625496,
      -0.007371947, -0.146816711,
    ],
    [
      -0.098692833, 0.291616849, -0.188310076, 0.437872058, 0, 0.069371774, -0.467936802, 0.361778644, -0.145639748,
      0.487283505, -0.254380585,
    ],
  ];
  const PLACES = [
    [0.6450265, 1.0575477],
    [0.7142019, 0.886692],
    [-2.3417213, 0.4644284],
  ];
  const table = rowsOf(60, 11, (i, j) =>
    j === 4 ? 7.5 : Math.sin(0.37 * i * ((j % 3) + 1) + j) * (j + 1) + 3 * Math.cos(0.11 * i * i + 2 * j) + j,
  );
  const columns = Array.from({ length: 11 }, (_, i) => i);

  it("agree with scikit-learn, a constant column has no part", () => {
    const components = componentsOf(table, columns, 2, key);
    for (const k of [0, 1]) {
      expect(components.shares[k]).toBeCloseTo(SHARES[k]!, 7);
      for (const [i, weight] of AXES[k]!.entries()) expect(components.axes[k]![i]).toBeCloseTo(weight, 5);
    }
    const [x, y] = projected(table, Int32Array.of(0, 17, 59), components);
    for (const [row, [a, b]] of PLACES.entries()) {
      expect(x![row]).toBeCloseTo(a!, 5);
      expect(y![row]).toBeCloseTo(b!, 5);
    }
  });

  it("do not depend on units, and count what is missing as the mean", () => {
    const scaled = { ...table, x: table.x.map((value, i) => (i % 11 === 3 ? 1000 * value + 5 : value)) };
    const [a, b] = [table, scaled].map((given) => componentsOf(given, columns, 2, key));
    for (const k of [0, 1]) for (const i of columns) expect(a!.axes[k]![i]).toBeCloseTo(b!.axes[k]![i]!, 5);
    const missing = {
      ...table,
      x: table.x.map((value, i) => (i < 11 ? [Number.NaN, Infinity, -Infinity][i % 3]! : value)),
    };
    const [x, y] = projected(missing, Int32Array.of(0, 1), componentsOf(missing, columns, 2, key));
    expect([x![0], y![0]]).toEqual([0, 0]);
    expect(Math.abs(x![1]!)).toBeGreaterThan(0.1);
  });

  it("of columns that are all constant are zero", () => {
    const flat = rowsOf(5, 3, () => 2);
    const components = componentsOf(flat, [0, 1, 2], 2, key);
    expect(components.shares).toEqual([0, 0]);
    expect([...projected(flat, Int32Array.of(0, 4), components)[0]!]).toEqual([0, 0]);
  });
});

describe("histograms", () => {
  const values = fc.array(
    fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e30, max: 1e30 }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(Number.NaN, Infinity),
    ),
    { maxLength: 60 },
  );

  it("count every finite value once, in bins that ascend", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [x, y] = [Float64Array.from(a), Float64Array.from(b)];
        const edges = edgesOf(x, y);
        for (const list of [x, y]) {
          const total = histogram(list, edges).reduce((sum, n) => sum + n, 0);
          expect(total).toBe(list.filter(Number.isFinite).length);
        }
        for (let i = 1; i < edges.length; i++) expect(edges[i]! >= edges[i - 1]!).toBe(true);
      }),
    );
  });

  it("few kinds of values get a bin each", () => {
    const codes = Float64Array.of(0, 1, 1, 2, 2, 2, 7);
    expect([...histogram(codes, edgesOf(codes, codes))]).toEqual([1, 2, 3, 1]);
  });

  it("the distance is the largest one of the two distribution functions", () => {
    const list = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const share = (of: readonly number[], at: number): number =>
          of.filter((value) => value <= at).length / of.length;
        const slow = Math.max(...[...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at))));
        expect(distance(Float64Array.from(a), Float64Array.from(b))).toBeCloseTo(slow, 12);
      }),
    );
    expect(distance(Float64Array.of(1), Float64Array.of())).toBe(0);
  });

  it("of categories the distance is the largest one of any set of them, whatever they are numbered", () => {
    const list = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const share = (of: readonly number[], set: number): number =>
          of.filter((code) => ((set >> code) & 1) === 1).length / of.length;
        const most = Math.max(...Array.from({ length: 32 }, (_, set) => share(a, set) - share(b, set)));
        const of = (codes: readonly number[], name: (code: number) => number): Float64Array =>
          Float64Array.from(codes, name);
        for (const name of [(code: number) => code, (code: number) => (code * 3) % 5])
          expect(variation(of(a, name), of(b, name))).toBeCloseTo(most, 12);
      }),
    );
    expect(variation(Float64Array.of(1), Float64Array.of())).toBe(0);
    // Two far codes and their middle: Kolmogorov and Smirnov's would be .5.
    const before = rowsOf(200, 1, (row) => (row % 20 === 0 ? 0 : 2), 10);
    const after = { ...before, x: before.x.map((code) => (code === 0 ? 2 : 0)), kept: 0 };
    const coded = { ...sheetOf(before, after), categorical: [0], levels: [["a", "b", "c"]], focus: 0 };
    expect(changesOf(coded, 0)[0]).toMatchObject({ isCoded: true, distance: 1 });
    expect(tableSheetSvg(coded)).toContain("of categories total variation");
  });

  it("the columns that changed most come first", () => {
    const before = noise(200, 8);
    const shift = [0, 1.5, 0, 0.5, 0, 0, 9, 0];
    const after = { ...before, x: before.x.map((value, i) => value + shift[i % 8]!), kept: 0 };
    const changes = changesOf(sheetOf(before, after), 1);
    expect(changes.map(({ column }) => column)).toEqual([6, 1, 3]);
    expect(changesOf(sheetOf(before, { ...before, kept: 200 }), 1)).toEqual([]);
    expect(tableSheetSvg(sheetOf(before, { ...before, kept: 200 }))).toContain("No column of “yes” changed.");
    const all = { ...before, x: before.x.map((value) => value + 1), kept: 0 };
    expect(changesOf(sheetOf(before, all), 1)).toHaveLength(6);
  });
});

describe("points", () => {
  it("are chosen by the key, in order, none twice", () => {
    const rows = Int32Array.from({ length: 1000 }, (_, i) => 3 * i);
    const some = sampled(rows, 100, key);
    expect(some).toEqual(sampled(rows, 100, key));
    expect(some).not.toEqual(sampled(rows, 100, keyOf(8)));
    expect(new Set(some).size).toBe(100);
    expect([...some]).toEqual([...some].sort((a, b) => a - b));
    expect(some.every((row) => rows.includes(row))).toBe(true);
    expect(sampled(rows, 5000, key)).toEqual(rows);
  });

  it("the same rows stand at the same places before and after; new ones lie apart from them", () => {
    const before = noise(3000, 5, 2);
    const view = viewOf(sheetOf(before, grown(before, 60)), 1);
    expect(view.after.others).toEqual(view.before.others);
    expect(view.after.focus).toEqual(view.before.focus);
    expect([view.before.fresh.x.length, view.after.fresh.x.length]).toEqual([0, 60]);
    expect([[...view.before.counts], [...view.after.counts]]).toEqual([
      [2700, 300],
      [2700, 360],
    ]);
    expect(view.notes.join()).toContain("1,200 of 2,700 rows of other classes");
  });

  it("two columns are drawn as they are, one with random heights, codes of categories not at all", () => {
    const two = noise(40, 2);
    const view = viewOf(sheetOf(two, { ...two, kept: 40 }), 1);
    expect(view.axes).toEqual(["c0", "c1"]);
    expect([...view.before.focus.x]).toEqual([0, 10, 20, 30].map((row) => two.x[2 * row]));
    const one = noise(40, 1);
    expect(viewOf(sheetOf(one, { ...one, kept: 40 }), 1).axes).toEqual(["c0"]);
    const coded = rowsOf(40, 3, (row, column) => (column === 1 ? row % 4 : row + column));
    expect(viewOf({ ...sheetOf(coded, { ...coded, kept: 40 }), categorical: [1] }, 1).axes).toEqual(["c0", "c2"]);
  });
});

describe("tableSheet", () => {
  const before = noise(60, 4);
  const sheet = sheetOf(before, grown(before, 25));
  const marks = (svg: string, kind: string): number => svg.split(`class="${kind}"`).length - 1;

  it("marks new rows by a shape of their own", () => {
    const svg = tableSheetSvg(sheet);
    // One more of each in the legend.
    expect(marks(svg, "fresh")).toBe(25 + 1);
    expect(marks(svg, "focus")).toBe(2 * 6 + 1);
    expect(marks(svg, "others")).toBe(2 * 54 + 1);
    expect(svg).toContain("60 rows: no 54, yes 6");
    expect(svg).toContain("85 rows: no 54, yes 31");
    expect(svg.match(/<path[^>]*class="fresh"/gu)).toHaveLength(26);
    expect(svg.match(/<circle[^>]*class="focus"/gu)).toHaveLength(13);
  });

  it("looks at the smallest class, or at the one that is named", () => {
    const three = { ...sheet, classes: ["no", "yes", "never"] };
    expect(tableSheetSvg(three)).toContain("yes, as in the data");
    expect(tableSheetSvg({ ...three, focus: 0 })).toContain("no, as in the data");
    expect(tableSheetSvg({ ...three, focus: 2 })).toContain("never, as in the data");
  });

  it("is a picture, the same bytes each time", async () => {
    const png = await tableSheet(sheet);
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 1920 });
    expect(Buffer.from(await tableSheet(sheet)).equals(Buffer.from(png))).toBe(true);
  });

  it("names of any kind stay text", () => {
    const tags = (svg: string): string => [...svg.matchAll(/<\/?[a-z]+/gu)].map((match) => match[0]).join("");
    const plain = tags(tableSheetSvg({ ...sheet, notes: ["x"] }));
    for (const name of HOSTILE.filter((text) => text.trim() !== "" && text.length < 100 && unpictured(text) === 0)) {
      const named = { ...sheet, title: name, notes: [name], data: name, command: name, operation: name };
      const svg = tableSheetSvg({ ...named, classes: [name, name], columns: sheet.columns.map(() => name) });
      expect(tags(svg)).toBe(plain);
    }
    for (const name of HOSTILE)
      expect(
        tableSheetSvg({ ...sheet, classes: [name, name], columns: sheet.columns.map(() => name), title: name }).length,
      ).toBeLessThan(60_000);
  });

  it("draws what is not a number, constant or very large", async () => {
    const values = [Number.NaN, Infinity, 3e38, -3e38, 0];
    const wild = rowsOf(30, 5, (row, column) => (column === 0 ? 1 : values[(row + column) % 5]!));
    const svg = tableSheetSvg(sheetOf(wild, { ...wild, kept: 0 }));
    expect(svg).not.toMatch(/(?:NaN|Infinity)/u);
    await expect(tableSheet(sheetOf(wild, { ...wild, kept: 0 }))).resolves.toBeInstanceOf(Uint8Array);
  });

  it("names the levels of a category below their bins, where bins are not of several", () => {
    const towns = (rows: number, kept: number, shift: number) => ({
      ...rowsOf(rows, 2, (row, column) => (column === 0 ? row : 2 * ((row + shift) % 3))),
      ...{ labels: new Int32Array(rows), kept },
    });
    const levels = [undefined, ["Rome", "never", "<Oslo>", "never", "Paris"]];
    const shown = (more: Partial<TableSheet>): string =>
      tableSheetSvg({ ...sheetOf(towns(30, 30, 0), towns(41, 0, 1)), categorical: [1], ...more });
    const svg = shown({ levels });
    for (const name of ["Rome", "&lt;Oslo&gt;", "Paris"]) expect(svg.split(`>${name}<`).length).toBe(2);
    expect(svg).not.toContain("never");
    expect(shown({})).not.toContain("Rome");
    const many = (rows: number, kept: number) => ({
      ...rowsOf(rows, 2, (row, column) => (column === 0 ? row : row % 40)),
      ...{ labels: new Int32Array(rows), kept },
    });
    const crowded = { ...sheetOf(many(90, 90), many(101, 0)), categorical: [1] };
    const names = [undefined, Array.from({ length: 40 }, (_, code) => `town ${code}`)];
    expect(tableSheetSvg({ ...crowded, levels: names })).not.toContain("town");
  });

  it("speaks of no other classes where there is one", () => {
    const rows = { ...noise(20, 3), labels: new Int32Array(20) };
    const svg = tableSheetSvg({ ...sheetOf(rows, { ...rows, kept: 20 }), classes: ["all rows"] });
    expect(svg).not.toContain("other classes");
    expect(svg).toContain(">20 rows<");
    expect(tableSheetSvg(sheet)).toContain("other classes");
  });

  it("refuses tables without rows, and is our bug where they do not fit", () => {
    const empty = { x: new Float32Array(), rows: 0, width: 4, labels: [] };
    expect(() => tableSheetSvg(sheetOf(empty, { ...empty, kept: 0 }))).toThrow(
      expect.objectContaining({ code: "E531" }),
    );
    expect(() => tableSheetSvg({ ...sheet, columns: ["one"] })).toThrow(expect.objectContaining({ code: "E900" }));
    expect(() => tableSheetSvg({ ...sheet, classes: ["one"] })).toThrow(expect.objectContaining({ code: "E900" }));
    expect(() => tableSheetSvg({ ...sheet, focus: 5 })).toThrow(expect.objectContaining({ code: "E900" }));
  });
});
