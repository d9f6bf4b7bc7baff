import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { codeOf } from "../../dashboard/playground/code.ts";
import { type Raw, rawOf, type TableFile } from "../../dashboard/playground/data/table.ts";
import { augmentedRows } from "../../dashboard/playground/engine/batches.ts";
import { loopOf, trainerOf } from "../../dashboard/playground/engine/network.ts";
import { jsonOf, type Split, splitOf } from "../../dashboard/playground/engine/rows.ts";
import { plain, type Settings } from "../../dashboard/playground/settings.ts";
import { classPredictions, metrics, trainLoop } from "../../src/browser.ts";
import { createRuntime } from "../../src/run/index.ts";
import { stripes } from "./stripes.ts";

const root = resolve(import.meta.dirname, "../..");
const small: Settings = { ...plain, rows: 40, width: 8, depth: 2, epochs: 12, seed: 3 };

/** Together, every line that the code may have. */
const pages: Readonly<Record<string, Settings>> = {
  plain: small,
  batches: { ...small, noise: 0.1, mixup: 0.3, norm: "batch", dropout: 0.2, schedule: "reduceOnPlateau", ema: 0.9 },
  weights: {
    ...small,
    l1: 1e-3,
    l2: 1e-2,
    decay: 0.1,
    maxNorm: 2,
    norm: "layer",
    activation: "gelu",
    schedule: "step",
  },
  steps: { ...small, clip: 0.5, sam: 0.1, smoothing: 0.1, patience: 5, activation: "tanh", schedule: "oneCycle" },
  images: { ...small, data: "clothes", network: "convolutional", spatial: 0.2, schedule: "cosine", noise: 0.1 },
  pictures: { ...small, data: "digits", shift: 0.2, rotate: 20, flip: 0.5, cutout: 0.3, cutmix: 1, keep: "best" },
  pastes: { ...small, data: "digits", cutmix: 0.5, mixup: 0.2, epochs: 4 },
  bags: { ...small, data: "messages", words: 0.3, epochs: 4 },
  phrases: {
    ...{ ...small, data: "messages", network: "convolutional", epochs: 4 },
    ...{ synonyms: 0.3, inserts: 0.2, swaps: 0.2, words: 0.2 },
  },
  added: { ...small, smote: 1, epochs: 4 },
  categories: { ...small, data: "credit", smote: 0.8, noise: 0.1, epochs: 4 },
};

const table = async (name: string): Promise<Raw> =>
  rawOf(JSON.parse(await readFile(join(root, `dashboard/playground/data/${name}.json`), "utf8")) as TableFile);
const [penguins, credit] = [await table("penguins"), await table("credit")];

const messages: Raw = {
  ...{ columns: [], numeric: [], x: new Float32Array(0), classes: ["ham", "spam"] },
  texts: Array.from(
    { length: 120 },
    (_, row) => `Message ${row} on ${row % 2 === 0 ? "Linux, not" : "money: get"} free tools!`,
  ),
  synonyms: { tools: ["implements", "instruments"], "free tools": ["gadgets"], message: ["note"], free: ["gratis"] },
  y: Int32Array.from({ length: 120 }, (_, row) => row % 2),
};
const raws: Readonly<Record<string, Raw>> = { penguins, credit, clothes: stripes, digits: stripes, messages };
const rowsFor = (settings: Settings): Split => splitOf(raws[settings.data]!, settings);

/** What the page's engine computes, as its code prints it. */
async function lossesOf(settings: Settings): Promise<string> {
  const [runtime, split] = [await createRuntime(), rowsFor(settings)];
  const trainer = await trainerOf(settings, split, runtime);
  const lines: string[] = [];
  const source = augmentedRows(split, () => settings);
  const data = { train: split.train, validation: split.validation, source };
  const how = { metric: metrics.accuracy, interpret: classPredictions, batchSize: settings.batch, seed: settings.seed };
  for await (const event of trainLoop({ trainer, ...data, ...how, ...loopOf(settings) })) {
    if (event.type !== "epoch") continue;
    const { train, validation } = event.uses === "averaged" ? event.averaged! : event;
    lines.push(`${event.epoch} ${train.loss.toFixed(4)} ${validation.loss.toFixed(4)}`);
  }
  await runtime.dispose();
  return `${lines.join("\n")}\n`;
}

/** The package as an import of its name finds it, from its source. */
async function linkPackage(work: string): Promise<void> {
  const place = join(work, "node_modules/regularize");
  await mkdir(place, { recursive: true });
  for (const part of ["src", "build", "node_modules"]) await symlink(join(root, part), join(place, part));
  await writeFile(join(place, "package.json"), '{ "type": "module", "exports": "./src/index.ts" }');
}

it("the page's code runs in Node, and prints the losses of the page", async () => {
  const work = await mkdtemp(join(tmpdir(), "regularize-code-"));
  try {
    await linkPackage(work);
    await writeFile(join(work, "package.json"), '{ "type": "module" }');
    const imports = Object.keys(pages).map(
      (name) => `process.chdir("${join(work, name)}");\nawait import("./${name}/playground.ts");`,
    );
    await writeFile(join(work, "all.ts"), `${imports.join("\n")}\nexport {};\n`);
    for (const [name, settings] of Object.entries(pages)) {
      await mkdir(join(work, name));
      await writeFile(join(work, name, "playground.ts"), codeOf(settings));
      await writeFile(join(work, name, "playground.json"), jsonOf(rowsFor(settings)));
    }
    const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, "all.ts"], { cwd: work });
    const expected = await Promise.all(Object.values(pages).map(lossesOf));
    expect(stdout).toBe(expected.join(""));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
});
