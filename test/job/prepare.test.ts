import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import type { DataColumn } from "../../src/data/index.ts";
import { foldOf, prepare, type TableFold, type TablePrepared, prepareTable } from "../../src/job/prepare.ts";
import { matrixOf, rowReader } from "../../src/train/rows.ts";
import { classes, csv, errorOf, numbers, scratch, signalAfter } from "./make.ts";

const { write } = scratch();
const files = { classes: write("classes.csv", classes()), numbers: write("numbers.csv", numbers()) };
const REPEATS = [0, 1, 2, 3, 4];

type AnyRows = TableFold<unknown>["train"];
const inOrder = ({ x, rows }: AnyRows): number[] => [...matrixOf(x, rows)];

/** Rows of the parts of a repeat, found again by a feature that is different in every row. */
async function partsOf(path: string, target: string, options: object = {}) {
  const prepared = await prepareTable({ data: path, target, ...options }, 7);
  const mark: DataColumn = {
    ...{ kind: "numeric", name: "mark", missing: 0, distinct: prepared.table.rows, integer: true },
    ...{ min: 0, max: prepared.table.rows, values: Float32Array.from({ length: prepared.table.rows }, (_, i) => i) },
  };
  const marked = { ...prepared, features: [mark] };
  const repeats = REPEATS.map((repeat) => {
    const part = foldOf(marked, repeat);
    const rowOf = new Map(
      inOrder(part.examples(Int32Array.from({ length: prepared.table.rows }, (_, i) => i))).map((x, row) => [x, row]),
    );
    const rowsIn = (of: AnyRows): number[] => inOrder(of).map((v) => rowOf.get(v)!);
    return { train: rowsIn(part.train), validation: rowsIn(part.validation) };
  });
  return { prepared, test: [...prepared.test], repeats };
}

const sorted = (rows: readonly number[]): number[] => rows.toSorted((a, b) => a - b);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("the parts of a repeat", () => {
  it("hold every row once; test rows are the same in all repeats", async () => {
    const { prepared, test, repeats } = await partsOf(files.classes, "churn");
    expect(test.length / prepared.table.rows).toBeCloseTo(0.2, 1);
    for (const { train, validation } of repeats) {
      expect(sorted([...train, ...validation, ...test])).toEqual(range(200));
      expect(train.length / 200).toBeCloseTo(0.6, 1);
    }
    expect(new Set(repeats.map(({ validation }) => sorted(validation).join())).size).toBe(REPEATS.length);
  });

  it("follow from the seed alone", async () => {
    const [a, b] = [
      await prepareTable({ data: files.classes, target: "churn" }, 3),
      await prepareTable({ data: files.classes, target: "churn" }, 3),
    ];
    const c = await prepareTable({ data: files.classes, target: "churn" }, 4);
    expect(a.test).toEqual(b.test);
    expect(a.test).not.toEqual(c.test);
    expect(foldOf(a, 2).train).toEqual(foldOf(b, 2).train);
  });

  it("sorted labels do not matter: both classes are everywhere, in their shares", async () => {
    const lines = classes().trim().split("\n");
    const [header, ...rows] = lines;
    const path = write(
      "sorted.csv",
      `${[header, ...rows.toSorted((a, b) => a.slice(-3).localeCompare(b.slice(-3)))].join("\n")}\n`,
    );
    const { prepared, test, repeats } = await partsOf(path, "churn");
    if (prepared.target.kind !== "category") expect.fail();
    const { codes } = prepared.target;
    const share = (part: readonly number[]): number => part.filter((row) => codes[row] === 1).length / part.length;
    const all = share(range(200));
    for (const part of [test, ...repeats.flatMap(({ train, validation }) => [train, validation])])
      expect(Math.abs(share(part) - all)).toBeLessThan(0.03);
  });

  it("twins and groups are never on two sides", async () => {
    const rows = (i: number): (string | number)[] => {
      const random = randomOf(fold(keyOf(1), i % 90));
      return [random.below(1000) / 7, random.below(1000) / 3, (i % 90) % 13, i % 3 === 0 ? "yes" : "no"];
    };
    const twins = await partsOf(write("twins.csv", csv(["a", "b", "g", "y"], 180, rows)), "y", { drop: ["g"] });
    const groups = await partsOf(write("groups.csv", csv(["a", "b", "g", "y"], 180, rows)), "y", { group: "g" });
    const sides = ({ test, repeats }: typeof twins, unitOf: (row: number) => number): void => {
      for (const { train, validation } of repeats) {
        const side = new Map<number, number>();
        for (const [name, part] of [train, validation, test].entries())
          for (const row of part) {
            expect(side.get(unitOf(row)) ?? name).toBe(name);
            side.set(unitOf(row), name);
          }
      }
    };
    sides(twins, (row) => row % 90);
    sides(groups, (row) => (row % 90) % 13);
    expect(groups.prepared.features.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("by time: training is before validation is before test", async () => {
    const random = randomOf(keyOf(5));
    const text = csv(["when", "a", "y"], 120, () => [random.below(100_000), random.uniform(), random.normal()]);
    const { prepared, test, repeats } = await partsOf(write("time.csv", text), "y", { time: "when" });
    const column = prepared.table.columns[0]!;
    if (column.kind !== "numeric") expect.fail();
    const times = (part: readonly number[]): number[] => part.map((row) => column.values[row]!);
    for (const { train, validation } of repeats) {
      expect(Math.max(...times(train))).toBeLessThanOrEqual(Math.min(...times(validation)));
      expect(Math.max(...times(validation))).toBeLessThanOrEqual(Math.min(...times(test)));
    }
    expect(prepared.features.map(({ name }) => name)).toEqual(["a"]);
  });

  it("rows without a target are in no part", async () => {
    const path = write(
      "holes.csv",
      csv(["a", "y"], 100, (i) => [i / 7, i % 10 === 0 ? "" : i % 2 === 0 ? "u" : "v"]),
    );
    const { test, repeats } = await partsOf(path, "y");
    for (const { train, validation } of repeats)
      expect(sorted([...train, ...validation, ...test])).toEqual(range(100).filter((row) => row % 10 !== 0));
  });

  it("a class with one row stays in training", async () => {
    const path = write(
      "rare.csv",
      csv(["a", "y"], 100, (i) => [Math.sin(i), i === 50 ? "rare" : i % 2 === 0 ? "u" : "v"]),
    );
    const { repeats, test } = await partsOf(path, "y");
    expect(test).not.toContain(50);
    for (const { train } of repeats) expect(train).toContain(50);
  });
});

/** The same table with other cells in the rows that are not in training. */
function disturbed(prepared: TablePrepared, part: ReadonlySet<number>, seed: number): TablePrepared {
  const random = randomOf(keyOf(seed));
  const change = (column: DataColumn): DataColumn =>
    column.kind === "numeric"
      ? {
          ...column,
          values: column.values.map((v, row) =>
            part.has(row) ? v : random.below(4) === 0 ? Number.NaN : 1e6 * random.normal(),
          ),
        }
      : {
          ...column,
          levels: [...column.levels, "never seen"],
          codes: column.codes.map((code, row) => (part.has(row) ? code : random.below(column.levels.length + 2) - 1)),
        };
  const target = change(prepared.target);
  // The classes stay: a class that is only in test rows has no output.
  return {
    ...prepared,
    features: prepared.features.map(change),
    target: prepared.task.kind === "regression" ? target : prepared.target,
  };
}

describe("what a fold learns from its rows", () => {
  const trainRows = ({ train, examples }: TableFold<unknown>, rows: number): Set<number> => {
    const all = examples(Int32Array.from({ length: rows }, (_, i) => i));
    const [own, of] = [rowReader(train.x, train.rows), rowReader(all.x, rows)];
    const inTrain = new Set(range(train.rows).map((row) => own(row).join()));
    return new Set(range(rows).filter((row) => inTrain.has(of(row).join())));
  };

  for (const [name, path] of Object.entries(files))
    it(`${name}: validation and test rows change neither preprocessing nor the target's scale`, async () => {
      const prepared = await prepareTable({ data: path, target: "churn" }, 7);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 4 }), fc.integer(), (repeat, seed) => {
          const before = foldOf(prepared, repeat);
          const part = trainRows(before, 200);
          expect(part.size).toBeLessThan(140);
          const other = disturbed(prepared, part, seed);
          const after = foldOf(other, repeat);
          expect(after.input.preprocessor).toEqual(before.input.preprocessor);
          expect(after.scale).toEqual(before.scale);
          expect(after.train).toEqual(before.train);
          expect(after.validation.x).not.toEqual(before.validation.x);
        }),
        { numRuns: 20 },
      );
    });

  it("a row of training changes both", async () => {
    const prepared = await prepareTable({ data: files.numbers, target: "churn" }, 7);
    const before = foldOf(prepared, 0);
    const after = foldOf(disturbed(prepared, new Set(prepared.test), 1), 0);
    expect(after.input.preprocessor).not.toEqual(before.input.preprocessor);
    expect(after.scale).not.toEqual(before.scale);
  });

  it("targets are standardized in training, and told in the user's units", async () => {
    const prepared = await prepareTable({ data: files.numbers, target: "churn" }, 7);
    const { train, validation, scale, interpret } = foldOf(prepared, 1);
    const mean = train.y.reduce((a, b) => a + b, 0) / train.rows;
    const variance = train.y.reduce((a, b) => a + (b - mean) ** 2, 0) / train.rows;
    expect([Math.abs(mean), variance].map((v) => Math.round(1e4 * v))).toEqual([0, 1e4]);
    const { targets, values } = interpret(validation, new Float32Array(validation.rows)) as {
      targets: Float32Array;
      values: Float32Array;
    };
    expect(values.every((v) => Math.abs(v - scale.mean) < 1e-3)).toBe(true);
    const known = new Set(
      (prepared.target.kind === "numeric" ? [...prepared.target.values] : []).map((v) => v.toFixed(2)),
    );
    expect([...targets].every((v) => known.has(v.toFixed(2)))).toBe(true);
  });

  it("classes are one-hot, and the predictions' targets are their indices", async () => {
    const { train, interpret, task } = foldOf(await prepareTable({ data: files.classes, target: "churn" }, 7), 0);
    expect(task).toMatchObject({ kind: "binary", classes: ["no", "yes"], positive: "yes" });
    const { targets } = interpret(train, train.y) as { targets: Float32Array };
    for (let row = 0; row < train.rows; row++)
      expect([train.y[2 * row], train.y[2 * row + 1]]).toEqual(targets[row] === 1 ? [0, 1] : [1, 0]);
  });
});

describe("prepare tells", () => {
  it("that columns which order or group the rows are no features", async () => {
    const row = (i: number): (string | number)[] => [2000 + i, i % 9, Math.sin(i), i % 3 === 0 ? "u" : "v"];
    const data = write("ordered.csv", csv(["Year", "g", "a", "y"], 90, row));
    const told = async (options: object): Promise<string[]> =>
      (await prepareTable({ data, target: "y", ...options }, 1)).notices.map(({ message }) => message);
    const orders = "Year orders the rows: not a feature";
    const groups = "g groups the rows: not a feature";
    expect(await told({ time: "Year", group: "g" })).toEqual(expect.arrayContaining([orders, groups]));
    expect(await told({ time: "Year" })).not.toContain(groups);
    expect((await told({})).join()).not.toContain("not a feature");
  });
});

describe("prepare refuses", () => {
  it("no column to learn from", async () => {
    const path = write(
      "only.csv",
      csv(["y", "same"], 40, (i) => [i % 2 === 0 ? "a" : "b", 1]),
    );
    const error = await errorOf(prepareTable({ data: path, target: "y" }, 1));
    expect(error).toMatchObject({ exitCode: 3, message: "No column is left to learn from" });
  });

  it("a time of words, an unknown group, time, keep or drop", async () => {
    const data = files.classes;
    expect(await errorOf(prepareTable({ data, target: "churn", time: "color" }, 1))).toMatchObject({ exitCode: 3 });
    for (const options of [
      { group: "colour" },
      { time: "agee" },
      { keep: ["ages"] },
      { drop: ["incom"] },
      { target: "chrun" },
    ])
      expect(
        await errorOf(prepareTable({ data, target: "churn", ...options }, 1)),
        JSON.stringify(options),
      ).toMatchObject({
        ...{ code: "E201", todo: expect.stringMatching(/did you mean "(?:color|age|income|churn)"/u) },
      });
  });

  it("too few groups, and rows that are all the same", async () => {
    const row = (i: number): (string | number)[] => [i / 7, i % 2, i % 3 === 0 ? "u" : "v"];
    const pairs = write("pairs.csv", csv(["a", "g", "y"], 60, row));
    expect(await errorOf(prepareTable({ data: pairs, target: "y", group: "g" }, 1))).toMatchObject({
      ...{ code: "E206", where: pairs, message: "60 rows cannot be split: g has 2 groups", received: "2 groups" },
    });
    const same = write(
      "same.csv",
      csv(["a", "y"], 60, (i) => [7, i % 3 === 0 ? "u" : "v"]),
    );
    const error = await errorOf(prepareTable({ data: same, target: "y", keep: ["a"] }, 1));
    expect(error).toMatchObject({ code: "E206", where: same });
    expect(error.message).toContain("equal in every feature");
  });

  it("a table too small for three parts", async () => {
    const path = write("two.csv", "a,y\n1,u\n2,v\n");
    expect((await errorOf(prepareTable({ data: path, target: "y" }, 1).then((p) => foldOf(p, 0)))).exitCode).toBe(3);
  });
});

it("prose beside columns that leave nearly all rows alike is learned from alone; dropped or outvoted, it is not", async () => {
  const word = (i: number, k: number): string => `w${(i * 7 + k * k) % 53}`;
  const text = (i: number): string =>
    Array.from({ length: 10 }, (_, k) => word(i, k))
      .join(" ")
      .concat(` ${i}`);
  const data = write(
    "prose.csv",
    csv(["text", "part", "y"], 200, (i) => [text(i), i % 10, i % 3 > 0 ? "yes" : "no"]),
  );
  const kindOf = async (more: object): Promise<string> => (await prepare({ data, target: "y", ...more }, 1)).kind;
  const { kind, notices } = await prepare({ data, target: "y" }, 1);
  expect(kind).toBe("text");
  expect(notices.map(({ message }) => message).join("\n")).toMatch(/learned from alone.*\(change: --drop text\)/u);
  expect(notices.map(({ message }) => message)).toContain("not learned from: part");
  expect(await kindOf({ drop: ["text"] })).toBe("table");
  expect(await kindOf({ keep: ["part"] })).toBe("table");
  const two = (i: number) => [text(i), i % 2, i % 3 > 0 ? "yes" : "no"];
  const few = write("few.csv", csv(["text", "part", "y"], 200, two));
  const error = await errorOf(prepare({ data: few, target: "y", keep: ["part"] }, 1));
  expect(error).toMatchObject({
    code: "E206",
    todo: "--text text",
    details: expect.arrayContaining(["text holds texts: not learned from"]),
  });
});

it.each([
  ["table", {}, 2],
  ["text", { text: "color" }, 2],
])("reading a %s stops at each look at the signal", async (_, more, least) => {
  const read = (looks: number) =>
    prepare({ data: files.classes, target: "churn", ...more, signal: signalAfter(looks) }, 1);
  let looks = 0;
  const stops = (): Promise<boolean> =>
    read(looks).then(
      () => false,
      (error: unknown) => (error as { code: string }).code === "E107",
    );
  while (await stops()) looks++;
  expect(looks).toBeGreaterThanOrEqual(least);
  expect((await read(looks)).data.rows).toBe(200);
});
