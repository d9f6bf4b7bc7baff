import { RegularizeError, type Shape } from "../core/index.ts";
import type { Kernels } from "../kernel/index.ts";
import type { Optimizer, StepStrengths, UpdateRange } from "../optim/define.ts";
import {
  type CurrentStrengths,
  inScope,
  type KernelPenalty,
  namesOf,
  type Penalty,
  type ProximalStep,
} from "../penalty/define.ts";
import { type FunctionPenalty, isOnWeights } from "../penalty/function.ts";
import type { Layout } from "./layout.ts";
import type { ModelState } from "./state.ts";

/** A penalty on weights, and its strengths at this step. */
interface Current {
  readonly penalty: Penalty;
  readonly strengths: () => CurrentStrengths;
}

function currentOf(
  penalties: readonly (Penalty | FunctionPenalty)[],
  state: ModelState,
  layout: Layout,
): readonly Current[] {
  const names = namesOf(penalties);
  return penalties.flatMap((penalty, i) => {
    if (!isOnWeights(penalty)) return [];
    const prefix = `penalty.${names[i]}.`;
    const own = layout.strengths
      .filter((place) => place.name.startsWith(prefix))
      .map((place) => [place.name.slice(prefix.length), state.view(place)] as const);
    return [{ penalty, strengths: () => Object.fromEntries(own.map(([name, view]) => [name, view[0]!])) }];
  });
}

/** What the optimizer's pass over weights, or over biases and norm scales, does of the penalties at this step. */
export function kernelPenalties(
  penalties: readonly (Penalty | FunctionPenalty)[],
  state: ModelState,
  layout: Layout,
): (group: "weights" | "rest") => Required<KernelPenalty> {
  const parts = currentOf(penalties, state, layout).flatMap(({ penalty: { kernel, on }, strengths }) =>
    kernel === undefined ? [] : [{ on, now: () => kernel(strengths()) }],
  );
  return (group) => {
    const total = { l1: 0, l2: 0 };
    for (const { on, now } of parts) {
      if (group === "rest" && on === "weights") continue;
      const { l1 = 0, l2 = 0 } = now();
      total.l1 += l1;
      total.l2 += l2;
    }
    return total;
  };
}

/** One parameter that a proximal step follows the update of. */
interface ProximalPart {
  readonly range: UpdateRange;
  readonly shape: Shape;
  readonly now: () => ProximalStep;
}

/** The proximal steps after the optimizer's pass. Throws E311 under an optimizer that has no metric for them. */
export function proximalPenalties(
  { penalties, optimizer }: { penalties: readonly (Penalty | FunctionPenalty)[]; optimizer: Optimizer },
  state: ModelState,
  layout: Layout,
  rangeOf: (start: number, end: number) => UpdateRange,
): (kernels: Kernels, step: StepStrengths) => void {
  const ordered = layout.parameters.toSorted((a, b) => a.rank - b.rank);
  const parts: ProximalPart[] = currentOf(penalties, state, layout).flatMap(({ penalty, strengths }) => {
    const { proximal, on, name } = penalty;
    if (proximal === undefined) return [];
    return inScope(on, ordered).map(({ shape, offset, size }) => {
      const range = rangeOf(offset, offset + size);
      if (optimizer.metric(range, { learningRate: 1, step: 1 }) === undefined) throw noMetric(name, optimizer.name);
      return { range, shape, now: () => proximal(strengths()) };
    });
  });
  return (kernels, step) => {
    for (const { range, shape, now } of parts) {
      const metric = optimizer.metric(range, step);
      if (metric !== undefined) now()(kernels, range.parameters, shape, metric);
    }
  };
}

const noMetric = (penalty: string, optimizer: string): RegularizeError =>
  new RegularizeError({
    code: "E311",
    where: penalty,
    message: `${penalty} cannot take its proximal step under ${optimizer} with these settings`,
    todo: "use adam, sgd, or rmsprop that is not centered",
  });
