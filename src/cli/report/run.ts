import { showSeconds } from "../text/numbers.ts";
import { clean } from "../text/width.ts";
import { labelled, type Style } from "./lines.ts";

/** A path as a shell takes it. */
export const quoted = (path: string): string =>
  /^[\w./:@%+=,-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

interface Saved {
  readonly run: string;
  readonly seconds: number;
}

export const saved = ({ run, seconds }: Saved, files: readonly string[], style: Style): string[] =>
  labelled("saved", `${clean(run)}/  ${files.join("  ")}  (${showSeconds(seconds)})`, style, false);

export const nextSteps = (run: string, style: Style): string[] =>
  labelled("next", `regularize predict ${clean(quoted(run))} new.csv`, style, false);
