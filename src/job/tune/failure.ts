import { plural } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import type { Row } from "../../decide/index.ts";
import type { RunFolder } from "../../observe/index.ts";
import { quoted } from "../command.ts";
import type { Outcome } from "../summarize.ts";
import { nameOf } from "./named.ts";
import type { SearchEnd, StudyJob } from "./types.ts";

/** E107 with the command that goes on. */
export function interrupted({ path }: RunFolder, rows: readonly Row[]): RegularizeError {
  const finished = rows.filter(({ state }) => state !== "running").length;
  return new RegularizeError({
    code: "E107",
    message: "Interrupted",
    details: [`${finished} of ${rows.length} trials are finished; everything is in the journal of ${path}`],
    todo: `regularize resume ${quoted(path)}`,
  });
}

interface Spent {
  readonly job: StudyJob;
  readonly ended: SearchEnd;
  /** Seconds that one trial takes; NaN when not even a fold was finished. */
  readonly seconds: number;
}

/** E404 with the causes when trials failed, E105 when there was no time for one. */
export function noneFinished(rows: readonly Row[], spent: Spent, outcomes: readonly Outcome[] = []): RegularizeError {
  const failed = rows.flatMap((row) => (row.state === "failed" ? [`${nameOf(row)}: ${row.reason ?? ""}`] : []));
  const fresh = outcomes.flatMap(({ name, error }) =>
    error === undefined ? [] : [`${name}: ${error.code} ${error.message}`],
  );
  if (failed.length + fresh.length > 0 || spent.ended !== "time")
    return new RegularizeError({
      code: "E404",
      message: "No trial finished",
      details: [...fresh, ...failed].slice(0, 12),
      todo: "--lr 1e-4, or look at one of them with regularize fit",
    });
  const { job, seconds } = spent;
  return tooShort({ budgetSeconds: job.options.budgetSeconds, folds: job.folds, seconds });
}

interface TooShort {
  readonly budgetSeconds: number | undefined;
  readonly folds: number;
  readonly seconds: number;
}

/** E105 with the seconds that one trial takes. */
export function tooShort({ budgetSeconds, folds, seconds }: TooShort): RegularizeError {
  const least = Math.ceil(seconds * 3);
  return new RegularizeError({
    code: "E105",
    where: "--budget",
    message: `${budgetSeconds} s are not enough for one trial of ${plural(folds, "repeat")}${
      Number.isFinite(seconds) ? `: one takes about ${Number(seconds.toPrecision(2))} s` : ""
    }`,
    todo: Number.isFinite(least)
      ? `--budget ${Math.max(1, least)}s at least, or fewer --epochs`
      : "--budget 5m, or fewer --epochs",
  });
}
