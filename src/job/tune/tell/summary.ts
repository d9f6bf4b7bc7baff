import { plural, twoDigits } from "../../../core/count.ts";
import { meanAndError, type Row } from "../../../decide/index.ts";
import { show, showSigned } from "../../../decide/wording.ts";
import { gain } from "../../../train/best.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { showSteps } from "../../augment/steps.ts";
import { PLAIN } from "../../ladder.ts";
import { type Recipe, resolveRecipe } from "../../recipe.ts";
import { isSurelyBetter } from "../../result.ts";
import type { RecipeResult } from "../../types.ts";
import { nameOf } from "../named.ts";
import type { TuneTrial } from "../types.ts";

/** A value as a person writes it, numbers to two digits. */
const written = (key: string, value: unknown): string => {
  if (key === "augment") return showSteps(value as Recipe["augment"]) || "none";
  if (typeof value === "number") return twoDigits(value);
  if (Array.isArray(value) && value.every((v) => typeof v === "number")) return value.join("-") || "none";
  return typeof value === "string" || typeof value === "boolean" ? String(value) : JSON.stringify(value);
};

/** What a recipe changes about the default: `dropout .3, learningRate .004`. */
function changesOf(recipe: Recipe, plain: Recipe): string {
  const changed = Object.entries(recipe).filter(
    ([key, value]) => key !== "name" && JSON.stringify(value) !== JSON.stringify(plain[key as keyof Recipe]),
  );
  return changed.map(([key, value]) => `${key} ${written(key, value)}`).join(", ");
}

interface Board {
  readonly rows: readonly Row[];
  readonly metric: Metric;
  /** Validation rows ÷ training rows. */
  readonly testFraction: number;
  readonly recipeOf: (id: number) => Recipe;
  /** Of the final. */
  readonly results: readonly RecipeResult[];
}

const ORDER = { done: 0, pruned: 1, failed: 2, running: 3 } as const;

/** Nothing runs any more when the table is made. */
const stateOf = ({ state }: Row): TuneTrial["state"] => (state === "running" ? "stopped" : state);

/** The leaderboard: by the score of the search, best first, then what was given up, failed, or was stopped by the end of the time. */
export function leaderboard({ rows, metric, testFraction, recipeOf, results }: Board): TuneTrial[] {
  const { better } = metric;
  const usual = rows.find((row) => nameOf(row) === PLAIN) ?? rows[0];
  const plain = resolveRecipe({ ...(usual === undefined ? {} : recipeOf(usual.id)), name: PLAIN });
  const lossOf = ({ score }: Row): number => (better === "lower" ? score : -score);
  const sorted = rows.toSorted(
    (a, b) => ORDER[a.state] - ORDER[b.state] || (lossOf(a) || 0) - (lossOf(b) || 0) || a.id - b.id,
  );
  const best = sorted[0];
  const limit = best?.state === "done" ? meanAndError(best.scores, { testFraction }).se : Number.NaN;
  return sorted.map((row) => {
    const name = nameOf(row);
    const fresh = results.find((result) => result.name === name && result.failed === undefined)?.validation;
    return {
      ...{ id: row.id, name, state: stateOf(row), changes: changesOf(recipeOf(row.id), plain) },
      score: { mean: row.score, se: meanAndError(row.scores, { testFraction }).se },
      folds: row.scores,
      tied: row !== best && row.state === "done" && gain(better, best!.score, row.score) <= limit,
      ...(fresh === undefined ? {} : { fresh }),
      ...(row.reason === undefined ? {} : { reason: row.reason }),
    };
  });
}

/** Repeats of the final, of which the fresh ones took no part in the search. */
function wordsOf(repeats: number, fresh: number): string {
  if (fresh === repeats) return plural(repeats, "fresh repeat");
  return fresh === 0
    ? `${plural(repeats, "repeat")} of the search`
    : `${plural(repeats, "repeat")}, ${fresh} of them fresh`;
}

/** What the repeats of the final say of the winner and the default, in one sentence. */
export function concludeTune(
  results: readonly RecipeResult[],
  winner: RecipeResult,
  { title, better }: Metric,
  { repeats, fresh, baseline }: { readonly repeats: number; readonly fresh: number; readonly baseline: number },
): string {
  const on = `on ${wordsOf(repeats, fresh)}`;
  const effect = winner.effect;
  if (gain(better, winner.validation.mean, baseline) <= 0)
    return `no signal: ${on}, not even the best (${winner.name}, ${title} ${show(winner.validation.mean)}) beats guessing (${show(baseline)}).`;
  const others = results.filter(({ name, effect: its }) => name !== PLAIN && its !== undefined);
  if (winner.name === PLAIN)
    return `nothing that was tried beats the untuned default ${on}: the default is kept${others.length === 0 ? "" : `, the best of ${results.length} finalists`}.`;
  if (effect === undefined) return `${winner.name} is best ${on}; the untuned default did not finish.`;
  const by = `${title} ${showSigned(effect.mean)}`;
  if (!Number.isFinite(effect.low))
    return `${winner.name} scores better than the untuned default ${on} (${by}); so few repeats give no interval.`;
  const interval = `${by} [${showSigned(effect.low)}, ${showSigned(effect.high)}]`;
  return isSurelyBetter(effect, better)
    ? `${winner.name} beats the untuned default ${on}: ${interval}.`
    : `${winner.name} scores better than the untuned default ${on}, but they cannot tell it from chance: ${interval}.`;
}
