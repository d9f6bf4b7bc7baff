import { basename } from "node:path";
import type { CompareOptions, DataOptions } from "./types.ts";
import { USUAL_SPLIT } from "./usual.ts";

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./:=+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
/** `--flag value`; joined by = when the value looks like a flag itself. */
const written = (flag: string, value: string): string =>
  value.startsWith("-") ? `${flag}=${quoted(value)}` : `${flag} ${quoted(value)}`;
/** In a list, a comma that belongs to a name. */
const escaped = (name: string): string => name.replaceAll(",", "\\,");

function shares(split: NonNullable<DataOptions["split"]>): string {
  const total = split.reduce((sum, part) => sum + part, 0);
  return split.map((part) => Number(((100 * part) / total).toPrecision(6))).join("/");
}

const sizeOf = (size: DataOptions["imageSize"]): string | undefined =>
  size === undefined || typeof size === "number" ? size?.toString() : size.join("x");

/** Steps as a command line names them; those with several settings have their place in a recipe. */
function stepsOf(steps: CompareOptions["augment"]): string[] {
  if (steps === undefined) return [];
  const written = (step: NonNullable<CompareOptions["augment"]>[number]): string[] =>
    typeof step === "string"
      ? [step]
      : Object.entries(step).map(([name, value]) => (typeof value === "number" ? `${name}=${value}` : name));
  const named = steps.map(written);
  return steps.length === 0 ? ["none"] : named.flat();
}

type Flag = readonly [flag: string, value: string | number | undefined];

/** Keys of a recipe that the command line has flags for; others need its file. */
const RECIPE_FLAGS = [
  ["epochs", "--epochs"],
  ["batchSize", "--batch-size"],
  ["network", "--network"],
  ["hidden", "--hidden"],
  ["filters", "--filters"],
  ["maxTokens", "--max-tokens"],
  ["learningRate", "--lr"],
] as const;
const FLAGS: ReadonlyMap<string, string> = new Map(RECIPE_FLAGS);

/** What was said of a job beside its data, as a command line takes it. */
function flagsOf(options: Omit<CompareOptions, "data">, own: readonly Flag[] = []): string[] {
  const { base = {}, split } = options;
  const flags: readonly Flag[] = [
    ["--target", options.target],
    ["--text", options.text],
    ["--image", options.image],
    ["--image-size", sizeOf(options.imageSize)],
    ["--channels", options.channels],
    ["--task", options.task],
    ["--positive", options.positive],
    ["--metric", options.metric],
    ["--seeds", options.seeds],
    ["--seed", options.seed],
    ["--split", split === undefined ? undefined : shares(split)],
    ["--group", options.group],
    ["--time", options.time],
    ["--delimiter", options.delimiter === "\t" ? "tab" : options.delimiter],
    ["--on-bad-cell", options.onBadCell],
    ...RECIPE_FLAGS.map(([key, flag]) => [flag, base[key]?.toString()] as const),
    ...stepsOf(options.augment).map((step) => ["--augment", step] as const),
    ...(options.category ?? []).map((name) => ["--category", escaped(name)] as const),
    ...(options.keep ?? []).map((name) => ["--keep", escaped(name)] as const),
    ...(options.drop ?? []).map((name) => ["--drop", escaped(name)] as const),
    ...own,
  ];
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [written(flag, String(value))]));
  return [
    ...given,
    ...(options.trimHeaders === true ? ["--trim-headers"] : []),
    ...(options.aggregatesOnly === true ? ["--aggregates-only"] : []),
  ];
}

/** A file, where a flag could stand. */
const fileWord = (file: string): string => quoted(file.startsWith("-") ? `./${file}` : file);

/** The command that repeats a job, with flags of its own; files by their name only, so that no path of a machine is told. */
export const commandOf = (
  options: CompareOptions,
  verb: "ablate" | "audit" | "compare" | "fit" | "augment" | "learning-curve" | "sweep" | "tune" = "compare",
  own: readonly Flag[] = [],
): string => ["regularize", verb, fileWord(basename(options.data)), ...flagsOf(options, own)].join(" ");

/** What jobs are told beside what a comparison is. */
interface JobWords extends CompareOptions {
  readonly strength?: string | { readonly key: string; readonly range?: readonly [number, number] };
  readonly points?: number;
  readonly sizes?: number;
  readonly repeats?: number;
  readonly trials?: number;
  readonly folds?: number;
}

function ownFlags(job: string, options: JobWords): Flag[] {
  const { strength, points, sizes, repeats, trials, folds, budgetSeconds } = options;
  if (job === "tune") {
    const budget = budgetSeconds === undefined ? undefined : `${budgetSeconds}s`;
    return [
      ["--budget", budget],
      ["--trials", trials],
      ["--seeds", folds],
    ];
  }
  if (job === "learning-curve") return [["--sizes", sizes]];
  if (job === "ablate") return [["--seeds", repeats]];
  if (job !== "sweep" || strength === undefined) return [];
  const { key, range } = typeof strength === "string" ? { key: strength } : strength;
  const named = range === undefined ? key : `${key}=${range.toSorted((a, b) => a - b).join("..")}`;
  return [
    ["--strength", named],
    ["--points", points],
  ];
}

/** The command that does a job again: what its report ends with, and what those who watch it see. */
export function jobCommand(
  job: "ablate" | "compare" | "fit" | "learning-curve" | "sweep" | "tune",
  options: JobWords,
): string {
  const command = commandOf(options, job, ownFlags(job, options));
  if (job === "fit" || job === "ablate") return `${command} --recipe recipe.json`;
  return job === "sweep" || job === "learning-curve" ? withRecipe(command, options.base) : command;
}

const USUAL_SHARES = shares(USUAL_SPLIT);

/** The data by the path that the job was given, and what was said of it beside what is usual, as a command line takes them. */
export function dataWords(options: DataOptions): string {
  const { data, split, onBadCell, target, text, image, imageSize, channels, task } = options;
  const { positive, category, keep, drop, group, time, delimiter, trimHeaders } = options;
  const said = {
    ...{ target, text, image, imageSize, channels, task, positive, category, keep, drop, group, time, delimiter },
    ...{ trimHeaders, split: split !== undefined && shares(split) === USUAL_SHARES ? undefined : split },
    onBadCell: onBadCell === "missing" ? onBadCell : undefined,
  };
  const set = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return [fileWord(data), ...flagsOf(set)].join(" ");
}

/** An edit that runs a command on `DATA`, with the data in place of that word. */
export const namingData = (edit: string, options: DataOptions): string =>
  edit.replace(/^(regularize (?:audit|compare)) DATA\b/u, (_, command: string) => `${command} ${dataWords(options)}`);

/** `epochs: 20` as the command line takes it: `--epochs 20`, `--recipe '{dropout: 0}'`; both where one comes `, with` another; any other sentence as it is. */
export function editAsFlags(edit: string): string {
  const parts = edit.split(", with ").map(asFlag);
  return parts.includes(undefined) ? edit : parts.join(" ");
}

function asFlag(edit: string): string | undefined {
  const [, key = "none", value = ""] = /^([a-z]\w*): (\[[\d, ]+\]|[\w.+-]+)$/iu.exec(edit) ?? [];
  if (key === "none") return undefined;
  const flag = FLAGS.get(key);
  return flag === undefined ? `--recipe '{${edit}}'` : `${flag} ${value.replace(/[[\] ]/gu, "")}`;
}

/** What is kept tells no path of this machine. */
const unplaced = (options: DataOptions): DataOptions => ({ ...options, data: basename(options.data) });

/** The edit as a run folder keeps it: the data by its name alone. */
export const keptEdit = (edit: string, options: DataOptions): string => namingData(edit, unplaced(options));

/** A kept edit with the path that the job was given. */
export const placedEdit = (edit: string, options: DataOptions): string =>
  edit.replace(dataWords(unplaced(options)), () => dataWords(options));

/** The command with the run's own recipe, where flags alone do not say what was trained. */
const withRecipe = (command: string, base: CompareOptions["base"] = {}): string =>
  Object.keys(base).some((key) => !FLAGS.has(key)) ? `${command} --recipe recipe.json` : command;
