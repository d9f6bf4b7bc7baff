import { type GivenRecipe, type Recipe, resolveRecipe } from "./recipe.ts";

/** One rung: what it changes about plain. `classes` rungs need a classification task. */
interface Rung {
  readonly name: string;
  readonly change: Omit<GivenRecipe, "name">;
  readonly classes?: true;
}

const STOPPING = { earlyStopping: true, schedule: "plateau" } as const;
const SMOOTHING: Rung = { name: "label smoothing .1", change: { labelSmoothing: 0.1 }, classes: true };

/**
 * Each technique alone, strong enough to matter in a run of a few thousand steps; "all together" joins them. Decoupled
 * decay acts by lr · decay a step: at lr 1e-3, a decay of 1 shrinks weights as fast as 1e-2 does at lr .1.
 */
const RUNGS: readonly Rung[] = [
  { name: "L2 1e-2", change: { l2: 1e-2 } },
  { name: "L1 1e-3", change: { l1: 1e-3 } },
  { name: "weight decay 1", change: { weightDecay: 1 } },
  { name: "dropout .5", change: { dropout: 0.5 } },
  { name: "batch norm", change: { norm: "batch" } },
  { name: "early stopping + plateau", change: STOPPING },
  { name: "input noise .5", change: { inputNoise: 0.5 } },
  SMOOTHING,
];

/** Weaker where several act together: their effects add up. */
const TOGETHER: Omit<GivenRecipe, "name"> = {
  ...{ dropout: 0.3, norm: "batch", inputNoise: 0.1, weightDecay: 0.1, l2: 1e-4, l1: 1e-5 },
  ...STOPPING,
};

/** The recipe that every effect is measured against. */
export const PLAIN = "plain";

/**
 * Plain, each technique alone, all together; then the user's own. Changes of the user's `base` reach every rung of the
 * ladder; a technique that the base already names stays as the rung wants it.
 */
export function ladder(isClassification: boolean, base: Partial<Recipe> = {}, own: readonly Recipe[] = []): Recipe[] {
  const rungs = RUNGS.filter((rung) => isClassification || rung.classes === undefined);
  const together = isClassification ? { ...TOGETHER, labelSmoothing: 0.05 } : TOGETHER;
  return [
    resolveRecipe({ ...base, name: PLAIN }),
    ...rungs.map(({ name, change }) => resolveRecipe({ ...base, ...change, name })),
    resolveRecipe({ ...base, ...together, name: "all together" }),
    ...own,
  ];
}
