import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { rivalOf } from "../../src/job/learningCurve/against.ts";
import { learningCurve } from "../../src/job/learningCurve/learningCurve.ts";
import { partsOf } from "../../src/job/learningCurve/sizes.ts";
import type { LearningCurveOptions, LearningCurveResult } from "../../src/job/learningCurve/types.ts";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import { openRun } from "../../src/observe/index.ts";
import { auc, logLoss } from "../../src/train/metrics/index.ts";
import { classes, errorOf, scratch } from "./make.ts";
import { inProcess } from "./queue.ts";

const { at, write } = scratch();
const data = write("classes.csv", classes(160));
const optionsOf = (more: Partial<LearningCurveOptions>): LearningCurveOptions => ({
  ...{ data, target: "churn", sizes: 3, seeds: 3 },
  ...{ base: { epochs: 2, hidden: [8] }, ...more },
});

describe("parts of the training rows", () => {
  it("share their validation rows, are nested, and keep the split of all rows", async () => {
    const prepared = await prepare({ data, target: "churn" }, 42);
    const idsOf = (share: number): number[] => [...foldOf(prepared, 1, undefined, share).train.ids!];
    const [quarter, half, all] = [idsOf(1 / 4), idsOf(1 / 2), idsOf(1)] as [number[], number[], number[]];
    expect(all).toEqual([...foldOf(prepared, 1).train.ids!]);
    expect([quarter.length, half.length]).toEqual([Math.round(all.length / 4), Math.round(all.length / 2)]);
    expect(quarter.every((id) => half.includes(id)) && half.every((id) => all.includes(id))).toBe(true);
    expect([...foldOf(prepared, 1, undefined, 1 / 4).validation.ids!]).toEqual([
      ...foldOf(prepared, 1).validation.ids!,
    ]);
  });

  it("preprocessing is fitted on the part alone", async () => {
    const prepared = await prepare({ data, target: "churn" }, 42);
    const [part, all] = [foldOf(prepared, 0, undefined, 1 / 4), foldOf(prepared, 0)];
    expect(JSON.stringify(part.input)).not.toBe(JSON.stringify(all.input));
  });

  it("are as many as rows allow, or an error that says how many", async () => {
    const part = foldOf(await prepare({ data, target: "churn" }, 42), 0);
    const withRows = (rows: number) => ({ ...part, train: { ...part.train, rows } });
    expect(partsOf(withRows(40)).map(({ share }) => share)).toEqual([1 / 4, 1 / 2, 1]);
    expect(partsOf(withRows(4000)).map(({ name }) => name)).toEqual(["1/16", "1/8", "1/4", "1/2", "all"]);
    expect(() => partsOf(withRows(39))).toThrow(expect.objectContaining({ code: "E227" }) as Error);
    expect(() => partsOf(withRows(100), 8)).toThrow(expect.objectContaining({ todo: "--sizes 4" }) as Error);
  });
});

describe("a learning curve from data to its run", () => {
  let result: LearningCurveResult;
  beforeAll(async () => {
    result = await learningCurve(optionsOf({ out: at("curve") }), () => {}, { queue: inProcess });
  }, 120_000);

  it("has a line per size, each of twice the rows, and a sentence", () => {
    const rows = result.sizes.map((size) => size.rows);
    expect(rows).toEqual([result.rows.train / 4, result.rows.train / 2, result.rows.train].map(Math.round));
    for (const { scores, validation } of result.sizes) {
      expect(scores.map(({ seed }) => seed)).toEqual([0, 1, 2]);
      expect(validation.mean).toBeCloseTo(scores.reduce((sum, s) => sum + s.validation, 0) / 3, 12);
    }
    expect(result.conclusion).toMatch(/^(?:twice the data would give|no sign that more rows help|can't tell)/u);
    const { fit } = result.forecast;
    if (fit !== undefined) expect(result.sizes.at(-1)!.fitted).toBeCloseTo(fit.a + fit.b, 9);
  });

  it("writes a run that opens, whose report has the curve", async () => {
    const run = await openRun(at("curve"));
    expect(run.manifest.about).toMatchObject({ kind: "learning-curve" });
    const page = readFileSync(at("curve/report.html"), "utf8");
    expect(page).toContain("regularize learning-curve");
    expect(page).toMatch(/aria-label="Validation AUC by training rows\. /u);
    expect(page).toContain("--sizes 3");
    expect(page).not.toMatch(/NaN|Infinity/u);
  });

  it("stands beside a comparison of the same data and metric alone", async () => {
    const { sha256 } = (JSON.parse(readFileSync(at("curve/recipe.json"), "utf8")) as { data: { sha256: string } }).data;
    const refusal = async (hash: string, metric: typeof auc): Promise<string> =>
      (await errorOf(rivalOf(at("curve"), metric, hash))).message;
    expect(await refusal("other", auc)).toContain("other data");
    expect(await refusal(sha256, logLoss)).toContain("was scored by auc, not by logLoss");
    expect(await refusal(sha256, auc)).toContain("no effect");
    expect(await errorOf(learningCurve(optionsOf({ against: at("nothing"), out: at("x") })))).toBeDefined();
  });
});
