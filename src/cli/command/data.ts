import { RegularizeError } from "../../core/index.ts";
import type { DataOptions } from "../../job/types.ts";
import type { Recipe } from "../../job/recipe.ts";
import type { Name, Values } from "../options/settings.ts";
import { quoted } from "../report/run.ts";
import { stepOf } from "../options/parse.ts";
import type { CommandArgument, Context } from "./define.ts";

export const DATA: CommandArgument = {
  name: "DATA",
  doc: "CSV, TSV, Parquet or JSON (lines or an array), .gz too; a folder of images, or IDX files",
  required: true,
  example: "train.csv",
};

/** The entries that have a value: what is absent stays absent. */
export function given<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** A switch that was set; what was not is absent. */
export const whenTrue = (flag: boolean | undefined): true | undefined => (flag === true ? true : undefined);

/** What every command that trains takes beside its data: seed, metric, processes, folder, what its report holds. */
export const runOptions = ({ values: { seed, metric, threads: workers, out, png, aggregatesOnly } }: Context) =>
  given({ seed, metric, workers, out, png: whenTrue(png), aggregatesOnly: whenTrue(aggregatesOnly) });

/** Augmentation that a user named; `none` is none of it, and nothing said is undefined. */
export function stepsOf(written: readonly string[]): Recipe["augment"] | undefined {
  if (written.length === 0) return undefined;
  return written.filter((step) => step !== "none").map(stepOf);
}

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

const COLUMNS_SHOWN = 20;
const shown = (name: string): string => (/^[\p{L}\p{N}_.-]+$/u.test(name) ? name : JSON.stringify(name));

const USUAL_TARGET = /^(?:target|label|labels|class|y|outcome|response)$/iu;

/** E112 with the columns that the file has, where it can be read; what is called a target, else the last one, is proposed. E202 without the file. */
async function noTarget(command: string, data: string, { jobs, values }: Context): Promise<RegularizeError> {
  const { delimiter, trimHeaders } = values;
  const names = await jobs.columns(data, given({ delimiter, trimHeaders })).catch((error: unknown) => {
    if (error instanceof RegularizeError && error.code === "E202") throw error;
    return [];
  });
  const list =
    names.length <= COLUMNS_SHOWN
      ? names.map(shown)
      : [...names.slice(0, COLUMNS_SHOWN - 1).map(shown), "…", shown(names.at(-1)!)];
  const proposed = quoted(names.find((name) => USUAL_TARGET.test(name)) ?? names.at(-1) ?? "COLUMN");
  return new RegularizeError({
    code: "E112",
    where: "--target",
    message: `${command} needs --target: the column to predict`,
    details: names.length === 0 ? [] : [`${data} has ${names.length} columns: ${list.join(", ")}`],
    todo: `regularize ${command} ${quoted(data)} ${proposed.startsWith("-") ? `--target=${proposed}` : `--target ${proposed}`}`,
  });
}

/** What the settings say about the data. Throws E112 without a target. */
export async function dataOptions(command: string, context: Context): Promise<DataOptions> {
  const { values } = context;
  const data = context.args[0]!;
  const { target, task, positive, group, time, split, delimiter, onBadCell, trimHeaders } = values;
  const { text, image, imageSize } = values;
  const channels = values.channels === undefined ? undefined : values.channels === "1" ? (1 as const) : (3 as const);
  if (target === undefined && image === undefined && !(await context.jobs.isImageSource(data).catch(() => false)))
    throw await noTarget(command, data, context);
  const optional = given({
    ...{ target, text, image, imageSize, channels, trimHeaders: whenTrue(trimHeaders) },
    task,
    positive,
    group,
    time,
    split,
    delimiter,
    onBadCell,
    category: some(values.category),
    keep: some(values.keep),
    drop: some(values.drop),
  });
  return { data, ...optional };
}

/** The part of a recipe that flags can set; only what somebody wrote, and only where `from` likes its source. */
export function baseOf({ values, sources }: Context, from: (source: string) => boolean): Partial<Recipe> {
  const wrote = <N extends Name>(name: N): Values[N] | undefined =>
    sources[name] !== "default" && from(sources[name]) ? values[name] : undefined;
  const hidden = wrote("hidden");
  const [epochs, batchSize, learningRate] = [wrote("epochs"), wrote("batchSize"), wrote("lr")];
  const [network, filters, maxTokens] = [wrote("network"), wrote("filters"), wrote("maxTokens")];
  return given({
    ...{ hidden: hidden === undefined ? undefined : [...hidden], epochs, batchSize, learningRate },
    ...{ network, filters: filters === undefined ? undefined : [...filters], maxTokens },
  });
}
