import { gain } from "../../train/best.ts";
import { holm } from "../statistics/index.ts";
import type { RecipeResult, ResultTable } from "./types.ts";

/** A recipe against the reference, turned so that more is better whatever the metric's direction. */
export interface Judged {
  readonly name: string;
  readonly gain: number;
  /** The least and the most that the 95 % interval allows it to be worth. */
  readonly least: number;
  readonly most: number;
  readonly judgement: "helps" | "hurts" | "unclear" | "diverged";
}

/** What rules look at. */
export interface Facts {
  readonly table: ResultTable;
  readonly reference: RecipeResult;
  readonly others: readonly Judged[];
  /** How much better training is than validation. */
  readonly gap: number;
  /** How much better validation is than a constant prediction. */
  readonly signal: number;
  readonly overfits: boolean;
}

const SIGNIFICANT = 0.05;
/** Standard errors by which training must beat validation to be a gap. */
const GAP_ERRORS = 3;

export function factsOf(table: ResultTable, reference: RecipeResult): Facts {
  const { better } = table.metric;
  const gap = gain(better, reference.train, reference.validation.mean);
  return {
    table,
    reference,
    others: judge(table, reference),
    gap,
    signal: gain(better, reference.validation.mean, table.baseline),
    overfits: gap > GAP_ERRORS * reference.validation.se,
  };
}

function judge({ recipes, metric }: ResultTable, reference: RecipeResult): Judged[] {
  const others = recipes.filter((recipe) => recipe !== reference);
  const adjusted = holm(others.map(({ effect }) => effect?.p ?? Number.NaN));
  const judged = others.map(({ name, validation, effect }, i): Judged => {
    const worth = gain(metric.better, effect?.mean ?? Number.NaN, 0);
    const ends = [effect?.low ?? Number.NaN, effect?.high ?? Number.NaN].map((end) => gain(metric.better, end, 0));
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const clear = adjusted[i]! <= SIGNIFICANT ? (worth > 0 ? "helps" : "hurts") : "unclear";
    const judgement = Number.isFinite(validation.mean) ? clear : "diverged";
    return { name: name.replace(/^\+\s*/u, ""), gain: worth, least, most, judgement };
  });
  return judged.sort((a, b) => b.gain - a.gain);
}
