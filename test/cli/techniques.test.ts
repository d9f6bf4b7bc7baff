import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog.ts";
import { spoken } from "../../src/cli/report/kinds.ts";
import { width } from "../../src/cli/text/width.ts";
import { runCli } from "./fake.ts";

const techniques = (...argv: string[]) =>
  runCli(["techniques", ...argv], { jobs: { catalog: () => Promise.resolve(catalog) } });
const titlesOf = async (word: string): Promise<string[]> =>
  (await techniques(word)).stdout.split("\n").filter((line) => /^\S/u.test(line));

describe("techniques finds", () => {
  it.each([
    ["dropout", ["dropout (layer)"]],
    ["DROP OUT", ["dropout (layer)"]],
    ["weight decay", ["weightDecay (practice)"]],
    ["weight_decay", ["weightDecay (practice)"]],
    ["weightDecay", ["weightDecay (practice)"]],
    ["l2", ["l2 (penalty)"]],
    ["L2 regularization", ["l2 (penalty)"]],
    ["label smoothing", ["labelSmoothing (practice)"]],
    ["early stopping", ["earlyStopping (stopping)"]],
    ["checkpoints", ["checkpoints (practice)"]],
    ["data augmentation", ["dataAugmentation (practice)"]],
    ["batch norm", ["batchNorm1d (layer)", "batchNorm2d (layer)"]],
    ["stochastic depth", ["dropPath (layer)"]],
    ["Stochastic Weight Averaging", ["swa (averaging)"]],
    ["ReduceLROnPlateau", ["reduceOnPlateau (schedule)"]],
    ["momentum", ["momentum (setting)"]],
    ["penalty", ["Penalties"]],
    ["schedules", ["Schedules"]],
    ["averages of weights", ["Averages of weights"]],
    ["mixup", ["mixup (image augmentation)", "mixup (table augmentation)"]],
    ["table mixup", ["mixup (table augmentation)"]],
    ["mixup (image augmentation)", ["mixup (image augmentation)"]],
    ["gaussianNoise layer", ["gaussianNoise (layer)"]],
    ["text augmentations", ["Augmentations of text"]],
    ["augmentations", ["Augmentations of images", "Augmentations of text", "Augmentations of tables"]],
  ])("%s", async (word, titles) => {
    expect(await titlesOf(word)).toEqual(titles);
  });

  it("every member by its name and by each of its aliases", async () => {
    for (const { name, kind, aliases = [] } of catalog)
      for (const word of [name, ...aliases]) expect(await titlesOf(word), word).toContain(`${name} (${spoken(kind)})`);
  });

  it("nothing for what is near: it asks", async () => {
    const { code, stderr } = await techniques("label smothing");
    expect(code).toBe(2);
    expect(stderr).toContain('there is no technique "label smothing"');
    expect(stderr).toContain('→ did you mean "labelSmoothing"?');
  });
});

describe("techniques prints", () => {
  it("everything about one: where else it is a setting, when, typical, cost, pitfalls, together, how", async () => {
    const { stdout } = await techniques("weightDecay");
    for (const label of ["a setting of", "when", "typical", "cost", "pitfalls", "together", "use"])
      expect(stdout, label).toMatch(new RegExp(`^  ${label} +\\S`, "mu"));
    expect(stdout).toMatch(/a setting of +adamW, .*sgd/u);
    expect(stdout).toContain("use           recipe: weightDecay: 0.01");
    expect(stdout).toContain("setting       default   legal");
  });

  it("who has a setting, each with its own default", async () => {
    const { stdout } = await techniques("momentum");
    expect(stdout).toMatch(/^ {2}sgd +0\.9 +0 … 0\.9999 /mu);
    expect(stdout).toMatch(/^ {2}batchNorm1d +0\.1 +0 … 1 /mu);
  });

  it("whose setting it is, with the kind where several have the name", async () => {
    const { stdout } = await techniques("alpha");
    expect(stdout).toMatch(/^ {2}mixup \(image augmentation\) +1 +/mu);
    expect(stdout).toMatch(/^ {2}mixup \(table augmentation\) +0\.2 +/mu);
    expect(stdout).toMatch(/^ {2}cutMix +1 +/mu);
  });

  it("all of them, a line each, by kind, in the width of the terminal", async () => {
    for (const columns of [40, 80, 120, 200]) {
      const { stdout } = await runCli(["techniques"], {
        ...{ tty: true, columns, env: { NO_COLOR: "1" } },
        jobs: { catalog: () => Promise.resolve(catalog) },
      });
      const lines = stdout.trimEnd().split("\n");
      const names = lines.filter((line) => line.startsWith("  ")).map((line) => line.trim().split(" ")[0]);
      expect(names.toSorted()).toEqual(catalog.map(({ name }) => name).toSorted());
      for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(columns);
    }
  });

  it("events with all that is known", async () => {
    const { stdout } = await techniques("early stopping", "--json");
    const { v, type, ...member } = JSON.parse(stdout) as Record<string, unknown>;
    expect([v, type]).toEqual([1, "technique"]);
    expect(member).toEqual(catalog.find(({ name }) => name === "earlyStopping"));
  });
});
