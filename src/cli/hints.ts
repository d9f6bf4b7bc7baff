import { nearest } from "../core/index.ts";
import type { CommandDefinition } from "./command/define.ts";
import { findName, flagOf, type Name, namesFor } from "./options/settings.ts";

/** Without dashes and case: `--batch_size`, `--batchSize` and `--batch-size` are one. */
const plain = (flag: string): string => flag.replace(/[-_]/gu, "").toLowerCase();

const lists = <T>(words: readonly (readonly [to: T, from: string])[]): ReadonlyMap<string, T> =>
  new Map(words.flatMap(([to, from]) => from.split(" ").map((word) => [word, to] as const)));

/** What other tools call our settings. */
const SETTINGS = lists<Name>([
  ["target", "label labels y targetcolumn class t"],
  ["out", "output outputdir outdir savedir dest o"],
  ["epochs", "epoch nepochs numepochs maxepochs iterations e"],
  ["batchSize", "batch bs batches b"],
  ["seed", "randomstate randomseed s"],
  ["seeds", "repeats nrepeats cv folds kfold kfolds nsplits runs"],
  ["budget", "timeout maxtime timelimit timebudget time limit maxseconds"],
  ["threads", "jobs njobs cpus cores parallel j"],
  ["trials", "ntrials maxtrials evals maxevals"],
  ["split", "testsize valsplit validationsplit trainsplit testsplit valsize"],
  ["delimiter", "sep separator"],
  ["drop", "exclude ignorecolumns ignorecolumn dropcolumns dropcolumn"],
  ["keep", "include features columns"],
  ["category", "categorical categories categoricalcolumns"],
  ["network", "model arch architecture backbone"],
  ["hidden", "layers hiddenlayers hiddensizes hiddendim units width"],
  ["metric", "score scoring evalmetric metrics"],
  ["strength", "param parameter vary key"],
  ["points", "steps grid values npoints"],
  ["augment", "augmentation augmentations transform transforms"],
  ["require", "failon assert expect"],
  ["imageSize", "size resize imgsize"],
  ["maxTokens", "maxlength maxlen seqlen"],
  ["quiet", "silent q"],
  ["tta", "testtimeaugmentation"],
]);

/** What other tools call keys of recipes, or their values. */
const RECIPES = lists<string>([
  ["dropout: 0.5", "dropoutrate dropoutp p"],
  ["weightDecay: 0.01", "wd decay adamw"],
  ["l2: 0.001", "l2reg lambda reglambda regularization ridge"],
  ["l1: 1e-5", "l1reg lasso"],
  ["earlyStopping: true", "earlystop"],
  ["earlyStopping: false", "noearlystopping noearlystop"],
  ["patience: 15", "earlystoppingpatience"],
  ["norm: batch", "batchnorm bn"],
  ["norm: layer", "layernorm"],
  ["augment: [mixup]", "mixup"],
  ["augment: [cutmix]", "cutmix"],
  ["averaging: ema", "ema"],
  ["averaging: swa", "swa"],
  ["sharpness: sam", "sam"],
  ["classWeights: balanced", "classweight balanced balance"],
  ["labelSmoothing: 0.1", "smoothing"],
  ["clipNorm: 1", "clip gradclip maxgradnorm gradientclip gradclipnorm"],
  ["schedule: cosine", "scheduler lrschedule lrscheduler"],
  ["optimizer: sgd", "optim opt sgd"],
  ["warmupEpochs: 5", "warmup warmupsteps"],
  ["inputNoise: 0.1", "noise"],
]);

/** A value to try where nobody wrote one. */
const EXAMPLES: Readonly<Record<string, string>> = {
  averaging: "ema",
  classWeights: "balanced",
  l1: "1e-5",
  l2: "0.001",
  labelSmoothing: "0.1",
  norm: "batch",
  optimizer: "sgd",
  schedule: "cosine",
  sharpness: "sam",
  strengthSchedule: "flatCosine",
  threshold: "tuned",
  weightDecay: "0.01",
};

/** A flag as it was written, and the word behind it, if that is its value. */
export interface WrittenFlag {
  readonly flag: string;
  readonly value?: string | undefined;
}

/** `key: value` of a recipe that such a flag would mean; undefined when none does. */
async function recipePart({ flag, value }: WrittenFlag, mayBeNear: boolean): Promise<string | undefined> {
  const { recipeKeys, resolveRecipe } = await import("../job/recipe.ts");
  const named = RECIPES.get(plain(flag));
  const keys = recipeKeys.filter((key) => key !== "name");
  const near = mayBeNear ? nearest(flag.replace(/^-+/u, ""), keys) : undefined;
  const key = keys.find((known) => plain(known) === plain(flag)) ?? near;
  const [own = "", usual = ""] = named === undefined ? [key] : named.split(": ");
  if (own === "") return undefined;
  const said = value !== undefined && /^[\w.+-]+$/u.test(value) && isAbout(usual, value) ? value : undefined;
  const known: unknown = Object.entries(resolveRecipe({ name: "x" })).find(([name]) => name === own)?.[1];
  return `${own}: ${said ?? (usual || EXAMPLES[own]) ?? exampleOf(known)}`;
}

/** The word behind a flag takes the place of a number, or of nothing known. */
const isAbout = (usual: string, value: string): boolean =>
  usual === "" || (Number.isFinite(Number(usual)) && Number.isFinite(Number(value)));

function exampleOf(usual: unknown): string {
  if (typeof usual === "boolean") return String(!usual);
  return typeof usual === "number" ? String(usual === 0 ? 0.5 : usual) : JSON.stringify(usual ?? 1);
}

/** What a flag that the command does not have means: one of its own by another name, or a part of a recipe. */
export async function hintFor(
  written: WrittenFlag,
  command: CommandDefinition,
  mayBeNear = false,
): Promise<string | undefined> {
  const own = command.settings === undefined ? [] : namesFor(command.settings);
  if (own.some((known) => plain(known) === plain(written.flag))) return undefined;
  const name = SETTINGS.get(plain(written.flag)) ?? findName(written.flag.replace(/^-+/u, ""));
  if (!mayBeNear && name !== undefined && own.includes(name)) return `${command.name} calls it ${flagOf(name)}`;
  const part = await recipePart(written, mayBeNear);
  if (part === undefined) return undefined;
  if (own.includes("recipe")) return `it is a part of a recipe: --recipe '{${part}}'${varied(part, command)}`;
  if (command.name === "lint") return `it is a part of a recipe: a line \`${part}\` in mine.yaml`;
  return `it is a part of a recipe, which ${command.name} takes none of: regularize fit takes --recipe '{${part}}'`;
}

const varied = (part: string, { name }: CommandDefinition): string =>
  name === "sweep" && /: [\d.e-]+$/u.test(part) ? `, or to vary it --strength ${part.split(":")[0]}` : "";

/** Commands by what other tools call them, and what there is instead of one. */
export const COMMANDS: ReadonlyMap<string, string> = new Map([
  ["train", "regularize fit trains one network, regularize compare a ladder of them"],
  ["test", "fit, compare and tune score sealed rows at their end; regularize diagnose RUN judges a run"],
  ["evaluate", "fit, compare and tune score sealed rows at their end; regularize diagnose RUN judges a run"],
  ["export", "each run's folder has model.onnx, which takes raw rows"],
  ["onnx", "each run's folder has model.onnx, which takes raw rows"],
  ["report", "each run's folder has report.html"],
  ["dashboard", "regularize ui"],
  ["serve", "regularize ui"],
  ["search", "regularize tune searches for the best recipe"],
  ["optimize", "regularize tune searches for the best recipe"],
  ["check", "regularize lint finds mistakes in a recipe, regularize diagnose RUN judges a run"],
  ["version", "regularize --version"],
  ["list", "regularize ui shows runs, regularize techniques what there is to try"],
]);
