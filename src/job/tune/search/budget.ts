import type { Study } from "../../../decide/index.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { foldOf, type Prepared } from "../../prepare.ts";
import { recipeParts } from "../../receipt/parts.ts";
import type { Recipe } from "../../recipe.ts";
import { bestOf, finalOf, missingOf, type Plan } from "../final/finalists.ts";
import { receiptSeconds } from "../final/receipt.ts";
import { nameOf } from "../named.ts";
import { endSeconds, secondsOfAll } from "./seconds.ts";
import type { StudyJob } from "../types.ts";

/** What planning knows of a study. */
export interface Planning {
  readonly study: Study;
  readonly metric: Metric;
  readonly job: StudyJob;
  readonly prepared: Prepared;
  /** Trainings at a time. */
  readonly size: number;
  /** Seconds that one repeat of a trial takes. */
  readonly secondsOf: (name: string) => number;
  readonly recipeOf: (id: number) => Recipe;
}

/** Seconds of one repeat of each of these trials; nothing where nobody knows yet. */
const secondsOfThose = (names: readonly string[], { secondsOf, size }: Pick<Planning, "secondsOf" | "size">): number =>
  secondsOfAll(
    names.map((name) => secondsOf(name) || 0),
    size,
  );

/** The final, were the search over. */
export const planOf = ({ study, metric, job, size, secondsOf }: Omit<Planning, "prepared" | "recipeOf">): Plan =>
  finalOf(study.rows(), {
    ...{ metric, folds: job.folds, top: job.top, reruns: job.reruns },
    secondsOfAll: (names) => secondsOfThose(names, { secondsOf, size }),
    budgetSeconds: job.options.budgetSeconds,
  });

/** Seconds that a search keeps back: for its final, for the receipt of what is best now, and for the end. */
export function reserveOf(of: Planning): () => number {
  const { study, metric, job, prepared, size, secondsOf, recipeOf } = of;
  const { budgetSeconds } = job.options;
  if (budgetSeconds === undefined) return () => 0;
  const part = foldOf(prepared, 0);
  const known = new Map<number, number>();
  const partsOf = (id: number): number => {
    const active = known.get(id) ?? recipeParts(recipeOf(id), part, metric).filter(({ idle }) => !idle).length;
    known.set(id, active);
    return active;
  };
  return () => {
    const plan = planOf(of);
    const rows = study.rows();
    const names = plan.ids.flatMap((id) => missingOf(rows[id]!, plan).map(() => nameOf(rows[id]!)));
    const [best] = bestOf(rows, metric, 1);
    const costs = { fresh: plan.fresh, most: job.reruns, size };
    const receipt =
      best === undefined
        ? 0
        : receiptSeconds({ ...costs, parts: partsOf(best.id), seconds: secondsOf(nameOf(best)) }, budgetSeconds);
    return secondsOfThose(names, of) + receipt + endSeconds(budgetSeconds);
  };
}
