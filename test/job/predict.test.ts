import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../src/data/index.ts";
import { readTable } from "../../src/data/index.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { predict, predictRows } from "../../src/job/predict.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import type { FitEvent, FitResult } from "../../src/job/types.ts";
import { openRun } from "../../src/observe/index.ts";
import { expectClose } from "../support/close.ts";
import { classes, csv, errorOf, numbers, scratch, signalAfter } from "./make.ts";

const { folder, at, write } = scratch();
const files = { classes: write("classes.csv", classes()), numbers: write("numbers.csv", numbers()) };
const events: FitEvent[] = [];
let classed: FitResult;
let numbered: FitResult;
beforeAll(async () => {
  const base = { epochs: 4, hidden: [8] };
  classed = await trainOne({ data: files.classes, target: "churn", base, out: at("classes") }, (event) =>
    events.push(event),
  );
  numbered = await trainOne({ data: files.numbers, target: "churn", base, out: at("numbers") });
}, 60_000);

/** What a prediction that nobody stops writes. */
async function whole(ending: string): Promise<Buffer> {
  const out = at(`whole.${ending}`);
  await predict({ run: classed.run, data: files.classes, out });
  return readFileSync(out);
}

const cellsOf = (table: Table, name: string): (string | number)[] => {
  const column = table.columns.find((one) => one.name === name)!;
  if (column.kind === "text") expect.fail();
  return column.kind === "numeric" ? [...column.values] : Array.from(column.codes, (code) => column.levels[code]!);
};

describe("fit", () => {
  it("tells notices, every epoch, then what it returns", () => {
    expect(events.map(({ type }) => type).join()).toMatch(/^(?:notice,)+(?:epoch,)+result$/u);
    expect(events.at(-1)).toBe(classed);
    const epochs = events.filter((event) => event.type === "epoch");
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(classed).toMatchObject({ v: 1, type: "result", task: "binary", metric: { name: "auc" }, epochs: 4 });
    const best = epochs[classed.bestEpoch - 1]!;
    expect([classed.train, classed.validation]).toEqual([best.train, best.validation]);
    expect(classed.gap).toBeCloseTo(classed.train - classed.validation, 12);
    expect(numbered.gap).toBeCloseTo(numbered.validation - numbered.train, 12);
    for (const { low, value, high } of [classed.test, numbered.test]) expect(low <= value && value <= high).toBe(true);
  });

  it("leaves a whole run that holds its result", async () => {
    const run = await openRun(classed.run);
    await run.verify();
    const stored = JSON.parse(await run.readText("result.json")) as object;
    const told = JSON.parse(JSON.stringify(classed)) as FitResult;
    const edit = told.diagnosis.next.edit.replaceAll(`${folder}/`, "");
    const diagnosis = { ...told.diagnosis, next: { ...told.diagnosis.next, edit } };
    expect(stored).toEqual({ ...told, diagnosis, run: "classes" });
    for (const file of ["metrics.jsonl", "model.onnx", "model.safetensors", "recipe.json"])
      expect(Object.keys(run.manifest.files)).toContain(file);
    const report = await run.readText("report.html");
    expect(report).toContain("regularize fit");
    expect(report).toContain("Learning curves");
    expect(report).not.toMatch(/<script|Effects and gaps|nothing to compare/u);
  });

  it("the same again gives the same weights; a recipe of one's own is what is trained", async () => {
    const options = { data: files.classes, target: "churn", base: { epochs: 4, hidden: [8] } };
    const again = await trainOne({ ...options, out: at("again") });
    expect(readFileSync(join(again.run, "model.safetensors"))).toEqual(
      readFileSync(join(classed.run, "model.safetensors")),
    );
    const recipe = resolveRecipe({ name: "mine", hidden: [3], epochs: 1, norm: "layer" });
    const own = await trainOne({ data: files.classes, target: "churn", recipe, out: at("own") });
    expect(own.epochs).toBe(1);
    expect(JSON.parse(readFileSync(join(own.run, "recipe.json"), "utf8"))).toMatchObject({
      recipe: { name: "mine", hidden: [3] },
    });
  });

  it("refuses what cannot be before it makes a folder", async () => {
    const cases: readonly (readonly [object, object])[] = [
      [{ base: { batchSize: 121 } }, { code: "E106" }],
      [{ base: { learningRate: 1e30 } }, { code: "E131" }],
      [{ metric: "rmse" }, { code: "E121" }],
      [{ target: "chrun" }, { code: "E201" }],
      [{ out: at("classes") }, { code: "E150" }],
    ];
    for (const [more, expected] of cases) {
      const before = readdirSync(folder);
      expect(
        await errorOf(trainOne({ data: files.classes, target: "churn", out: at("never"), ...more })),
      ).toMatchObject(expected);
      expect(readdirSync(folder)).toEqual(before);
    }
  });
});

describe("predict", () => {
  it("CSV, JSON lines and Parquet hold the same numbers, one line a row", async () => {
    for (const { run } of [classed, numbered]) {
      const data = run === classed.run ? files.classes : files.numbers;
      const { columns, rows } = await predictRows({ run, data });
      expect(rows).toBe(200);
      for (const ending of ["csv", "jsonl", "parquet"]) {
        const out = join(run, `../out-${ending}.${ending}`);
        const told = await predict({ run, data, out });
        expect(told).toMatchObject({ rows: 200, path: out, columns: columns.map(({ name }) => name) });
        const read = await readTable(out);
        expect(read.rows).toBe(200);
        expect(read.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
        for (const { name, values } of columns) {
          const cells = cellsOf(read, name);
          if (typeof values[0] === "string") expect(cells).toEqual(values);
          else expect(Float32Array.from(cells as number[]), `${ending} ${name}`).toEqual(values);
        }
      }
    }
  });

  it("new rows from Excel and as a JSON array are predicted as those of plain CSV", async () => {
    const lines = readFileSync(files.classes, "utf8").trimEnd().split("\n");
    const [names, ...rows] = lines.map((line) => line.split(",")) as [string[], ...string[][]];
    const excel = write("excel.csv", `sep=;\r\n${lines.map((line) => line.replaceAll(",", ";")).join("\r\n")}\r\n`);
    const objects = rows.map((cells) =>
      Object.fromEntries(cells.map((cell, i) => [names[i], cell === "" ? null : cell])),
    );
    const array = write("array.json", JSON.stringify(objects, null, 2));
    const { columns } = await predictRows({ run: classed.run, data: files.classes });
    for (const data of [excel, array]) expect((await predictRows({ run: classed.run, data })).columns).toEqual(columns);
  });

  it("gives the text when no file is named, as CSV or as asked", async () => {
    const options = { run: classed.run, data: files.classes };
    const text = await predict(options);
    expect(text).toMatchObject({ format: "csv", rows: 200 });
    expect(text.path).toBeUndefined();
    expect(text.text!.split("\n")[0]).toBe("prediction,probability_no,probability_yes");
    const lines = (await predict({ ...options, format: "json" })).text!.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { prediction: string }).prediction)).toEqual(
      text
        .text!.trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[0]),
    );
  });

  it.each(["csv", "json", "parquet"])(
    "stops at each look at the signal and leaves nothing of its %s",
    async (ending) => {
      const out = at(`stopped/p.${ending}`);
      mkdirSync(at("stopped"), { recursive: true });
      let looks = 0;
      const go = (): Promise<unknown> =>
        predict({ run: classed.run, data: files.classes, out, signal: signalAfter(looks) });
      for (; ; looks++) {
        const error = await go().then(
          () => undefined,
          (thrown: unknown) => thrown as { code: string },
        );
        if (error === undefined) break;
        expect(error.code).toBe("E107");
        expect(readdirSync(at("stopped"))).toEqual([]);
      }
      // Before the data, the rows, and what is written.
      expect(looks).toBeGreaterThanOrEqual(3);
      expect(readFileSync(out)).toEqual(await whole(ending));
      rmSync(at("stopped"), { recursive: true });
    },
  );

  it("probabilities sum to one, and the prediction is the likeliest class", async () => {
    const { columns } = await predictRows({ run: classed.run, data: files.classes });
    const [labels, no, yes] = columns.map(({ values }) => values) as [string[], Float32Array, Float32Array];
    for (const [row, label] of labels.entries()) {
      expect(no[row]! + yes[row]!).toBeCloseTo(1, 6);
      expect(label).toBe(yes[row]! > no[row]! ? "yes" : "no");
    }
  });

  it("equals the stored model.onnx in a bare session, on rows with missing and unknown cells", async () => {
    const cells = [
      ["30", "", "red"],
      ["", "100.5", "violet"],
      ["69", "1", ""],
      ["-5", "1e6", "green"],
    ];
    const data = write(
      "fresh.csv",
      csv(["age", "income", "color"], 4, (i) => cells[i]!),
    );
    const feeds = {
      age: new Tensor("float32", [30, Number.NaN, 69, -5], [4, 1]),
      income: new Tensor("float32", [Number.NaN, 100.5, 1, 1e6], [4, 1]),
      color: new Tensor("string", ["red", "violet", "", "green"], [4, 1]),
    };
    for (const { run } of [classed, numbered]) {
      const session = await InferenceSession.create(join(run, "model.onnx"), { logSeverityLevel: 3 });
      const outputs = await session.run(feeds);
      const { columns, notices } = await predictRows({ run, data });
      expect(notices.map(({ message }) => message).join()).toMatch(
        /color: 1 cell not seen in training → unknown \("violet"\)/u,
      );
      const tolerance = { relative: 1e-5, absolute: 1e-5 };
      if (run === numbered.run)
        expectClose(outputs["value"]!.data as Float32Array, columns[0]!.values as Float32Array, tolerance);
      else {
        const probabilities = outputs["probabilities"]!.data as Float32Array;
        expectClose(
          probabilities.filter((_, i) => i % 2 === 1),
          columns[2]!.values as Float32Array,
          tolerance,
        );
        expect(outputs["label"]!.data).toEqual(columns[0]!.values);
      }
      await session.release();
    }
  });

  it("one row, any order of columns, extra columns and the target make no difference", async () => {
    const { columns } = await predictRows({ run: numbered.run, data: files.numbers });
    const [first] = readFileSync(files.numbers, "utf8").split("\n").slice(1);
    const [age, income, color, churn] = first!.split(",");
    const data = write("one.csv", `note,color,churn,income,age\nhello,${color},${churn},${income},${age}\n`);
    const one = await predictRows({ run: numbered.run, data });
    expect(one.rows).toBe(1);
    expectClose(one.columns[0]!.values as Float32Array, [columns[0]!.values[0] as number], {
      relative: 1e-6,
      absolute: 0,
    });
    expect(one.notices.map(({ message }) => message)).toEqual([expect.stringContaining("not used: note")]);
    const rotten = write("rotten.csv", `color,churn,income,age\n${color},not known yet,${income},${age}\n`);
    expect((await predictRows({ run: numbered.run, data: rotten })).rows).toBe(1);
  });

  it("says every column that is missing or of another type at once", async () => {
    const wrong = write("wrong.csv", "Age,color\n1,2\n3,4\n");
    const error = await errorOf(predictRows({ run: classed.run, data: wrong }));
    expect(error).toMatchObject({ code: "E230", exitCode: 3, message: expect.stringContaining("2 problems") });
    expect(error.details.join("\n")).toMatch(/missing: "age" \(numbers\); the file has "Age"/u);
    expect(error.details.join("\n")).toMatch(/missing: "income"/u);
  });

  it("a word in a column of numbers: file, line and column, or missing when asked", async () => {
    const data = write("words.csv", "age,income,color\n20,1,red\n30,many,red\n");
    const error = await errorOf(predictRows({ run: classed.run, data }));
    expect(error).toMatchObject({ code: "E214", exitCode: 3 });
    expect(error.where).toContain("words.csv:3:4");
    const lenient = await predictRows({ run: classed.run, data, onBadCell: "missing" });
    const same = write("blank.csv", "age,income,color\n20,1,red\n30,,red\n");
    expect(lenient.columns).toEqual((await predictRows({ run: classed.run, data: same })).columns);
  });

  it("no rows, no file, no run: an error, and nothing is written", async () => {
    const out = at("nothing.csv");
    for (const [options, code] of [
      [{ run: classed.run, data: write("none.csv", "age,income,color\n") }, "E206"],
      [{ run: classed.run, data: at("absent.csv") }, "E202"],
      [{ run: at("absent"), data: files.classes }, "E135"],
      [{ run: folder, data: files.classes }, "E840"],
    ] as const)
      expect(await errorOf(predict({ ...options, out })), code).toMatchObject({ code });
    expect(existsSync(out)).toBe(false);
  });

  it("a place that cannot be written: exit 5, and nothing is left", async () => {
    for (const ending of ["csv", "json", "parquet"]) {
      const out = join(files.classes, `below.${ending}`);
      const before = readdirSync(folder);
      expect((await errorOf(predict({ run: classed.run, data: files.classes, out }))).exitCode, ending).toBe(5);
      expect(readdirSync(folder)).toEqual(before);
    }
  });

  it("a class that a spreadsheet would run as a formula is escaped in CSV alone", async () => {
    const text = csv(["a", "y"], 60, (i) => [Math.sin(i) * 10, Math.sin(i) > 0 ? "=1+1" : "@x"]);
    const data = write("formula.csv", text);
    const { run } = await trainOne({ data, target: "y", base: { epochs: 1, hidden: [2] }, out: at("formula") });
    const written = await predict({ run, data });
    expect(written.notices.at(-1)?.message).toMatch(/^60 cells .* formula .*"[=@].* --format json/u);
    const lines = written.text!.trim().split("\n");
    expect(lines[0]).toBe("prediction,probability_=1+1,probability_@x");
    for (const line of lines.slice(1)) expect(line).toMatch(/^'[=@]/u);
    const objects = (await predict({ run, data, format: "json" })).text!.trim().split("\n");
    for (const line of objects)
      expect(["=1+1", "@x"]).toContain((JSON.parse(line) as { prediction: string }).prediction);
  });

  it("two classes whose names differ only for us get two columns in JSON", async () => {
    const text = csv(["a", "y"], 60, (i) => [Math.sin(i) * 10, Math.sin(i) > 0 ? "__proto__" : "constructor"]);
    const data = write("proto.csv", text);
    const { run } = await trainOne({ data, target: "y", base: { epochs: 1, hidden: [2] }, out: at("proto") });
    const [line] = (await predict({ run, data, format: "json" })).text!.split("\n");
    expect(Object.keys(JSON.parse(line!) as object)).toEqual([
      "prediction",
      "probability___proto__",
      "probability_constructor",
    ]);
  });
});

describe("a damaged run", () => {
  const copyOf = (name: string): string => {
    const path = at(`damaged-${name}`);
    mkdirSync(path);
    cpSync(classed.run, path, { recursive: true });
    return path;
  };
  const failure = async (run: string) => errorOf(predict({ run, data: files.classes }));

  it("is refused with exit 8, whatever was cut, changed or lost", async () => {
    const cut = copyOf("cut");
    truncateSync(join(cut, "model.safetensors"), 100);
    const other = copyOf("other");
    copyFileSync(join(numbered.run, "model.safetensors"), join(other, "model.safetensors"));
    const edited = copyOf("edited");
    const card = readFileSync(join(edited, "recipe.json"), "utf8");
    writeFileSync(join(edited, "recipe.json"), card.replace('"churn"', '"chorn"'));
    const unlisted = copyOf("unlisted");
    writeFileSync(join(unlisted, "manifest.json"), "{}");
    for (const run of [cut, other, edited, unlisted])
      expect(await failure(run), run).toMatchObject({ code: "E842", exitCode: 8 });
    const empty = at("empty");
    mkdirSync(empty);
    expect(await failure(empty)).toMatchObject({ code: "E840", exitCode: 8 });
  });
});
