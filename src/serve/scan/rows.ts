import { nameOf } from "../../job/tune/named.ts";
import type { JobName, Score, Setting, TrialRow } from "../types.ts";
import { at, isObject, type Json, list, score, text } from "./json.ts";
import { settingsOf } from "./settings.ts";

/** What the lines of the runs table are made of. */
export interface Sources {
  readonly job: JobName | "";
  readonly result: Json | undefined;
  /** Recipes that were told of, and that of the model that was kept. */
  readonly recipes: readonly Json[];
  readonly card: Json | undefined;
  /** `study.jsonl` and `job.json` of a search. */
  readonly study: readonly Json[];
  readonly studyJob: Json | undefined;
  /** Trial events. */
  readonly told: readonly Json[];
  readonly isRunning: boolean;
}

const mean = (values: readonly number[]): Score =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
const finite = (values: readonly unknown[]): number[] => values.map(score).filter((value) => value !== null);

function errorOf(values: readonly number[]): Score {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

const EMPTY = {
  state: "done",
  settings: {},
  ...{ train: null, validation: null, se: null, gap: null, zeros: null, epochs: null, repeats: 0 },
} as const;

function recipeRow(line: Json, settings: Readonly<Record<string, Setting>>, winner: string): TrialRow {
  const name = text(line["name"]);
  const failed = text(line["failed"]);
  const effect = line["effect"];
  return {
    ...{ ...EMPTY, name, settings, state: failed === "" ? "done" : "failed" },
    train: score(isObject(line["train"]) ? at(line["train"], "mean") : line["train"]),
    validation: score(at(line["validation"], "mean")),
    se: score(at(line["validation"], "se")),
    ...{ gap: score(line["gap"]), zeros: score(line["zeros"]), epochs: score(line["epochs"]) },
    repeats: list(line["scores"]).length,
    ...(isObject(effect)
      ? { effect: { mean: score(effect["mean"]), low: score(effect["low"]), high: score(effect["high"]) } }
      : {}),
    ...(name === winner ? { isWinner: true as const } : {}),
    ...(failed === "" ? {} : { reason: failed }),
  };
}

/** Recipes that cannot be told from the winner: their interval overlaps its standard error. */
function withTies(rows: readonly TrialRow[], better: unknown): TrialRow[] {
  const best = rows.find(({ isWinner }) => isWinner);
  if (best === undefined || best.validation === null) return [...rows];
  const limit = best.se ?? 0;
  const behind = (row: TrialRow): number =>
    row.validation === null ? Number.NaN : (best.validation! - row.validation) * (better === "lower" ? -1 : 1);
  return rows.map((row) => (row !== best && behind(row) <= limit ? { ...row, tied: true as const } : row));
}

function compared({ result, recipes, card }: Sources): TrialRow[] {
  const winner = text(at(result, "winner"));
  const known = new Map(recipes.map((recipe) => [text(recipe["name"]), settingsOf(recipe)]));
  const kept = at(card, "recipe");
  const rows = list(at(result, "recipes")).map((line) => {
    const name = text(line["name"]);
    return recipeRow(line, known.get(name) ?? (name === winner ? settingsOf(kept) : {}), winner);
  });
  return withTies(rows, at(at(result, "metric"), "better"));
}

function swept({ result }: Sources): TrialRow[] {
  const key = text(at(at(result, "strength"), "key"));
  const chosen = at(result, "chosen");
  return list(at(result, "strengths")).map((line) => {
    const value = score(line["value"] ?? line["strength"]);
    const row = recipeRow(line, { [key]: value }, "");
    return value !== null && value === chosen ? { ...row, isWinner: true as const } : row;
  });
}

const grown = ({ result }: Sources): TrialRow[] =>
  list(at(result, "sizes")).map((line) => recipeRow(line, { "training rows": score(line["rows"]) }, ""));

/** The recipe, and the same without each of its parts: what leaving it out does. */
function ablated({ result }: Sources): TrialRow[] {
  const recipe = at(result, "recipe");
  const settings = settingsOf(recipe);
  const full = { name: text(at(recipe, "name")) || "full recipe", validation: at(result, "full") };
  const parts = list(at(result, "parts")).map((part): TrialRow => {
    const { [text(part["key"])]: _, ...others } = settings;
    const effect = part["effect"];
    const [mean, low, high] = ["mean", "high", "low"].map((key) => score(at(effect, key)));
    const opposite = (value: Score | undefined): Score => (value === null || value === undefined ? null : -value);
    return {
      ...recipeRow({ name: `without ${text(part["label"])}`, validation: part["without"] }, others, ""),
      repeats: score(at(result, "repeats")) ?? 0,
      effect: { mean: opposite(mean), low: opposite(low), high: opposite(high) },
      reason: text(part["sentence"]),
    };
  });
  return [{ ...recipeRow(full, settings, ""), repeats: score(at(result, "repeats")) ?? 0 }, ...parts];
}

function fitted({ result, card, studyJob, told }: Sources, sign: number): TrialRow[] {
  const recipe = at(card, "recipe") ?? at(studyJob, "recipe");
  const last = told.findLast(({ type }) => type === "epoch");
  const of = result ?? last;
  const [train, validation] = [score(at(of, "train")), score(at(of, "validation"))];
  const distance = train === null || validation === null ? null : sign * (train - validation);
  return [
    {
      ...{ ...EMPTY, name: text(at(recipe, "name")) || "fit", settings: settingsOf(recipe) },
      state: result === undefined ? "running" : "done",
      ...{ train, validation, gap: score(at(result, "gap")) ?? distance },
      epochs: score(at(result, "bestEpoch") ?? at(last, "epoch")),
      ...{ repeats: 1, isWinner: true },
    },
  ];
}

/** Trials of a search by their number, from its journal. */
function searched(sources: Sources, sign: number): TrialRow[] {
  const { study, studyJob, result, isRunning } = sources;
  const base = settingsOf(at(at(studyJob, "options"), "base"));
  const folds = score(at(studyJob, "folds")) ?? 1;
  const final = new Map(list(at(result, "trials")).map((trial) => [trial["id"], trial]));
  const fresh = new Map(list(at(result, "recipes")).map((line) => [text(line["name"]), line]));
  const winner = text(at(result, "winner"));
  const trained = new Map(running({ ...sources, recipes: [] }, sign).map((row) => [row.name, row]));
  const found = new Map<
    unknown,
    { name: string; settings: Record<string, Setting>; scores: unknown[]; why: string; asked: number }
  >();
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
  return [...found].map(([id, { name, settings, scores, why, asked }]) => {
    const done = final.get(id);
    const values = finite(scores);
    const isWhole = scores.length >= folds;
    const cut = isRunning ? "running" : "stopped";
    const open = asked > scores.length ? cut : "pruned";
    // Results of earlier versions say running of what the end of the time cut off.
    const ended = done?.["state"] === "running" && !isRunning ? "stopped" : done?.["state"];
    const line = done === undefined ? undefined : fresh.get(text(done["name"]));
    const again = at(done, "fresh");
    const whole = why !== "" ? "failed" : isWhole ? "done" : open;
    const state = (isObject(again) ? "done" : (ended ?? whole)) as TrialRow["state"];
    return {
      ...{ ...EMPTY, name, settings, state, repeats: values.length },
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

/** What is known of recipes while they are trained: means over the repeats so far. */
function running({ told, recipes }: Sources, sign: number): TrialRow[] {
  const byName = new Map<string, Json[]>();
  for (const record of told)
    if (record["type"] === "trial") {
      const name = text(record["recipe"]);
      byName.set(name, [...(byName.get(name) ?? []), record]);
    }
  const names = [...new Set([...recipes.map((recipe) => text(recipe["name"])), ...byName.keys()])];
  return names.map((name) => {
    const of = byName.get(name) ?? [];
    const validation = finite(of.map((record) => record["validation"]));
    const [train, valid] = [mean(finite(of.map((record) => record["train"]))), mean(validation)];
    const failed = of.find((record) => record["status"] === "failed");
    return {
      ...{ ...EMPTY, name, settings: settingsOf(recipes.find((recipe) => recipe["name"] === name)) },
      state: failed === undefined ? "running" : "failed",
      ...{ train, validation: valid, se: errorOf(validation), repeats: validation.length },
      gap: train === null || valid === null ? null : sign * (train - valid),
      ...(failed === undefined ? {} : { reason: text(at(failed["error"], "message")) }),
    };
  });
}

/** The lines that a run has in the runs table. */
export function rowsOf(sources: Sources, better: unknown): TrialRow[] {
  const { job, result, study } = sources;
  const sign = better === "lower" ? -1 : 1;
  if (job === "tune" && study.length > 0) return searched(sources, sign);
  if (job === "fit") return fitted(sources, sign);
  if (result === undefined) return running(sources, sign);
  if (job === "sweep") return swept(sources);
  if (job === "ablate") return ablated(sources);
  return job === "learning-curve" ? grown(sources) : compared(sources);
}
