import { describe, expect, it } from "vitest";
import { ladder } from "../../src/job/ladder.ts";
import { lintJob } from "../../src/job/lint/lint.ts";
import { compare } from "../../src/job/compare.ts";
import { fit as train } from "../../src/job/fit.ts";
import { lintNotices, lintRecipe } from "../../src/job/lint/lintRecipe.ts";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { runCli } from "../cli/fake.ts";
import { csv, scratch, signalAfter } from "./make.ts";
import { inProcess } from "./queue.ts";

const { write, folder } = scratch();
const recipe = (given: Omit<GivenRecipe, "name">) => resolveRecipe({ name: "mine", ...given });
const ids = (given: Omit<GivenRecipe, "name">): string[] => lintRecipe(recipe(given)).map(({ id }) => id);

const table = (rows: number, copies = 0): string =>
  csv(["a", "b", "city", "y"], rows + copies, (i) => {
    const k = i < rows ? i : 7 * (i % 3);
    return [Math.sin(k), Math.cos(3 * k), ["here", "there"][k % 2]!, k % 7 === 0 ? "rare" : "usual"];
  });

describe("lint of recipes", () => {
  it("builds the model that the recipe describes: dense and convolutional blocks", () => {
    expect(ids({ norm: "batch", dropout: 0.5, hidden: [8, 8] })).toContain("dropoutBeforeBatchNorm");
    expect(ids({ norm: "batch", dropout: 0.5, hidden: [8] })).not.toContain("dropoutBeforeBatchNorm");
    expect(ids({ network: "cnn", spatialDropout: 0.1 })).toContain("dropoutBeforeBatchNorm");
    expect(ids({ network: "cnn", spatialDropout: 0.1, norm: "layer" })).not.toContain("dropoutBeforeBatchNorm");
    for (const network of ["embeddingBag", "textCnn", "tfidf", "mlp"] as const) expect(ids({ network })).toEqual([]);
  });

  it("the default recipe has nothing to find, and no rung of the ladder an error", () => {
    expect(ids({})).toEqual([]);
    for (const kind of ["table", "image", "text"] as const)
      for (const rung of ladder({ kind, isClassification: true }))
        expect(lintRecipe(rung).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("knows more with data: sizes, categories, metric", async () => {
    const data = { data: write("t.csv", table(300)), target: "y" };
    const mine = recipe({ batchSize: 128, labelSmoothing: 0.1, augment: ["mixup"], norm: "batch" });
    const found = (await lintJob({ what: { recipes: [mine] }, data })).subjects[0]!.findings.map(({ id }) => id);
    const known = ["batchTooLarge", "labelSmoothingWithRanking", "mixupOnCategories", "mixupWithLabelSmoothing"];
    expect(found).toEqual(expect.arrayContaining(known));
    const without = (await lintJob({ what: { recipes: [mine] } })).subjects[0]!.findings.map(({ id }) => id);
    expect(without).toEqual(["mixupWithLabelSmoothing"]);
    const what = { recipes: [mine, mine] };
    for (const looks of [0, 1, 5])
      await expect(lintJob({ what, data, signal: signalAfter(looks) })).rejects.toMatchObject({ code: "E107" });
    expect((await lintJob({ what, data, signal: signalAfter(6) })).subjects).toHaveLength(2);
  });

  it("sees copies of one class; a split by rows of ours never has them on both sides", async () => {
    const data = { data: write("copies.csv", table(200, 120)), target: "y" };
    const { subjects } = await lintJob({ what: { recipes: [recipe({})] }, data });
    expect(subjects[0]!.findings.map(({ id }) => id)).toEqual(["resampledBeforeSplit", "constantRateLongRun"]);
  });

  it("notices name recipes and leave hints out; each is said once", async () => {
    const data = { data: write("n.csv", table(300)), target: "y" };
    const prepared = await prepare(data, 42);
    const bad = { l2: 0.01, weightDecay: 0.01 };
    const recipes = ["a", "b", "c"].map((name) => resolveRecipe({ name, ...bad }));
    const notices = lintNotices(recipes, foldOf(prepared, 0, recipes[0]), metricFor("binary"));
    expect(notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^a and 2 more recipes: l2 0\.01 and/u),
    ]);
    expect(notices[0]).toMatchObject({ type: "notice", topic: "warning" });
  });

  it("are told before a fit and before a comparison, of what the user gave", async () => {
    const data = { data: write("told.csv", table(120)), target: "y" };
    const bad = { epochs: 1, hidden: [2], l2: 0.01, weightDecay: 0.01 };
    const told: string[] = [];
    const listen = (event: { type: string; message?: string }): void => {
      if (event.message?.includes("why: regularize lint")) told.push(event.message);
      if (event.type === "trial" || event.type === "epoch") told.push(event.type);
    };
    await train({ ...data, out: `${folder}/fitted`, base: bad }, listen);
    expect(told[0]).toMatch(/^baseline: l2 0\.01 and weightDecay 0\.01/u);
    expect(told.filter((text) => text.includes("weightDecay"))).toHaveLength(1);
    told.length = 0;
    const mine = resolveRecipe({ name: "mine", ...bad });
    const quick = { base: { epochs: 1, hidden: [2] }, seeds: 2 };
    await compare({ ...data, ...quick, out: `${folder}/compared`, recipes: [mine] }, listen, { queue: inProcess });
    expect(told[0]).toMatch(/^mine: l2 0\.01 and/u);
  });
});

describe("lint of models", () => {
  it("runs a JavaScript module and judges every model that it exports", async () => {
    const part = (name: string, facts = "{}") =>
      `{ name: "${name}", settings: { rate: 0.5 }, facts: ${facts}, apply: (x) => x }`;
    const chain = [part("linear"), part("dropout"), part("batchNorm1d", "{ seesBatch: true }"), part("linear")];
    const path = write(
      "model.mjs",
      `export const net = { name: "sequential", settings: {}, facts: {}, children: [${chain.join(", ")}], apply: (x) => x };\n`,
    );
    const { subjects, counts } = await lintJob({ what: { moduleFile: path } });
    expect(subjects.map(({ name, findings }) => [name, findings[0]?.id])).toEqual([["net", "dropoutBeforeBatchNorm"]]);
    expect(counts).toMatchObject({ error: 0, warning: 1 });
  });

  it("E161 for a module without one, one that cannot be run, and a file that is not there", async () => {
    const none = write("none.mjs", "export const x = 1;\n");
    const broken = write("broken.mjs", "export const = 1;\n");
    for (const moduleFile of [none, broken, `${folder}/missing.mjs`])
      await expect(lintJob({ what: { moduleFile } })).rejects.toMatchObject({ code: "E161" });
  });
});

describe("regularize lint", () => {
  const files = { "r.yaml": "l2: 0.01\nweightDecay: 0.01\n" };
  const cli = async (...argv: string[]) => runCli(["lint", "r.yaml", ...argv], { files, jobs: { lint: lintJob } });

  it("prints findings with their edit, exits with 0, and with 7 when what is required is missed", async () => {
    const { code, stdout } = await cli();
    expect([code, stdout]).toEqual([0, expect.stringContaining("twoDecays")]);
    const missed = await cli("--require", "warnings=0");
    expect([missed.code, missed.stderr]).toEqual([
      7,
      expect.stringMatching(/E701.*\n.*expected warnings=0, found warnings 1/u),
    ]);
    expect((await cli("--require", "warnings<=1, errors=0")).code).toBe(0);
    expect((await cli("--ignore", "twoDecays", "--require", "warnings=0")).code).toBe(0);
  });

  it("is one event with --json", async () => {
    const { stdout } = await cli("--json");
    const event = JSON.parse(stdout) as { subjects: { findings: { id: string; evidence: object }[] }[] };
    expect(event.subjects[0]!.findings[0]).toMatchObject({
      id: "twoDecays",
      evidence: { l2: 0.01, weightDecay: 0.01 },
    });
  });

  it("refuses unknown waivers, unreadable requirements and names that nothing has", async () => {
    expect((await cli("--ignore", "twoDecay")).stderr).toMatch(/E160[\s\S]*twoDecays/u);
    for (const text of ["warnings", "warnings<", "<=3", "warnings<=many", "a<=1,", ""])
      expect((await cli("--require", text)).code, text).toBe(2);
    expect((await cli("--require", "gap<=.05")).stderr).toMatch(/E163/u);
  });
});
