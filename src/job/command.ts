import { basename } from "node:path";
import type { CompareOptions } from "./types.ts";

const quoted = (word: string): string => (/^[\w./:=+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
const percent = (part: number): string => String(Number((part <= 1 ? 100 * part : part).toPrecision(6)));

/** The command that repeats a comparison; files by their name only, so that no path of a machine is told. */
export function commandOf(options: CompareOptions): string {
  const { base = {} } = options;
  const flags: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ["--target", options.target],
    ["--task", options.task],
    ["--metric", options.metric],
    ["--seeds", options.seeds],
    ["--seed", options.seed],
    ["--split", options.split?.map(percent).join("/")],
    ["--group", options.group],
    ["--time", options.time],
    ["--epochs", base.epochs],
    ["--batch-size", base.batchSize],
    ["--hidden", base.hidden?.join(",")],
    ["--lr", base.learningRate],
    ...(options.keep ?? []).map((name) => ["--keep", name] as const),
    ...(options.drop ?? []).map((name) => ["--drop", name] as const),
  ];
  const given = flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quoted(String(value))]));
  return ["regularize", "compare", quoted(basename(options.data)), ...given].join(" ");
}
