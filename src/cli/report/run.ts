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

/** Where a run is saved, and what to do with it. */
export const savedLines = ({ run, seconds }: Saved, files: readonly string[]): string[] => [
  copied("saved", `${clean(run)}/  ${files.join("  ")}  (${showSeconds(seconds)})`),
  copied("next", `regularize predict ${clean(quoted(run))} new.csv`),
];
