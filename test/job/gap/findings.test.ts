import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import { fit as trainOne } from "../../../src/job/fit.ts";
import { lookAt } from "../../../src/job/gap/again.ts";
import { type Found, trusted } from "../../../src/job/gap/findings.ts";
import { keptFindings } from "../../../src/job/gap/kept.ts";
import { foldOf, prepare } from "../../../src/job/prepare.ts";
import { resolveRecipe } from "../../../src/job/recipe.ts";
import { built, runTrial } from "../../../src/job/trial.ts";
import { createRuntime } from "../../../src/run/index.ts";
import { scratch } from "../make.ts";
import { inProcess } from "../queue.ts";

const { at, write } = scratch();
const ROWS = 800;
const random = randomOf(keyOf(5));
const recipe = resolveRecipe({ name: "plain", hidden: [16], epochs: 12, batchSize: 32, learningRate: 0.01, l2: 1e-3 });

/** Two clear classes, one of them a formula; every fifth row has the other's label. */
const wrong = Array.from({ length: ROWS }, () => random.uniform() < 0.2);
const table = wrong.map((flip) => {
  const truth = random.below(2);
  const [a, b] = [random.normal() + 4 * truth, random.normal() - 4 * truth];
  return `${a.toFixed(4)},${b.toFixed(4)},${(truth === 1) === flip ? "=1+1" : "no"}`;
});
const values = wrong.map((far) => {
  const [a, b] = [random.normal(), random.normal()];
  return `${a.toFixed(4)},${b.toFixed(4)},${(3 * a - b + 0.1 * random.normal() + (far ? 40 : 0)).toFixed(4)}`;
});
const cells = (line: string): string[] => line.split(",");

describe("fit", () => {
  it("takes its gap apart, and lists flipped labels by their rows in the file", async () => {
    const data = write("flipped.csv", ["a,b,kind", ...table].join("\n"));
    const { findings, run } = await trainOne({ data, target: "kind", recipe, out: at("flipped") });
    const { kept, labels: found, segments } = findings!;
    const labels = found!;
    const terms = Object.values(kept.terms).reduce((a: number, b: number) => a + b, 0);
    expect(kept.naive.train - kept.honest.train).toBeCloseTo(terms, 9);
    expect(kept.terms.penalty).toBeGreaterThan(0);
    expect(segments.looked).toBeGreaterThan(4);
    expect(labels).toMatchObject({ claimed: true, looked: 480 });
    const [head, ...lines] = readFileSync(join(run, labels.file!), "utf8").trimEnd().split("\r\n");
    expect(head).toBe("row,label,suggested,margin,forgotten,last_wrong_epoch,confidence,why");
    const listed = lines.map(cells).filter((of) => of[7] === "label");
    expect(listed).toHaveLength(labels.suspects);
    for (const [row, label] of listed) expect(`'${cells(table[Number(row) - 1]!)[2]}`.endsWith(label!)).toBe(true);
    const hits = listed.filter(([row]) => wrong[Number(row) - 1]).length;
    expect(hits / listed.length).toBeGreaterThan(0.9);
    expect(hits).toBeGreaterThan(60);
    // Spreadsheets run no label.
    expect(lines.join("\n")).not.toMatch(/(?:^|,)=/mu);
  }, 60_000);

  it("lists values far from their like, with what the other rows speak for", async () => {
    const data = write("far.csv", ["a,b,y", ...values].join("\n"));
    const { findings, run } = await trainOne({ data, target: "y", recipe, out: at("far") });
    expect(findings!.segments.unit).toBe("distance");
    const [, ...lines] = readFileSync(join(run, "suspects.csv"), "utf8").trimEnd().split("\r\n");
    expect(lines.length).toBe(findings!.labels!.suspects);
    const hits = lines.filter((line) => wrong[Number(cells(line)[0]) - 1]).length;
    expect(hits / Math.max(1, lines.length)).toBeGreaterThan(0.9);
    expect(hits).toBeGreaterThan(50);
  }, 60_000);
});

it.each(["noSignal", "notFinished"] as const)("after %s no label is suspected, unless noise is claimed", (kind) => {
  const found = (claimed: boolean): Found =>
    ({ findings: { segments: [], labels: { claimed, suspects: 84 } }, suspects: "84 rows" }) as unknown as Found;
  expect(trusted(found(false), kind)).toEqual({
    findings: { segments: [], notLooked: expect.stringMatching(/^wrong labels were not looked for: /u) as string },
  });
  expect(trusted(found(true), kind)).toEqual(found(true));
  expect(trusted(found(false), "good")).toEqual(found(false));
  expect(trusted(found(true), "staleBatchNorm").findings).toMatchObject({
    notLooked: expect.stringMatching(/running statistics are stale/u) as string,
  });
});

describe("a model that was kept of many", () => {
  const small = { hidden: [8], epochs: 4, batchSize: 64, learningRate: 0.02 };
  const recipes = [
    { name: "strong", ...small, dropout: 0.3, l2: 1e-2, labelSmoothing: 0.1 },
    { name: "weakening", ...small, dropout: 0.3, strengthSchedule: "flatCosine" as const },
    { name: "stopped", ...small, earlyStopping: true, patience: 1, norm: "batch" as const },
    { name: "blurred", ...small, augment: [{ gaussianNoise: { strength: 0.5 } }] },
  ].map((of) => resolveRecipe(of));

  /** One trial of a recipe, unwatched, as a kept model. */
  async function trained(recipe: (typeof recipes)[number], data = at("flipped.csv")) {
    const [prepared, runtime] = await Promise.all([prepare({ data, target: "kind" }, 42), createRuntime()]);
    const part = foldOf(prepared, 1, recipe);
    const trial = await runTrial(recipe, part, { seed: part.seed, metric: "auc", runtime });
    const kept = await built({ prepared, recipe, repeat: 1, trial, metric: "auc", runtime });
    const options = { data, target: "kind", workers: 1 };
    return { kept, looking: { options, sha256: prepared.data.hash, metric: "auc", queue: inProcess, trainings: 40 } };
  }

  it.each(recipes)("has the gap of $name that watching it would have told", async (recipe) => {
    const { kept, looking } = await trained(recipe);
    const { findings, suspects } = await lookAt(kept, looking);
    const own = await keptFindings(kept);
    expect(findings).toHaveProperty("labels.looked", foldOf(kept.prepared, 1, recipe).train.rows);
    expect(suspects).toMatch(/^row,label/u);
    expect(own!.segments).toEqual(findings!.segments);
    const { kept: watched } = findings!;
    expect(own!.kept.honest).toEqual(watched.honest);
    expect(own!.kept.naive.train - own!.kept.honest.train).toBeCloseTo(
      Object.values(own!.kept.terms).reduce((a: number, b: number) => a + b, 0),
      9,
    );
    // A fit replays its epochs under the strengths of the last step of all.
    if (recipe.strengthSchedule === "constant")
      for (const [name, term] of Object.entries(watched.terms))
        expect(own!.kept.terms, name).toHaveProperty(name, expect.closeTo(term, 6));
  });

  it("has no suspects where nothing was learned", async () => {
    const noise = table.map((line) => `${cells(line).slice(0, 2).join(",")},${random.below(2) === 1}`);
    const { kept, looking } = await trained(recipes[0]!, write("noise.csv", ["a,b,kind", ...noise].join("\n")));
    const { findings, suspects } = await lookAt(kept, looking);
    expect(findings).toMatchObject({
      notLooked: expect.stringMatching(/^wrong labels were not looked for: /u) as string,
    });
    expect(findings).not.toHaveProperty("labels");
    expect(suspects).toBeUndefined();
  });

  it("is not trained again for aggregates alone, nor where that is much of the work, nor after an interrupt", async () => {
    const { kept, looking } = await trained(recipes[0]!);
    const none = { ...looking, queue: () => Promise.reject(new Error("it was trained again")) };
    const { options } = looking;
    const own = await keptFindings(kept);
    for (const given of [
      { ...none, options: { ...options, aggregatesOnly: true } },
      { ...none, trainings: 39 },
      { ...none, options: { ...options, signal: AbortSignal.abort() } },
    ])
      expect(await lookAt(kept, given)).toEqual({ findings: own });
    await expect(lookAt(kept, none)).rejects.toThrow("it was trained again");
  });

  it("tells nothing of other weights", async () => {
    const { kept, looking } = await trained(recipes[0]!);
    const other = { ...kept, trial: { ...kept.trial, state: kept.trial.state.map((w) => w + 1) } };
    const { findings, suspects } = await lookAt(other, looking);
    expect(suspects).toBeUndefined();
    expect(findings).not.toHaveProperty("labels");
  });
});
