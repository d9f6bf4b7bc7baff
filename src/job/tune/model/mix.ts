import type { Row } from "../../../decide/index.ts";
import type { Metric, Predictions } from "../../../train/metrics/index.ts";
import type { Runtime } from "../../../run/index.ts";
import { foldOf, type Prepared } from "../../prepare.ts";
import type { Recipe } from "../../recipe.ts";
import { predictTrial, type Trial } from "../../trial.ts";
import { sharesOf } from "./shares.ts";

/** Repeats on which recipes are mixed, at least, the first where anything has so many; fewer where the winner has no more. */
const ENOUGH = [3, 2];

/** Trials that one model may be of, the winner first, and the repeats that all of them have. */
export interface Candidates {
  readonly rows: readonly Row[];
  readonly repeats: readonly number[];
}

/** The winner, and of the best those that share enough of its repeats. */
export function candidatesOf(
  winner: Row,
  best: readonly Row[],
  repeatsOf: (row: Row) => readonly number[],
): Candidates {
  const own = repeatsOf(winner);
  const tried = ENOUGH.map((enough) => sharing(winner, best, repeatsOf, Math.min(enough, own.length)));
  return tried.find(({ rows }) => rows.length > 1) ?? tried[0]!;
}

function sharing(
  winner: Row,
  best: readonly Row[],
  repeatsOf: (row: Row) => readonly number[],
  least: number,
): Candidates {
  let repeats = repeatsOf(winner);
  const rows = [winner];
  for (const row of best) {
    const own = repeatsOf(row);
    const shared = repeats.filter((repeat) => own.includes(repeat));
    if (row.id === winner.id || shared.length < least) continue;
    rows.push(row);
    repeats = shared;
  }
  return { rows, repeats };
}

/** A recipe with a network of it for each repeat. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly trials: readonly Trial[];
}

export interface Mixing {
  readonly prepared: Prepared;
  readonly repeats: readonly number[];
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/**
 * The share of each recipe in the model: what validates best together. Each repeat is scored on rows that none of its networks has seen; the test
 * rows have no say.
 */
export async function mixOf(candidates: readonly Candidate[], of: Mixing): Promise<number[]> {
  if (candidates.length === 1) return [1];
  const said: Predictions[][] = [];
  for (const candidate of candidates) said.push(await saidBy(candidate, of));
  return sharesOf(said, of.metric);
}

/** What each network says of the validation rows of its repeat. */
async function saidBy({ recipe, trials }: Candidate, { prepared, repeats, runtime }: Mixing): Promise<Predictions[]> {
  const all: Predictions[] = [];
  for (const [i, repeat] of repeats.entries()) {
    const part = foldOf(prepared, repeat, recipe);
    all.push(await predictTrial(recipe, part, { seed: part.seed, runtime }, trials[i]!, part.validation));
  }
  return all;
}
