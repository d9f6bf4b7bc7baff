import type { CurveColumns } from "../../../src/serve/types.ts";

type Maybe = number | null;

/** A line per recipe: of one repeat, or the mean over those that reached an epoch. */
export interface MeanCurve {
  readonly recipe: string;
  readonly repeats: number;
  readonly epoch: readonly number[];
  readonly steps: readonly number[];
  readonly train: readonly Maybe[];
  readonly validation: readonly Maybe[];
  /** The epoch whose weights were kept: the median of the repeats'. */
  readonly kept: number;
}

const finite = (value: Maybe | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

function meanOver(
  curves: readonly CurveColumns[],
  of: (curve: CurveColumns) => readonly Maybe[],
  epochs: readonly number[],
): Maybe[] {
  const places = curves.map((curve) => new Map(curve.epoch.map((epoch, i) => [epoch, i])));
  return epochs.map((epoch) => {
    let [sum, count] = [0, 0];
    curves.forEach((curve, c) => {
      const at = places[c]!.get(epoch);
      const value = at === undefined ? null : of(curve)[at];
      if (!finite(value)) return;
      sum += value;
      count++;
    });
    return count === 0 ? null : sum / count;
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** One line per recipe, in the order of the recipes. */
export function meanCurves(
  curves: readonly CurveColumns[],
  kind: "loss" | "metric",
  repeat: number | undefined,
): MeanCurve[] {
  const byRecipe = new Map<string, CurveColumns[]>();
  for (const curve of curves)
    if (repeat === undefined || curve.repeat === repeat)
      byRecipe.set(curve.recipe, [...(byRecipe.get(curve.recipe) ?? []), curve]);
  return [...byRecipe].map(([recipe, of]) => {
    const longest = of.reduce((a, b) => (b.epoch.length > a.epoch.length ? b : a));
    const one = of.length === 1;
    const epoch = one ? longest.epoch : [...new Set(of.flatMap((curve) => curve.epoch))].sort((a, b) => a - b);
    const steps = new Map(longest.epoch.map((at, i) => [at, longest.steps[i]!]));
    return {
      ...{ recipe, repeats: of.length, epoch },
      steps: one ? longest.steps : epoch.map((at) => steps.get(at) ?? at),
      train: one ? longest[kind].train : meanOver(of, (curve) => curve[kind].train, epoch),
      validation: one ? longest[kind].validation : meanOver(of, (curve) => curve[kind].validation, epoch),
      kept: median(of.map((curve) => curve.kept)),
    };
  });
}
