import type { Io } from "./io.ts";
import { isInteractive } from "./text/colors.ts";
import { showSeconds } from "./text/numbers.ts";
import { createRegion } from "./text/region.ts";

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
  /** Lines for a person who looks on: counts, curves. */
  readonly details?: readonly string[];
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
/** No eye follows more than about ten pictures a second. */
const DRAW_MS = 90;
const BAR_COLUMNS = 24;

export const silent: Progress = { step: () => {}, log: () => {}, stop: () => {} };

/** A live view for a person at a terminal, otherwise a plain line now and then. */
export function createProgress(io: Pick<Io, "env" | "stderr" | "now">): Progress {
  return isInteractive(io.env, io.stderr.isTTY === true) ? liveProgress(io) : plainProgress(io);
}

/** `12/50 trials  dropout .5  validation .839  24 s`: at most one line in ten seconds, and one for the last step; seconds since the command began. */
export function plainProgress({ stderr, now }: Pick<Io, "stderr" | "now">): Progress {
  let last = now();
  let told = 0;
  const print = (text: string): unknown => stderr.write(`${text}\n`);
  return {
    step: ({ done, total, unit, label, outcome }) => {
      // A step may have parts: the last is told once.
      if (now() - last < QUIET_MS && (done < total || done === told)) return;
      [last, told] = [now(), done];
      const parts = [`${done}/${total} ${unit}`, label, outcome, `${Math.round(last / 1000)} s`];
      print(parts.join("  "));
    },
    log: (lines) => {
      for (const line of lines) print(line);
    },
    stop: () => {},
  };
}

/** A bar with the time left, and below it what there is to look at. All of it is gone when the work is done. */
function liveProgress({ stderr, now }: Pick<Io, "stderr" | "now">): Progress {
  const start = now();
  const region = createRegion(stderr);
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    step: (step) => {
      const time = now();
      if (time - drawn < DRAW_MS && step.done < step.total) return;
      drawn = time;
      region.draw([barLine(step, (time - start) / 1000), ...(step.details ?? [])]);
    },
    log: (lines) => region.print(lines),
    stop: () => region.clear(),
  };
}

/** ` ██████░░░░  12/50 trials  1:34 min left  dropout .5` */
function barLine({ done, total, unit, label }: Step, seconds: number): string {
  const full = Math.max(0, Math.min(BAR_COLUMNS, Math.round((BAR_COLUMNS * done) / Math.max(1, total))));
  const bar = "█".repeat(full) + "░".repeat(BAR_COLUMNS - full);
  const left = showSeconds((seconds / Math.max(1, done)) * Math.max(0, total - done));
  return ` ${bar} ${done}/${total} ${unit}  ${left} left  ${label}`;
}
