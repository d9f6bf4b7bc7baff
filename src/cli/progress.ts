import type { Io } from "./io.ts";
import { isInteractive } from "./text/colors.ts";
import { showSeconds } from "./text/numbers.ts";
import { truncate } from "./text/width.ts";

/** One of many equal parts of the work is done. */
export interface Step {
  readonly done: number;
  readonly total: number;
  /** What is counted: `trials`. */
  readonly unit: string;
  /** What was done, on one line, safe to print. */
  readonly label: string;
  /** How it went. */
  readonly outcome: string;
}

/** Shows on stderr how far the work is. */
export interface Progress {
  step(step: Step): void;
  /** Prints lines that stay. */
  log(lines: readonly string[]): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

const QUIET_MS = 10_000;
const BAR_COLUMNS = 24;
/** Columns of the bar's line besides what was done. */
const BAR_LINE = BAR_COLUMNS + 32;

export const silent: Progress = { step: () => {}, log: () => {}, stop: () => {} };

/** A bar for a person at a terminal, otherwise a plain line now and then. */
export async function createProgress(io: Pick<Io, "env" | "stderr" | "now">): Promise<Progress> {
  return isInteractive(io.env, io.stderr.isTTY === true) ? barProgress(io) : plainProgress(io);
}

/** `12/50 trials  dropout .5  validation .839  24 s`: at most one line in ten seconds, and one for the last step. */
export function plainProgress({ stderr, now }: Pick<Io, "stderr" | "now">): Progress {
  const start = now();
  let last = start;
  const print = (text: string): unknown => stderr.write(`${text}\n`);
  return {
    step: ({ done, total, unit, label, outcome }) => {
      if (now() - last < QUIET_MS && done < total) return;
      last = now();
      const parts = [`${done}/${total} ${unit}`, label, outcome, `${Math.round((last - start) / 1000)} s`];
      print(parts.join("  "));
    },
    log: (lines) => {
      for (const line of lines) print(line);
    },
    stop: () => {},
  };
}

async function barProgress({ stderr, now }: Pick<Io, "stderr" | "now">): Promise<Progress> {
  const { default: cliProgress } = await import("cli-progress");
  const create = () =>
    new cliProgress.SingleBar({
      format: " {bar} {value}/{total} {unit}  {left} left  {label}",
      barCompleteChar: "█",
      barIncompleteChar: "░",
      barsize: BAR_COLUMNS,
      clearOnComplete: true,
      stream: stderr as NodeJS.WriteStream,
    });
  const start = now();
  let bar: ReturnType<typeof create> | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    step: ({ done, total, unit, label }) => {
      const left = showSeconds(((now() - start) / 1000 / done) * (total - done));
      const payload = { unit, left, label: truncate(label, Math.max(8, (stderr.columns ?? 80) - BAR_LINE)) };
      if (bar === undefined) {
        bar = create();
        bar.start(total, done, payload);
      } else bar.update(done, payload);
    },
    log: (lines) => {
      stop();
      for (const line of lines) stderr.write(`${line}\n`);
    },
    stop,
  };
}
