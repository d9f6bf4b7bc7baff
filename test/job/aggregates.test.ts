import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { aggregated, withoutRows } from "../../src/job/aggregates.ts";
import { fit as train } from "../../src/job/fit.ts";
import { recordEvents, startOf } from "../../src/job/watch/events.ts";
import { createOutFolder, openRun } from "../../src/observe/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { csv, scratch } from "./make.ts";

const { at, write } = scratch();
/** Values that one row alone has. */
const SINGLE = ["70417043", "31415927"];

/** Labels follow x, but for some; one row is far out, and some cells are blank. */
const data = write(
  "private.csv",
  csv(["x", "pay", "y"], 300, (i) => [
    i % 20,
    i === 7 ? SINGLE[0]! : i % 50 === 3 ? "" : (i * 13) % 47,
    i % 20 > 9 === (i % 30 !== 4) ? "yes" : "no",
  ]),
);
const values = write(
  "values.csv",
  csv(["x", "y"], 120, (i) => [i % 20, i === 5 ? SINGLE[1]! : (i % 20) + 0.25]),
);

/** Every text file of a run's folder, by its name. */
const texts = (run: string): [string, string][] =>
  readdirSync(run)
    .filter((name) => /\.(?:jsonl?|html|csv)$/u.test(name))
    .map((name) => [name, readFileSync(`${run}/${name}`, "utf8")]);

it("aggregates alone are left of a run for private data: no list of rows, no line numbers, no extremes", async () => {
  const base = { epochs: 30, hidden: [16] };
  const open = await train({ data, target: "y", out: at("open"), base });
  expect(open.findings?.labels?.file).toBe("suspects.csv");
  expect(existsSync(at("open/suspects.csv"))).toBe(true);
  const told = texts(at("open")).map(([, text]) => text);
  expect(told.join("")).toMatch(/\(lines 5, 55/u);

  const closed = await train({ data, target: "y", out: at("closed"), base, aggregatesOnly: true });
  expect(closed.findings?.labels).toEqual({ ...open.findings!.labels, file: undefined });
  expect(closed.weights).toBe(open.weights);
  expect(readdirSync(at("closed"))).not.toContain("suspects.csv");
  expect(readdirSync(at("closed"))).not.toContain("checkpoints");
  await (await openRun(at("closed"))).verify();
  for (const [name, text] of texts(at("closed"))) {
    expect(text, name).not.toMatch(/\((?:line|row)s? \d|suspects\.csv/u);
    expect(text.replaceAll(",", ""), name).not.toContain(SINGLE[0]);
  }
});

it("the least and the greatest target are rows too", async () => {
  const base = { epochs: 2, hidden: [4] };
  await train({ data: values, target: "y", out: at("values"), base, aggregatesOnly: true });
  for (const [name, text] of texts(at("values"))) expect(text.replaceAll(",", ""), name).not.toContain(SINGLE[1]);
});

it("what a model keeps to the letter is told, and nothing where single rows may be kept", async () => {
  const told = async (path: string, more: object): Promise<string[]> => {
    const heard: string[] = [];
    const base = { epochs: 1, hidden: [4], batchSize: 32 };
    await train({ data: path, target: "y", out: at(`told${seen++}`), base, ...more }, (event) => {
      if (event.type === "notice") heard.push(event.message);
    });
    return heard.filter((message) => message.includes("to the letter"));
  };
  let seen = 0;
  const words = write(
    "words.csv",
    csv(["x", "city", "size", "y"], 200, (i) => [
      i % 9,
      i === 3 ? "Nowhere" : `c${i % 3}`,
      `s${i % 2}`,
      i % 9 > 4 ? "a" : "b",
    ]),
  );
  const start = "inputs.json and model.onnx keep, as prediction needs them to the letter: ";
  const found = await told(words, { aggregatesOnly: true });
  // Row 4 is a training row, or its city is not kept.
  const kept = readFileSync(at("told0/inputs.json"), "utf8");
  const rare = kept.includes("Nowhere");
  expect(found).toEqual([
    rare
      ? `${start}6 categories of city, size; 1 of fewer than 5 rows may tell of single ones (change: --drop city)`
      : `${start}5 categories of city, size`,
  ]);
  expect(await told(words, {})).toEqual([]);
  expect(await told(data, { aggregatesOnly: true })).toEqual([]);
  const prose = write(
    "prose.csv",
    csv(["text", "y"], 120, (i) => [`${i % 2 ? "good" : "bad"} film number ${i}`, i % 2 ? "a" : "b"]),
  );
  expect(await told(prose, { aggregatesOnly: true, text: "text" })).toEqual([
    expect.stringMatching(/^inputs\.json .*: \d+ words of text, each in at least two training texts$/u),
  ]);
});

it("what any job tells those who look on follows from its options", async () => {
  const notice = {
    v: 1,
    type: "notice",
    topic: "data",
    message: "pay: 6 cells missing (lines 5, 55, …) → median + flag",
  };
  for (const job of ["compare", "fit", "learning-curve", "sweep", "tune"] as const)
    for (const aggregatesOnly of [true, false]) {
      const folder = await createOutFolder(at(`${job} ${String(aggregatesOnly)}`));
      const start = startOf(
        job,
        { data, target: "y", aggregatesOnly },
        { task: { kind: "binary" } },
        metricFor("binary", "auc"),
      );
      const events = await recordEvents(folder, start);
      events.hear(() => {})(notice);
      await events.close();
      const written = readFileSync(folder.pathOf("events.jsonl"), "utf8");
      expect(written.includes("(lines 5, 55"), job).toBe(!aggregatesOnly);
      expect(written, job).toContain("6 cells missing");
    }
});

it("messages lose what they tell of single rows, and nothing else", () => {
  const cases = {
    "a: 11 cells missing (lines 1,490, 755, …) → median + flag": "a: 11 cells missing → median + flag",
    "a: 1 cell missing (row 3) → a category of its own": "a: 1 cell missing → a category of its own",
    'a: 2 cells are no numbers → missing (first: "n/a (?)", d.csv:7:3)': "a: 2 cells are no numbers → missing",
    "2 of 9 images cannot be used: a/7.png (it is empty), b.png (no image) → left out":
      "2 of 9 images cannot be used → left out",
    "regression, y from -3 to 18,823 (change: --task)": "regression, y (change: --task)",
    "a holds dates of 2 forms, such as 1/2/24 and 2024-1-3 → read as words; write all as 2024-12-31":
      "a holds dates of 2 forms → read as words",
    "y: 2 values of 300 (rows 8, 1,100) make up 99 % of it": "y: 2 values of 300 make up 99 % of it",
    "3 classes: from, to, a": "3 classes: from, to, a",
  };
  for (const [message, left] of Object.entries(cases)) expect(withoutRows(message)).toBe(left);
  const [notice] = aggregated([{ v: 1, type: "notice", topic: "task", message: "regression, y from 1 to 2" }]);
  expect(notice).toEqual({ v: 1, type: "notice", topic: "task", message: "regression, y" });
});
