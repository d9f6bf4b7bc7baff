import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { predictRows } from "../../src/job/predict.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { extended, STRENGTHS, type StrengthKey, sweptOf } from "../../src/job/sweep/strengths.ts";
import { sweep } from "../../src/job/sweep/sweep.ts";
import type { SweepEvent, SweepOptions, SweepResult } from "../../src/job/sweep/types.ts";
import { openRun, parseJournal } from "../../src/observe/index.ts";
import { classes, errorOf, numbers, scratch } from "./make.ts";
import { inProcess } from "./queue.ts";

const { at, write } = scratch();
const data = write("classes.csv", classes(120));
const KEYS = Object.keys(STRENGTHS) as StrengthKey[];
const optionsOf = (more: Partial<SweepOptions>): SweepOptions => ({
  ...{ data, target: "churn", strength: "dropout", points: 3, seeds: 3 },
  ...{ base: { epochs: 2, hidden: [8] }, ...more },
});

describe("the strengths of a sweep", () => {
  it("are legal for every key, change it alone, and begin with what is the reference", () => {
    for (const key of KEYS) {
      const base = { epochs: 3, [key]: 0.05 };
      const { values, recipes, reference, hasOff } = sweptOf(key, 8, base);
      expect(values, key).toHaveLength(hasOff ? 8 : values.length);
      expect(values[reference], key).toBe(hasOff ? 0 : 0.05);
      for (const [i, recipe] of recipes.entries()) {
        const { name: _, ...rest } = recipe;
        const { name: __, ...plain } = resolveRecipe({ ...base, name: "plain", [key]: values[i] });
        expect(rest).toEqual(plain);
      }
      expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
    }
  });

  it("what it says to try next is legal and goes further", () => {
    const part = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), part, part, (key, a, b) => {
        fc.pre(Math.abs(a - b) > 1e-3);
        const swept = sweptOf({ key, range: [a * 0.9, b * 0.9] }, 5);
        const [weakest, strongest] = swept.range;
        const sign = Math.sign(strongest - weakest);
        for (const edge of ["weakest", "strongest"] as const) {
          const word = extended(swept, edge);
          if (word === undefined) continue;
          const [from, to] = word.split("=")[1]!.split("..").map(Number) as [number, number];
          const next = sweptOf({ key, range: [from, to] }, 5).range;
          if (edge === "strongest") expect(sign * (next[1] - strongest)).toBeGreaterThan(0);
          else expect(sign * (weakest - next[0])).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("an unknown one, an empty range and an illegal one are refused before anything is read", async () => {
    const nowhere = { data: "/nowhere.csv" };
    expect(await errorOf(sweep(optionsOf({ ...nowhere, strength: "dropot" })))).toMatchObject({
      code: "E141",
      todo: expect.stringContaining("dropout") as string,
    });
    for (const strength of ["epochs", "hidden", "__proto__"])
      expect(await errorOf(sweep(optionsOf({ ...nowhere, strength })))).toMatchObject({ code: "E141" });
    const empty = { key: "l2", range: [0.1, 0.1] } as const;
    expect(await errorOf(sweep(optionsOf({ ...nowhere, strength: empty })))).toMatchObject({ code: "E142" });
    const illegal = { key: "dropout", range: [0, 1.2] } as const;
    expect(await errorOf(sweep(optionsOf({ ...nowhere, strength: illegal })))).toMatchObject({ code: "E131" });
  });

  it("one that cannot act on the data is refused before training, and leaves no folder", async () => {
    const table = write("numbers.csv", numbers(60));
    const smooth = optionsOf({ data: table, strength: "labelSmoothing", out: at("smooth") });
    expect(await errorOf(sweep(smooth))).toMatchObject({ code: "E143" });
    const spatial = optionsOf({ strength: "spatialDropout", out: at("spatial") });
    expect(await errorOf(sweep(spatial))).toMatchObject({ code: "E137" });
    for (const folder of ["smooth", "spatial"]) expect(existsSync(at(folder))).toBe(false);
  });
});

describe("a sweep from data to its run", () => {
  let result: SweepResult;
  const events: SweepEvent[] = [];
  beforeAll(async () => {
    result = await sweep(optionsOf({ out: at("run") }), (event) => events.push(event), { queue: inProcess });
  }, 120_000);

  it("trains each strength on the same repeats and measures against 0", () => {
    expect(result.strengths.map(({ strength }) => strength)).toEqual([0, 0.35, 0.7]);
    const [off, ...others] = result.strengths;
    expect(off!.effect).toBeUndefined();
    for (const { effect, scores, validation } of others) {
      const differences = scores.map((score, i) => score.validation - off!.scores[i]!.validation);
      expect(scores.map(({ seed }) => seed)).toEqual([0, 1, 2]);
      expect(effect!.mean).toBeCloseTo(differences.reduce((a, b) => a + b, 0) / 3, 12);
      expect(validation.mean).toBeCloseTo(scores.reduce((sum, s) => sum + s.validation, 0) / 3, 12);
    }
    expect(events.filter(({ type }) => type === "trial")).toHaveLength(9);
    expect(events.at(-1)).toBe(result);
  });

  it("scores the sealed rows for the chosen strength and for 0 alone", () => {
    const { test, chosen, reference, rows } = result;
    expect(test.rows).toBe(rows.test);
    if (chosen === reference) expect(test.chosen).toEqual(test.reference);
    expect(test.difference.value).toBeCloseTo(test.chosen.value - test.reference.value, 12);
    expect(result.conclusion.length).toBeGreaterThan(20);
  });

  it("writes a run that opens, predicts and tells the curve", async () => {
    const run = await openRun(at("run"));
    expect(run.manifest.about).toMatchObject({ kind: "sweep" });
    const journal = parseJournal(readFileSync(at("run/metrics.jsonl")));
    expect(new Set(journal.records.map((line) => line["recipe"]))).toEqual(
      new Set(["plain", "dropout .35", "dropout .7"]),
    );
    const page = readFileSync(at("run/report.html"), "utf8");
    expect(page).toContain("regularize sweep");
    expect(page).toMatch(/aria-label="Validation AUC by dropout: 0: /u);
    expect(page).toContain("--strength dropout=0..0.7 --points 3");
    expect(JSON.parse(readFileSync(at("run/result.json"), "utf8"))).toMatchObject({ chosen: result.chosen });
    const predicted = await predictRows({ run: at("run"), data });
    expect(predicted.rows).toBe(120);
  });
});
