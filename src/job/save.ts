import { createHash } from "node:crypto";
import { readdir, rmdir, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  createOutFolder,
  createRunFolder,
  encodeSafetensors,
  openJournal,
  type RunFolder,
  writeManifest,
} from "../observe/index.ts";
import { RegularizeError } from "../core/index.ts";
import type { Runtime } from "../run/index.ts";
import type { Metric } from "../train/metrics/index.ts";
import type { Card, CardMember } from "./card.ts";
import { quoted } from "./command.ts";
import { joinTensors, meanScales } from "./ensemble.ts";
import { EVENTS } from "./events.ts";
import { type Draft, reportFiles } from "./evidence/index.ts";
import { exportOnnx } from "./export.ts";
import { foldOf, type Prepared } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";
import type { Outcome } from "./summarize.ts";
import { type Trial, trainedAs } from "./trial.ts";
import { VERSION } from "./version.ts";

/** Makes the run's folder before anything is trained, so that a place that cannot be written is known at once. */
export const startRun = (out: string | undefined, name: string): Promise<RunFolder> =>
  out === undefined
    ? createRunFolder("runs", name)
    : createOutFolder(out).catch((error: unknown) => explained(error, out));

/** A folder that is not empty may be that of the same job, which was stopped. */
async function explained(error: unknown, out: string): Promise<never> {
  const left = await readdir(out).catch((): string[] => []);
  const isOpen = left.includes("job.json") && !left.includes("manifest.json");
  if (!(error instanceof RegularizeError) || !isOpen) throw error;
  const { code, message, received } = error;
  throw new RegularizeError({
    ...{ code, where: out, message: `${message}: a run was stopped there` },
    ...(received === undefined ? {} : { received }),
    todo: `regularize resume ${quoted(out)} goes on with it; or choose another --out`,
    cause: error,
  });
}

/** Everything that a run may hold beside its manifest and its checkpoints. */
const FILES = [
  "job.json",
  "metrics.jsonl",
  "recipe.json",
  "model.safetensors",
  "model.onnx",
  "result.json",
  "report.html",
  "study.jsonl",
  "suspects.csv",
  "health.jsonl",
  EVENTS,
];

/** Removes what was written to a folder that is neither finished nor can be gone on with: no manifest, no checkpoint. */
export async function abandonRun(folder: RunFolder): Promise<void> {
  const left = await readdir(folder.path).catch(() => ["manifest.json"]);
  if (left.includes("manifest.json")) return;
  try {
    if (left.includes("checkpoints")) await rmdir(join(folder.path, "checkpoints"));
    for (const name of FILES.filter((file) => left.includes(file))) await unlink(folder.pathOf(name));
    await rmdir(folder.path);
  } catch {
    // A checkpoint, or a file of the user's, is in it: it stays, and without a manifest it is not taken for a run.
  }
}

/** What training leaves behind, whatever the job. */
export interface Finished {
  readonly prepared: Prepared;
  /** Recipe and repeat of the model that is kept, and its trial. */
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly trial: Trial;
  readonly metric: Metric;
  readonly runtime: Runtime;
  /** Further networks, of this recipe or of others, whose predictions are averaged with its. */
  readonly further?: readonly { readonly repeat: number; readonly trial: Trial; readonly recipe?: Recipe }[];
  /** Becomes `result.json`. */
  readonly result: object;
  /** Becomes `report.html`. */
  readonly report?: Draft;
  /** Files that are in the folder already. */
  readonly others?: readonly string[];
}

/** SHA-256 of floats as they lie in memory. */
export const hashOf = (values: Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");

/** Writes the run: recipe, both forms of the model, result, report, and last the manifest that vouches for them. */
export async function saveRun(
  folder: RunFolder,
  kind: "compare" | "fit" | "learning-curve" | "sweep" | "tune",
  finished: Finished,
): Promise<void> {
  const { recipe, repeat, trial, result, report, others = [], further = [] } = finished;
  const networks = [{ repeat, trial }, ...further];
  const card = cardOf(finished, networks);
  const each: Awaited<ReturnType<typeof tensorsOf>>[] = [];
  for (const network of networks) each.push(await tensorsOf(finished, network));
  const tensors = joinTensors(each);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "recipe.json": `${JSON.stringify(card, null, 2)}\n`,
    "model.safetensors": encodeSafetensors(tensors, { recipe: recipe.name }),
    "model.onnx": exportOnnx(card, tensors),
    "result.json": `${JSON.stringify({ ...result, run: folder.name }, null, 2)}\n`,
    ...(report === undefined ? {} : await reportFiles(report, { ...finished, tensors: each[0]! })),
  };
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  await writeManifest(folder, [...Object.keys(files), "metrics.jsonl", ...others], { kind, version: VERSION });
}

type Network = Pick<Finished, "repeat" | "trial"> & { readonly recipe?: Recipe };

async function tensorsOf({ prepared, runtime, ...of }: Finished, { repeat, trial, recipe = of.recipe }: Network) {
  const fold = foldOf(prepared, repeat, recipe);
  return (await trainedAs(recipe, fold, { seed: fold.seed, runtime }, trial)).tensors();
}

function memberOf({ prepared, ...of }: Finished, { repeat, recipe = of.recipe }: Network): CardMember {
  const { scale, shape, input } = foldOf(prepared, repeat, recipe);
  return { ...input, scale, shape, repeat, ...(recipe.name === of.recipe.name ? {} : { recipe }) };
}

function cardOf(finished: Finished, networks: readonly Network[]): Card {
  const { prepared, recipe, metric } = finished;
  const { data, task, target, seed } = prepared;
  const [first, ...others] = networks.map((network) => memberOf(finished, network));
  const scales = meanScales(networks.map(({ trial }) => trial.scales));
  return {
    ...{ v: 1, ...first!, recipe, task, target: target.name, metric: metric.name, seed },
    ...(scales === undefined ? {} : { scales }),
    data: { name: basename(data.path), sha256: data.hash, rows: data.rows },
    ...(others.length === 0 ? {} : { others }),
  };
}

/** One line per recipe, repeat and epoch. */
export async function writeMetrics(folder: RunFolder, outcomes: readonly Outcome[]): Promise<void> {
  const journal = await openJournal(folder.pathOf("metrics.jsonl"));
  for (const { name, trials } of outcomes)
    for (const [repeat, { history }] of trials)
      for (const { type: _, ...epoch } of history) journal.append({ recipe: name, repeat, ...epoch });
  await journal.close();
}
