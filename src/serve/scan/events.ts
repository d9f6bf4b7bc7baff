import { hostname } from "node:os";
import { isAlive } from "../../job/store/alive.ts";
import { hidePaths } from "../../observe/paths.ts";
import type { CurveColumns, Failure, NoticeLine, Parts, Progress } from "../types.ts";
import { at, isObject, type Json, list, score, text } from "./json.ts";

/** What `events.jsonl` tells of the job that writes it. */
export interface Told {
  readonly start: Json | undefined;
  readonly notices: readonly NoticeLine[];
  readonly failures: readonly Failure[];
  readonly curves: readonly CurveColumns[];
  readonly recipes: readonly Json[];
  readonly trials: readonly Json[];
  readonly progress: Progress | undefined;
  readonly end: Json | undefined;
  /** The process that began it still is. */
  readonly isAlive: boolean;
}

function isThere(start: Json | undefined): boolean {
  const pid = start?.["pid"];
  const isProcess = typeof pid === "number" && Number.isInteger(pid) && pid >= 2;
  return isProcess && start?.["host"] === hostname() && isAlive(pid);
}

const numbers = (value: unknown): (number | null)[] => (Array.isArray(value) ? value.map(score) : []);
const counts = (value: unknown): number[] => numbers(value).map((n) => n ?? 0);
const partsOf = (value: unknown): Parts => ({
  train: numbers(at(value, "train")),
  validation: numbers(at(value, "validation")),
});

const curveOf = (record: Json): CurveColumns => ({
  recipe: text(record["recipe"]),
  repeat: score(record["repeat"]) ?? 0,
  kept: score(record["kept"]) ?? 0,
  epoch: counts(record["epoch"]),
  steps: counts(record["steps"]),
  loss: partsOf(record["loss"]),
  metric: partsOf(record["metric"]),
});

/** How far it is: epochs of a fit, trials of anything else. */
function progressOf(mine: readonly Json[], failed: number): Progress | undefined {
  const last = mine.findLast(({ type }) => type === "trial" || type === "epoch");
  if (last === undefined) return undefined;
  const isFit = last["type"] === "epoch";
  const [done, total] = isFit ? [last["epoch"], last["epochs"]] : [last["done"], last["total"]];
  const seconds = score(last["at"]) ?? 0;
  const [count, all] = [score(done) ?? 0, score(total) ?? 0];
  const first = mine.find(({ type }) => type === last["type"]);
  const [from, begun] = [score(isFit ? first?.["epoch"] : first?.["done"]) ?? 0, score(first?.["at"]) ?? 0];
  const rate = count > from ? (seconds - begun) / (count - from) : count > 0 ? seconds / count : null;
  const left = rate === null ? null : Math.max(0, all - count) * rate;
  return { done: count, total: all, unit: isFit ? "epochs" : "trials", seconds, left, failed };
}

/** Reads the records; a job that was gone on with has several starts, and the last one counts. */
export function understand(records: readonly Json[]): Told {
  const from = records.findLastIndex(({ type }) => type === "start");
  const mine = records.slice(Math.max(0, from));
  const ofType = (type: string): readonly Json[] => records.filter((record) => record["type"] === type);
  const start = from < 0 ? undefined : records[from];
  const end = mine.findLast(({ type }) => type === "end");
  const failures = ofType("trial").flatMap((record): Failure[] => {
    if (record["status"] !== "failed") return [];
    const cause = [text(at(record["error"], "code"), 10), hidePaths(text(at(record["error"], "message")))].join(" ");
    return [{ trial: `${text(record["recipe"])} #${score(record["seed"]) ?? 0}`, cause }];
  });
  return {
    start,
    end,
    failures,
    notices: mine
      .filter(({ type }) => type === "notice")
      .slice(0, 200)
      .map((record) => ({ topic: text(record["topic"], 20), message: hidePaths(text(record["message"], 2000)) })),
    curves: ofType("curve").map(curveOf),
    recipes: list(ofType("recipes").at(-1)?.["recipes"]),
    trials: [...ofType("trial"), ...ofType("epoch").slice(-1)].filter(isObject),
    progress: progressOf(mine, failures.length),
    isAlive: end === undefined && isThere(start),
  };
}
