import { basename, join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { openRun, type Run } from "../../observe/folder/open.ts";
import { hidePaths } from "../../observe/paths.ts";
import { TRIALS_KINDS } from "../../job/store/kinds.ts";
import { editAsFlags } from "../../job/command.ts";
import type { Ends, JobName, NextStep, RunState, RunSummary } from "../types.ts";
import { type Told, understand } from "./events.ts";
import { quickDisk, records } from "./disk.ts";
import { jobOf, type Marks, marksOf } from "./files.ts";
import { at, isObject, type Json, score, text } from "./json.ts";
import { rowsOf } from "./rows.ts";

/** A run folder as it was read. */
export interface ReadRun {
  readonly id: string;
  readonly path: string;
  readonly summary: RunSummary;
  readonly told: Told;
  readonly run: Run | undefined;
  readonly result: Json | undefined;
  readonly card: Json | undefined;
  readonly job: Json | undefined;
}

const JOBS: readonly JobName[] = ["fit", "compare", "tune", "sweep", "learning-curve", "ablate"];
const jobName = (value: unknown): JobName | "" => JOBS.find((name) => name === value) ?? "";

/** Milliseconds in which a folder without events may still be written to. */
const LATELY = 15_000;

async function jsonOf(run: Run | undefined, file: string): Promise<Json | undefined> {
  if (run === undefined || !Object.hasOwn(run.manifest.files, file)) return undefined;
  const parsed: unknown = JSON.parse(await run.readText(file));
  return isObject(parsed) ? parsed : undefined;
}

function stateOf(run: Run | undefined, { end, isAlive, start }: Told, changed: number): RunState {
  if (run !== undefined) return "done";
  if (isAlive) return "running";
  if (start === undefined) return Date.now() - changed < LATELY ? "running" : "stopped";
  return end?.["state"] === "failed" && at(end["error"], "code") !== "E107" ? "failed" : "stopped";
}

const endsOf = (value: unknown): Ends => ({
  value: score(at(value, "value")),
  low: score(at(value, "low")),
  high: score(at(value, "high")),
});

function testOf(result: Json | undefined): Pick<RunSummary, "test"> {
  const test = result?.["test"];
  if (!isObject(test)) return {};
  const winner = endsOf(test["winner"] ?? test["chosen"] ?? test);
  const reference = endsOf(test["plain"] ?? test["reference"]);
  const difference = endsOf(test["difference"]);
  return { test: { rows: score(test["rows"] ?? at(result?.["rows"], "test")) ?? 0, winner, reference, difference } };
}

function metricOf(value: unknown): RunSummary["metric"] {
  if (!isObject(value)) return null;
  const name = text(value["name"], 80);
  return name === ""
    ? null
    : { name, title: text(value["title"], 80) || name, better: value["better"] === "lower" ? "lower" : "higher" };
}

/** What the result says is to be done next; a fit says it with its diagnosis. */
function nextOf(result: Json | undefined): NextStep | null {
  const diagnosis = result?.["diagnosis"];
  const next = at(diagnosis, "next") ?? result?.["next"];
  const edit = hidePaths(editAsFlags(text(at(next, "edit"), 2000)));
  if (edit === "") return null;
  const others = at(diagnosis, "also") ?? at(next, "also");
  const also = (Array.isArray(others) ? others : []).map((of) => text(isObject(of) ? of["sentence"] : of, 2000));
  return {
    ...{ edit, expect: hidePaths(text(at(next, "expect"), 2000)) },
    also: also
      .filter(Boolean)
      .slice(0, 8)
      .map((sentence) => hidePaths(sentence)),
  };
}

const referenceOf = (job: JobName | "", result: Json | undefined): string => {
  if (job === "compare" || job === "tune") return "plain";
  if (job === "ablate") return "the full recipe";
  return job === "sweep" ? `${text(at(result?.["strength"], "key"))} ${score(result?.["reference"]) ?? ""}` : "";
};

/** A run that is at work, or was stopped or killed, has its `job.json`; one that lacks repeats for an interrupt has it beside its result. */
function isResumable(state: RunState, job: Json | undefined): boolean {
  const kind = job?.["kind"];
  if (state === "stopped" || state === "failed") return kind === "fit" || kind === "tune" || isOfTrials(kind);
  return state === "done" && isOfTrials(kind);
}

const isOfTrials = (kind: unknown): boolean => TRIALS_KINDS.some((name) => name === kind);

interface Facts extends Omit<ReadRun, "summary"> {
  readonly changed: number;
  readonly study: readonly Json[];
}

function summaryOf(facts: Facts): RunSummary {
  const { id, path, told, run, result, card, job, changed, study } = facts;
  const kind = jobName(run?.manifest.about["kind"] ?? told.start?.["job"] ?? job?.["kind"]);
  const state = stateOf(run, told, changed);
  const metric = metricOf(result?.["metric"] ?? told.start?.["metric"] ?? { name: job?.["metric"] });
  const cause = at(told.end, "error");
  const options = told.start?.["options"] ?? job?.["options"];
  return {
    ...{ id, name: basename(path), job: kind, state, changed, metric },
    data: text(at(card?.["data"], "name") ?? told.start?.["data"]) || basename(text(at(job?.["options"], "data"))),
    target: text(card?.["target"] ?? at(options, "target")),
    task: text(result?.["task"] ?? told.start?.["task"], 20),
    conclusion: hidePaths(text(result?.["conclusion"], 2000)),
    ...{ next: nextOf(result), winner: text(result?.["winner"]) },
    reference: referenceOf(kind, result),
    ...{ baseline: score(result?.["baseline"]), seconds: score(result?.["seconds"]) },
    ...testOf(result),
    ...(told.progress === undefined || state === "done" ? {} : { progress: told.progress }),
    ...(isObject(cause) && state !== "done"
      ? { reason: `${text(cause["code"], 10)} ${hidePaths(text(cause["message"], 1000))}` }
      : {}),
    resumable: isResumable(state, job),
    trials: rowsOf(
      {
        job: kind,
        result,
        recipes: told.recipes,
        card,
        study,
        studyJob: job,
        told: told.trials,
        isRunning: state === "running",
      },
      metric?.better,
    ),
  };
}

const NOTHING = understand([]);

/** A folder that cannot be read, with the reason; the others are shown all the same. */
function refused(id: string, path: string, changed: number, error: unknown): ReadRun {
  const reason =
    error instanceof RegularizeError
      ? `${error.code} ${error.message}${error.received === undefined ? "" : ` (${error.received})`}`
      : String(error);
  const summary: RunSummary = {
    ...{ id, name: basename(path), job: "", state: "refused", changed, data: "", target: "", task: "", metric: null },
    ...{
      conclusion: "",
      next: null,
      winner: "",
      reference: "",
      baseline: null,
      seconds: null,
      resumable: false,
      trials: [],
    },
    reason: hidePaths(reason).slice(0, 1000),
  };
  return { id, path, summary, told: NOTHING, run: undefined, result: undefined, card: undefined, job: undefined };
}

/** When anything of it was last written. */
const changeOf = ([manifest, ...others]: Marks): number =>
  manifest?.mtimeMs ?? Math.max(0, ...others.map((found) => found?.mtimeMs ?? 0));

/** Of a finished fit its events and its job tell nothing that its lines show. */
const saysAll = (run: Run | undefined, result: Json | undefined, card: Json | undefined): boolean =>
  run?.manifest.about["kind"] === "fit" &&
  metricOf(result?.["metric"]) !== null &&
  text(at(card?.["data"], "name")) !== "" &&
  text(card?.["target"]) !== "";

/**
 * Reads a run folder, whatever state it is in; `brief` is what its lines need. It never throws: what cannot be read is `refused`.
 */
export async function readRun(
  id: string,
  path: string,
  { brief = false, marks = marksOf(path) }: { readonly brief?: boolean; readonly marks?: Marks } = {},
): Promise<ReadRun> {
  const changed = changeOf(marks);
  try {
    const run = marks[0] === undefined ? undefined : await openRun(path, { fs: quickDisk });
    const result = await jsonOf(run, "result.json");
    const card = await jsonOf(run, "recipe.json");
    const isTold = brief && saysAll(run, result, card);
    const job = isTold ? undefined : await jobOf(path);
    const told = isTold ? NOTHING : understand(records(join(path, "events.jsonl")));
    const study = job?.["kind"] === "tune" ? records(join(path, "study.jsonl")) : [];
    const facts = { id, path, told, run, result, card, job };
    return { ...facts, summary: summaryOf({ ...facts, changed, study }) };
  } catch (error) {
    return refused(id, path, changed, error);
  }
}
