import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { saveTorch } from "../../src/observe/index.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as augment from "../../src/augment/index.ts";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { mse } from "../../src/loss/index.ts";
import { linear, sequential } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import * as metrics from "../../src/train/metrics/index.ts";
import type { ClassPredictions } from "../../src/train/metrics/define.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer } from "../../src/train/trainer.ts";

const root = resolve(import.meta.dirname, "../..");
const src = join(root, "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));

/** The code of every `@example` of a file, up to the next tag, an empty line, or the end of the comment. */
function examplesOf(path: string): string[] {
  const text = readFileSync(join(src, path), "utf8");
  return [...text.matchAll(/@example\n((?: *\* .+\n)+)/gu)].map(([, block]) => {
    const lines = block!.split("\n").map((line) => line.replace(/^ *\* ?/u, ""));
    const end = lines.findIndex((line) => line.startsWith("@"));
    return lines.slice(0, end < 0 ? undefined : end).join("\n");
  });
}

/** What examples may use without saying where it is from: what index files and the parts of training export. */
const isOpen = (path: string): boolean => /^(?!cli|augment)\w+(?:\/\w+)?\/index\.ts$|^train\/\w+\.ts$/u.test(path);

/** Names of the example's own file win over those of its folder, and these over all others. */
async function exportsFor(path: string): Promise<Record<string, unknown>> {
  const beside = join(dirname(path), "index.ts");
  const order = [...files.filter(isOpen), ...files.filter((file) => file === beside), path];
  const names: Record<string, unknown> = {};
  for (const file of order) Object.assign(names, await import(pathToFileURL(join(src, file)).href));
  return names;
}

let runtime: Runtime;
const folder = mkdtempSync(join(tmpdir(), "regularize-examples-"));
const home = process.cwd();
beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
  symlinkSync(join(root, "data"), join(folder, "data"));
  const idx = (dims: readonly number[], size: number): Buffer => {
    const head = Buffer.alloc(4 + 4 * dims.length);
    head.writeUInt32BE(0x0800 + dims.length);
    for (const [i, d] of dims.entries()) head.writeUInt32BE(d, 4 + 4 * i);
    return gzipSync(Buffer.concat([head, Buffer.alloc(size, 1)]));
  };
  writeFileSync(join(folder, "train-images-idx3-ubyte.gz"), idx([4, 28, 28], 4 * 784));
  writeFileSync(join(folder, "train-labels-idx1-ubyte.gz"), idx([4], 4));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
  await runtime.dispose();
});

const ROWS = 200;
const WIDTH = 10;
function table(seed: number): Examples {
  const random = randomOf(keyOf(seed));
  const x = Float32Array.from({ length: ROWS * WIDTH }, () => random.normal());
  return { rows: ROWS, x, y: Float32Array.from({ length: ROWS }, (_, row) => x[row * WIDTH]!) };
}

/** What a classifier of two classes said of some rows, right more often than not. */
function answers(classes: number): ClassPredictions {
  const random = randomOf(keyOf(3));
  const targets = Float32Array.from({ length: ROWS }, () => random.below(classes));
  const probabilities = new Float32Array(ROWS * classes);
  for (const [row, target] of targets.entries()) {
    const p = random.uniform() < 0.8 ? 0.5 + random.uniform() / 2 : random.uniform() / 2;
    probabilities[row * classes + target] = p;
    probabilities[row * classes + 1 - target] = 1 - p;
  }
  return { kind: "binary", rows: ROWS, classes, probabilities, targets };
}

/** What examples take for granted: data of ten columns, a model, a trainer and the options of its loop. */
async function stage(): Promise<Record<string, unknown>> {
  const [train, validation] = [table(1), table(2)];
  const model = sequential(linear(1));
  const given = {
    model,
    loss: mse(),
    penalties: [],
    input: [WIDTH],
    outputs: 1,
    optimizer: adam(),
    batchSize: 100,
    runtime,
  };
  const trainer = await createTrainer(given);
  const interpret = ({ rows, y: targets }: Examples, values: Float32Array) => ({
    kind: "regression",
    rows,
    values,
    targets,
  });
  const options = {
    trainer,
    train,
    validation,
    interpret,
    metric: metricFor("regression"),
    batchSize: 100,
    length: { epochs: 20 },
  };
  writeFileSync(join(folder, "net.safetensors"), saveTorch(trainer));
  const names = Array.from({ length: WIDTH }, (_, i) => `column ${i}`);
  return {
    ...{ augment, metrics, answers: answers(2) },
    runtime,
    train,
    validation,
    model,
    trainer,
    options,
    x: train.x,
    rows: ROWS,
    columns: WIDTH,
    names,
    readFile,
  };
}

type Program = (scope: object) => Promise<unknown>;
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...args: string[]) => Program;

/** Runs code with names in scope; a block of its own, because an example may declare a name that it is also given. */
const runIn = (scope: object, code: string): Promise<unknown> =>
  new AsyncFunction("scope", `with (scope) { return await (async () => { ${code}\n })(); }`)(scope);

/** `expression; // value`: what an example says that it gives. */
const CLAIM = /^(.+); \/\/ (-?[\d.]+|true|false|"[^"]*")$/gmu;

describe("examples in doc comments", () => {
  const found = files.flatMap((path) => examplesOf(path).map((code) => ({ path, code })));

  it("are there, and some say what they give", () => {
    expect(found.length).toBeGreaterThan(3);
    expect(found.some(({ code }) => code.match(CLAIM) !== null)).toBe(true);
  });

  it.each(found)("$path: runs as written, and says what is true", async ({ path, code }) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    try {
      const names = await exportsFor(path);
      await runIn({ ...names, ...(await stage()) }, code);
      for (const [line, expression, value] of code.matchAll(CLAIM)) {
        const before = code.slice(0, code.indexOf(line));
        const given = await runIn({ ...names, ...(await stage()) }, `${before}\n return ${expression};`);
        expect(given).toEqual(JSON.parse(value!));
      }
    } finally {
      log.mockRestore();
    }
  });
});
