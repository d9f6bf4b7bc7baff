import { basename, isAbsolute, join, relative } from "node:path";
import { importanceOf, LEAST_TRIALS } from "../../decide/index.ts";
import { keyOf } from "../../core/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { understood } from "../../job/tune/journal.ts";
import { quoted } from "../../job/command.ts";
import { hidePaths } from "../../observe/index.ts";
import type { StudyJob } from "../../job/tune/types.ts";
import type { ImportanceView, RunDetail } from "../types.ts";
import { records } from "./disk.ts";
import { at, isObject, list, score, text } from "./json.ts";
import { logOf } from "./log.ts";
import { searchedRows } from "./searched.ts";
import type { ReadRun } from "./summary.ts";

function rowsOf(result: unknown): RunDetail["rows"] {
  const rows = at(result, "rows");
  if (!isObject(rows)) return null;
  const [train, validation, test] = [rows["train"], rows["validation"], rows["test"]].map((n) => score(n) ?? 0);
  return { train: train!, validation: validation!, test: test! };
}

/** What a search learned of its settings, from its own journal; null where there is too little. */
async function importanceView({ path, job, summary }: ReadRun): Promise<ImportanceView | null> {
  if (summary.job !== "tune" || job === undefined) return null;
  try {
    const study = job as unknown as StudyJob;
    const kind = summary.task === "regression" ? "regression" : summary.task === "binary" ? "binary" : "multiclass";
    const metric = metricFor(kind, study.metric);
    const { events } = understood(records(join(path, "study.jsonl")) as never);
    const rows = searchedRows(study.space, events, metric.better);
    const found = importanceOf(study.space, rows, { better: metric.better, key: keyOf(study.options.seed ?? 42) });
    if (found.trials < LEAST_TRIALS) return null;
    return { own: found.own.slice(0, 30), pairs: found.pairs.slice(0, 12), trials: found.trials };
  } catch {
    // A journal or a space that this version does not read: the page is shown without it.
    return null;
  }
}

function scalesOf({ job, result }: ReadRun): RunDetail["scales"] {
  const swept = at(result, "strength");
  if (isObject(swept)) return { [text(swept["key"], 80)]: swept["scale"] === "log" ? "log" : "linear" };
  const parameters = list(at(at(job, "space"), "parameters"));
  return Object.fromEntries(
    parameters.map((parameter) => {
      const isNumber = typeof parameter["low"] === "number" || typeof parameter["min"] === "number";
      const isLog = [parameter["scale"], parameter["type"], parameter["kind"]].includes("log");
      return [text(parameter["name"], 80), isLog ? "log" : isNumber ? "linear" : "choice"] as const;
    }),
  );
}

/** The command that goes on with a run; no folder is named that is not below where the server runs. */
function resumeOf({ path }: ReadRun): string {
  const below = relative(process.cwd(), path);
  return `regularize resume ${quoted(below.startsWith("..") || isAbsolute(below) ? basename(path) : below)}`;
}

/** What the page shows of one run beside its lines. */
export async function detailOf(read: ReadRun): Promise<RunDetail> {
  const { summary, told, run, result } = read;
  return {
    summary,
    notices: told.notices,
    failures: told.failures.slice(0, 500),
    rows: rowsOf(result),
    files: Object.entries(run?.manifest.files ?? {}).map(([name, { bytes }], id) => ({ id, name, bytes })),
    command: hidePaths(text(told.start?.["command"], 4000)),
    resume: summary.resumable ? resumeOf(read) : "",
    log: logOf(records(join(read.path, "events.jsonl"))),
    importance: await importanceView(read),
    scales: scalesOf(read),
  };
}
