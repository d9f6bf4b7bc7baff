import { nameOf } from "../../../job/tune/named.ts";
import type { Setting, TrialRow } from "../../types.ts";
import { at, isObject, type Json, list, score, text } from "../json.ts";
import { settingsOf } from "../settings.ts";
import { EMPTY, errorOf, finite, mean, recipeRow, type Sources } from "./line.ts";
import { running } from "./running.ts";

/** A trial as the journal of its search tells of it. */
interface Asked {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly scores: unknown[];
  /** Why it failed. */
  why: string;
  /** Folds that were asked for. */
  asked: number;
}

/** Trials by their number. */
function trialsIn(study: readonly Json[], base: Readonly<Record<string, Setting>>): ReadonlyMap<unknown, Asked> {
  const found = new Map<unknown, Asked>();
  for (const record of study) {
    const id = record["id"];
    if (record["type"] === "asked" && !found.has(id)) {
      const name = nameOf({ id: id as number, source: text(record["source"]) });
      found.set(id, { name, settings: { ...base, ...settingsOf(record["values"]) }, scores: [], why: "", asked: 0 });
    }
    const trial = found.get(id);
    if (trial === undefined) continue;
    if (record["type"] === "asked") trial.asked++;
    if (record["type"] !== "told") continue;
    const outcome = record["outcome"];
    trial.scores.push(at(outcome, "score"));
    trial.why ||= text(at(outcome, "failed"));
  }
  return found;
}

/** How a trial stands: as the result says of it, else by its folds. */
function stateOf(
  { scores, why, asked }: Asked,
  done: Json | undefined,
  { folds, isRunning }: { readonly folds: number; readonly isRunning: boolean },
): TrialRow["state"] {
  if (isObject(at(done, "fresh"))) return "done";
  const cut = isRunning ? "running" : "stopped";
  // Results of earlier versions say running of what the end of the time cut off.
  const ended = done?.["state"] === "running" && !isRunning ? "stopped" : done?.["state"];
  const open = asked > scores.length ? cut : "pruned";
  const whole = why !== "" ? "failed" : scores.length >= folds ? "done" : open;
  return (ended ?? whole) as TrialRow["state"];
}

/** Trials of a search by their number, from its journal. */
export function searched(sources: Sources, sign: number): TrialRow[] {
  const { study, studyJob, result, isRunning } = sources;
  const base = settingsOf(at(at(studyJob, "options"), "base"));
  const folds = score(at(studyJob, "folds")) ?? 1;
  const final = new Map(list(at(result, "trials")).map((trial) => [trial["id"], trial]));
  const fresh = new Map(list(at(result, "recipes")).map((line) => [text(line["name"]), line]));
  const winner = text(at(result, "winner"));
  const trained = new Map(running({ ...sources, recipes: [] }, sign).map((row) => [row.name, row]));
  return [...trialsIn(study, base)].map(([id, trial]) => {
    const { name, settings, scores, why } = trial;
    const done = final.get(id);
    const values = finite(scores);
    const line = done === undefined ? undefined : fresh.get(text(done["name"]));
    const again = at(done, "fresh");
    return {
      ...{ ...EMPTY, name, settings, state: stateOf(trial, done, { folds, isRunning }), repeats: values.length },
      ...{ train: trained.get(name)?.train ?? null, gap: trained.get(name)?.gap ?? null },
      validation: score(at(at(done, "score"), "mean")) ?? mean(values),
      se: score(at(at(done, "score"), "se")) ?? errorOf(values),
      ...(line === undefined ? {} : pick(recipeRow(line, {}, winner))),
      ...(isObject(again) ? { fresh: { mean: score(again["mean"]), se: score(again["se"]) } } : {}),
      ...(done?.["tied"] === true ? { tied: true as const } : {}),
      ...(name === winner ? { isWinner: true as const } : {}),
      ...(why === "" && done?.["reason"] === undefined ? {} : { reason: why || text(done?.["reason"]) }),
    };
  });
}

const pick = ({ train, gap, zeros, epochs, effect }: TrialRow) => ({
  ...{ train, gap, zeros, epochs },
  ...(effect === undefined ? {} : { effect }),
});
