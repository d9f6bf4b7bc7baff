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
import { type Card, cardFiles, type CardMember, INPUTS } from "./card.ts";
import { quoted } from "./command.ts";
import { joinTensors, meanScales } from "./ensemble.ts";
import { EVENTS } from "./watch/events.ts";
import { type Draft, isChart, reportFiles } from "./evidence/index.ts";
import { exportOnnx } from "./export.ts";
import { foldOf, type Prepared } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";
import type { Outcome } from "./summarize.ts";
import type { Trainer } from "../train/trainer.ts";
import { resultText } from "./result.ts";
import { built, type Trial } from "./trial.ts";
import { VERSION } from "./version.ts";

export { hashOf } from "./hash.ts";

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
  INPUTS,
  "model.safetensors",
  "model.onnx",
  "result.json",
  "report.html",
  "study.jsonl",
  "trials.jsonl",
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
    for (const name of left.filter((file) => FILES.includes(file) || isChart(file))) await unlink(folder.pathOf(name));
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
  /** With the weights of the trial; built when absent. */
  readonly trainer?: Trainer;
  /** Further networks, of this recipe or of others, whose predictions are averaged with its. */
  readonly further?: readonly { readonly repeat: number; readonly trial: Trial; readonly recipe?: Recipe }[];
  /** Becomes `result.json`. */
  readonly result: object;
  /** Becomes `report.html`. */
  readonly report?: Draft;
  /** Files that are in the folder already. */
  readonly others?: readonly string[];
}

/** Writes the run: recipe, both forms of the model, result, report, and last the manifest that vouches for them. */
export async function saveRun(
  folder: RunFolder,
  kind: "compare" | "fit" | "learning-curve" | "sweep" | "tune",
  finished: Finished,
): Promise<void> {
  const { recipe, repeat, trial, result, report, others = [], further = [] } = finished;
  const card = cardOf(finished, [{ repeat, trial }, ...further]);
  const { trainer } = finished.trainer === undefined ? await built(finished) : { trainer: finished.trainer };
  const each = [trainer.tensors()];
  for (const network of further) each.push((await built({ ...finished, ...network })).trainer.tensors());
  const tensors = joinTensors(each);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    ...cardFiles(card),
    "model.safetensors": encodeSafetensors(tensors, { recipe: recipe.name }),
    "model.onnx": exportOnnx(card, tensors),
    "result.json": resultText(result, folder),
    ...(report === undefined ? {} : await reportFiles(report, { ...finished, trainer })),
  };
  await writeFiles(folder, kind, files, ["metrics.jsonl", ...others]);
}

/** Writes files, and last the manifest that vouches for them and for `others`, which are in the folder already. */
export async function writeFiles(
  folder: RunFolder,
  kind: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  others: readonly string[] = [],
): Promise<void> {
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  await writeManifest(folder, [...Object.keys(files), ...others], { kind, version: VERSION });
}

type Network = Pick<Finished, "repeat" | "trial"> & { readonly recipe?: Recipe };

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
