import type { DataOptions } from "../../job/types.ts";
import { showSeconds } from "../text/numbers.ts";
import { clean } from "../text/width.ts";
import { copied } from "./lines.ts";

/** A path as a shell takes it. */
export const quoted = (path: string): string =>
  /^[\w./:@%+=,-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

interface Saved {
  readonly run: string;
  readonly seconds: number;
}

/** What a job was given, as far as it is known where its result is shown. */
export type Given = DataOptions | undefined;

/** A name for more of such data: of a table its ending, of anything else, which are images, a folder. */
export function newLike(of: Given): string {
  const [, ending] = /\.(csv|tsv|txt|parquet|jsonl|ndjson|json)(?:\.gz)?$/iu.exec(of?.data ?? "data.csv") ?? [];
  return ending === undefined ? "new-images/" : `new.${ending.toLowerCase()}`;
}

/** Where a run is saved, and what to do with it. */
export const savedLines = ({ run, seconds }: Saved, files: readonly string[], of: Given): string[] => [
  copied("saved", `${clean(run)}/  ${files.join("  ")}  (${showSeconds(seconds)})`),
  copied("next", `regularize predict ${clean(quoted(run))} ${newLike(of)}`),
];
