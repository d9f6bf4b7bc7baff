import { describe, expect, it } from "vitest";
import {
  chooseFeatures,
  describeTable,
  encodeTarget,
  findColumn,
  inferTask,
  readTable,
  rowsWith,
} from "../../src/data/index.ts";
import { errorOf, scratch } from "./files.ts";
import { categories, numbers, range, tableOf, times } from "./make.ts";

const { write } = scratch();
const caught = (work: () => unknown): Promise<ReturnType<typeof errorOf> extends Promise<infer E> ? E : never> =>
  errorOf(Promise.resolve().then(work));

describe("chooseFeatures", () => {
  const n = 40;
  const table = tableOf(n, [
    numbers(
      "id",
      times(n, (i) => i + 100),
    ),
    numbers(
      "customer_id",
      times(n, (i) => (i * 7) % n),
    ),
    numbers(
      "shuffled",
      times(n, (i) => (i * 7) % n),
    ),
    numbers(
      "price",
      times(n, (i) => i / 3),
    ),
    numbers(
      "year",
      times(n, (i) => 2000 + (i >> 1)),
    ),
    numbers(
      "same",
      times(n, () => 3),
    ),
    numbers(
      "same or missing",
      times(n, (i) => (i === 4 ? null : 3)),
    ),
    numbers(
      "empty",
      times(n, () => null),
    ),
    categories(
      "uuid",
      times(n, (i) => `u${i}`),
    ),
    categories(
      "color",
      times(n, (i) => ["red", "blue"][i % 2]!),
    ),
    categories(
      "only",
      times(n, () => "x"),
    ),
    { kind: "text", name: "story", distinct: 38, missing: 0, words: 9 },
    categories(
      "y",
      times(n, (i) => (i % 3 === 0 ? "no" : "yes")),
    ),
  ]);

  it("drops identifiers, constants, empty columns and prose, and says how to keep them", () => {
    const { features, dropped, notices } = chooseFeatures(table, { target: "y" });
    expect(features.map(({ name }) => name)).toEqual(["shuffled", "price", "year", "same or missing", "color"]);
    expect(Object.fromEntries(dropped.map(({ name, reason }) => [name, reason]))).toEqual({
      id: "looks like an id",
      customer_id: "looks like an id",
      same: "is constant",
      empty: "is empty",
      uuid: "looks like an id",
      only: "is constant",
      story: "has about 38 different texts",
    });
    expect(notices[0]).toEqual({ level: "info", text: "id looks like an id → dropped", flag: "--keep id" });
  });

  it("obeys keep and drop", () => {
    const { features } = chooseFeatures(table, { target: "y", keep: ["id", "same"], drop: ["price", "color"] });
    expect(features.map(({ name }) => name)).toEqual(["id", "shuffled", "year", "same", "same or missing"]);
  });

  it("finds nothing suspicious in few rows", () => {
    const few = tableOf(5, [
      numbers("id", [1, 2, 3, 4, 5]),
      categories("w", Array.from("abcde")),
      numbers("y", [1, 0, 1, 0, 1]),
    ]);
    expect(chooseFeatures(few, { target: "y" }).dropped).toEqual([]);
  });

  it("names the nearest column, and shows what cannot be seen", async () => {
    const near = await caught(() => chooseFeatures(table, { target: "y", keep: ["pirce"] }));
    expect([near.code, near.todo]).toEqual(["E201", 'did you mean "price"?']);
    const padded = tableOf(1, [numbers("sentence ", [1]), numbers("a\u200bb", [1])]);
    const error = await caught(() => findColumn(padded, "sentence"));
    expect(error.message).toBe('column "sentence" not found');
    expect(error.details).toEqual(['The file has "sentence␠", "a⟨U+200B⟩b".']);
    expect(error.todo).toContain("--trim-headers");
  });

  it("is described in one line", () => {
    const lines = describeTable(table, chooseFeatures(table, { target: "y" }), 0.234);
    expect(lines[0]!.text).toMatch(
      /^40 × 13 in 0\.2 s · id looks like an id → dropped \(keep: --keep id\) · .* · 4 more dropped$/u,
    );
  });
});

describe("inferTask", () => {
  const n = 60;
  const infer = async (column: Parameters<typeof tableOf>[1][number], options = {}): ReturnType<typeof inferTask> =>
    inferTask(tableOf(n, [column]), column.name, options);

  it("takes two words as classes, the rarer as positive unless a name says otherwise", async () => {
    const share = (a: string, b: string): string[] => times(n, (i) => (i % 3 === 0 ? a : b));
    expect((await infer(categories("y", share("cat", "dog")))).task).toEqual({
      kind: "binary",
      classes: ["dog", "cat"],
      positive: "cat",
    });
    for (const [a, b] of [
      ["no", "yes"],
      ["False", "True"],
      ["good", "bad"],
      ["neg", "pos"],
    ] as const)
      expect((await infer(categories("y", share(a, b)))).task, b).toMatchObject({ classes: [a, b], positive: b });
    const asked = await infer(categories("y", share("no", "yes")), { positive: "no" });
    expect(asked.task).toMatchObject({ classes: ["yes", "no"] });
    expect((await errorOf(infer(categories("y", share("no", "yes")), { positive: "nope" }))).todo).toBe(
      "--positive no   or leave it out",
    );
    expect(asked.notices[0]).toEqual({ level: "info", text: "binary, no 33.3 %" });
    const { notices } = await infer(categories("y", share("not so", "yes")));
    expect(notices[0]!.flag).toBe('--positive "not so"');
  });

  it("refuses a positive class where there are not two", async () => {
    const [three, two] = [times(n, (i) => "abc"[i % 3]!), times(n, (i) => i % 2)];
    const several = await errorOf(infer(categories("y", three), { positive: "a" }));
    expect(several).toMatchObject({ code: "E122", exitCode: 2, where: "--positive" });
    expect(several.message).toBe("a positive class was named, but y is one of 3 classes");
    const price = infer(numbers("y", two), { positive: "1", task: "regression" });
    expect((await errorOf(price)).message).toBe("a positive class was named, but y is predicted as a number");
    expect((await infer(numbers("y", two), { positive: "0" })).task).toMatchObject({ classes: ["1", "0"] });
  });

  it("takes few whole numbers as classes and says which flag changes that", async () => {
    const { task, notices } = await infer(
      numbers(
        "y",
        times(n, (i) => (i % 4) + 1),
      ),
    );
    expect(task).toEqual({ kind: "multiclass", classes: ["1", "2", "3", "4"] });
    expect(notices[0]!.flag).toBe("--task regression");
    expect(
      (
        await infer(
          numbers(
            "y",
            times(n, (i) => i % 2),
          ),
        )
      ).task,
    ).toMatchObject({ classes: ["0", "1"], positive: "1" });
    expect(
      (
        await infer(
          numbers(
            "y",
            times(n, (i) => i % 4),
          ),
          { task: "regression" },
        )
      ).task.kind,
    ).toBe("regression");
  });

  it("takes other numbers as a regression", async () => {
    for (const column of [
      numbers(
        "y",
        times(n, (i) => (i % 4) / 2),
      ),
      numbers(
        "y",
        times(n, (i) => i % 11),
      ),
      numbers("y", [...times(n - 1, (i) => (i % 5) * 1.5), null]),
    ])
      expect((await infer(column)).task).toEqual({ kind: "regression" });
    const small = tableOf(6, [numbers("y", [1, 2, 3, 4, 5, 6])]);
    expect((await inferTask(small, "y")).task.kind).toBe("regression");
  });

  it("tells the range of a regression with thousands apart", async () => {
    const range = async (low: number, high: number): Promise<string> =>
      (await infer(numbers("y", [low, ...times(n - 2, (i) => low + ((i + 0.5) * (high - low)) / n), high]))).notices[0]!
        .text;
    expect(await range(326, 18_823)).toBe("regression, y from 326 to 18,823");
    expect(await range(-1234.5, 1_234_567)).toBe("regression, y from -1,234.5 to 1,234,567");
    expect(await range(0.0125, 0.5)).toBe("regression, y from 0.0125 to 0.5");
    expect(await range(-1e-9, 1e30)).toBe("regression, y from -1e-9 to 1e+30");
  });

  it("warns of missing targets and of classes with one row", async () => {
    const { notices } = await infer(categories("y", ["rare", null, null, ...times(n - 3, (i) => "ab"[i % 2]!)]));
    expect(notices.map(({ text }) => text)).toEqual([
      "3 classes: a, b, rare",
      "class rare: 1 row → kept in training, never scored",
      "2 rows without a value in y → left out of training and scores",
    ]);
  });

  it("refuses targets from which nothing can be learned", async () => {
    const codes = [
      numbers(
        "y",
        times(n, () => null),
      ),
      categories(
        "y",
        times(n, () => null),
      ),
      numbers(
        "y",
        times(n, () => 7),
      ),
      categories("y", ["x", ...times(n - 1, () => null)]),
      categories(
        "y",
        times(n, (i) => `w${i}`),
      ),
      { kind: "text" as const, name: "y", distinct: 55, missing: 0, words: 9 },
    ].map(async (column) => (await errorOf(infer(column))).code);
    expect(await Promise.all(codes)).toEqual(["E220", "E220", "E221", "E221", "E224", "E223"]);
  });

  it("places the text in a target that is to be a number", async () => {
    const path = write(`x,price\n1,"low\nest"\n2,10\n3,n.d.\n${"4,11\n".repeat(30)}`);
    const error = await errorOf(inferTask(await readTable(path), "price", { task: "regression" }));
    expect([error.code, error.where]).toEqual(["E222", `${path}:2:3`]);
    expect(error.details).toEqual(["2 such cells in 33", `${path}:5:3 "n.d."`]);
  });
});

describe("encodeTarget", () => {
  it("gives class indices, and NaN where there is no value", () => {
    const task = { kind: "multiclass", classes: ["a", "b", "c"] } as const;
    const encoded = encodeTarget(categories("y", ["b", null, "c", "a"]), task, range(4));
    expect([...encoded.values]).toEqual([1, Number.NaN, 2, 0]);
    const column = numbers("y", [7, null, 5]);
    const binary = { kind: "binary", classes: ["7", "5"], positive: "5" } as const;
    expect([...encodeTarget(column, binary, range(3)).values]).toEqual([0, Number.NaN, 1]);
    expect([...rowsWith(column)]).toEqual([0, 2]);
  });

  it("standardizes by the training rows alone", () => {
    const column = numbers("y", [1e7 + 2, 1e7 + 4, 1e7 + 6, 500, null]);
    const { values, mean, deviation } = encodeTarget(column, { kind: "regression" }, Int32Array.of(0, 1, 2));
    expect(mean).toBe(1e7 + 4);
    expect(deviation).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect([...values.subarray(0, 3)]).toEqual([-1, 0, 1].map((z) => Math.fround(z * Math.sqrt(1.5))));
    expect(values[3]! * deviation + mean).toBeCloseTo(500, 0);
    expect(encodeTarget(numbers("y", [3, 3]), { kind: "regression" }, range(2)).deviation).toBe(1);
  });
});
