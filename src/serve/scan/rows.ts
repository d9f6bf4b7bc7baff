import type { Score, TrialRow } from "../types.ts";
import { at, list, score, text } from "./json.ts";
import { EMPTY, recipeRow, type Sources } from "./rows/line.ts";
import { running } from "./rows/running.ts";
import { searched } from "./rows/study.ts";
import { settingsOf } from "./settings.ts";

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
