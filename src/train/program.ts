import { ANY, RegularizeError, sameShape, type Shape, showShape } from "../core/index.ts";
import {
  add,
  concat,
  constant,
  div,
  gradient,
  input,
  maximum,
  mean,
  reshape,
  sum,
  type Value,
} from "../graph/index.ts";
import type { Loss } from "../loss/define.ts";
import type { Mode, Module } from "../nn/context.ts";
import { type NoiseSpec, Recorder, separateInputs, type Source, type Trace } from "../nn/trace.ts";
import { inScope, namesOf, type Penalty } from "../penalty/define.ts";
import { type FunctionPenalty, isOnWeights, type Seen } from "../penalty/function.ts";
import { type Layout, layoutOf, type Place } from "./layout.ts";
import { marginOf } from "./margin.ts";

/** What is trained: a model on inputs of one shape, its loss and its penalties. */
export interface Problem {
  readonly model: Module;
  readonly loss: Loss;
  readonly penalties: readonly (Penalty | FunctionPenalty)[];
  /** Shape of one row, such as `[features]`. */
  readonly input: Shape;
  /** Numbers per row of the prediction, and of the target unless the loss's has more. */
  readonly outputs: number;
  /** The learning program also gives each row's margin; see `marginOf`. */
  readonly margins?: boolean;
}

/** Numbers per row of the target. */
export const targetWidth = ({ loss, outputs }: Problem): number => loss.targetWidth?.(outputs) ?? outputs;

/** Named outputs of a program that is yet to be compiled, and the noise that it wants. */
export interface Draft {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly noises: readonly NoiseSpec[];
}

const lossStrength = (recorder: Recorder) => (name: string, value: number) => recorder.strength(`loss.${name}`, value);

/**
 * Costs of penalties: over the parameters that each acts on, or of what the model does with the batch while it learns. Their
 * strengths are named `penalty.NAME.SETTING`.
 */
function costsOf(penalties: Problem["penalties"], recorder: Recorder, seen: Omit<Seen, "normal">): Value[] {
  const names = namesOf(penalties);
  return penalties.map((penalty, i) => {
    const path = `penalty.${names[i]}`;
    const strength = (name: string, value: number): Value => recorder.strength(`${path}.${name}`, value);
    if (!isOnWeights(penalty)) {
      if (recorder.mode !== "learn") return constant(0);
      return penalty.ofBatch({ ...seen, normal: recorder.context(path).noise.normal }, strength);
    }
    const costs = inScope(penalty.on, recorder.parameters).map(({ value }) => penalty.cost(value, strength));
    return costs.length === 0 ? constant(0) : costs.reduce(add);
  });
}

/** Σ rows / Σ weights, or the mean when rows have no weights; 0 when all weights are 0. */
export const dataLoss = (rows: Value, weights: Value | undefined): Value =>
  weights === undefined ? mean(rows) : div(sum(rows), maximum(sum(weights), TINY));

/** Stands in for a total weight of zero, such as a batch of a class whose weight is 0. */
const TINY = 1e-30;

/** One trace of model, loss and penalties. */
export interface Recorded {
  readonly trace: Trace;
  readonly prediction: Value;
  readonly target: Value;
  readonly rows: Value;
  readonly weights: Value | undefined;
  readonly costs: readonly Value[];
  /** Makes a strength of the loss a value, as `rows` had it. */
  readonly lossStrength: (name: string, value: number) => Value;
}

/** Traces a problem in one mode; prediction and rows are [passes · batch, …] and [batch]. */
export function record(problem: Problem, mode: Mode, batch: number, source?: Source): Recorded {
  const recorder = new Recorder(mode, source);
  const x = input("x", [batch, ...problem.input]);
  const target = input("y", [batch, targetWidth(problem)]);
  const passes = mode === "learn" ? (problem.loss.passes ?? 1) : 1;
  const rowsOfAllPasses = passes === 1 ? x : concat(Array<Value>(passes).fill(x), 0);
  const prediction = problem.model.apply(rowsOfAllPasses, recorder.context(""));
  const { shape } = problem.loss.head(prediction);
  const wanted = [passes === 1 ? batch : passes * batch, problem.outputs];
  if (!sameShape(shape, wanted)) throw misfit(shape, wanted);
  const strength = lossStrength(recorder);
  const rows = problem.loss.rows(prediction, target, mode === "learn" ? "learn" : "infer", strength);
  const weights = problem.loss.weights(target, strength);
  const costs = costsOf(problem.penalties, recorder, { x: rowsOfAllPasses, prediction, rows });
  return { trace: recorder.finish(prediction), prediction, target, rows, weights, costs, lossStrength: strength };
}

const misfit = (prediction: Shape, target: Shape): RegularizeError =>
  new RegularizeError({
    code: "E333",
    where: "outputs",
    message: "The model's prediction has not the shape of its target",
    expected: showShape(target),
    received: showShape(prediction),
    todo: `end the model with linear(${target[1]})`,
  });

/**
 * The layout of a problem's state, which does not depend on the batch, and what a batch of so many rows asks for. `others` are
 * strengths that no program reads, such as the optimizer's decay.
 */
export function planOf(
  problem: Problem,
  batch = 2,
  others: Readonly<Record<string, number>> = {},
): { readonly layout: Layout; readonly trace: Trace } {
  const { trace: asked } = record(problem, "learn", batch);
  const more = Object.entries(others).map(([name, initial]) => ({ name, initial, value: constant(initial) }));
  const trace = { ...asked, strengths: [...asked.strengths, ...more] };
  return { layout: layoutOf(trace), trace };
}

/** Takes each tensor from an input of its own: `parameter:…`, `state:…`, `strength:…`, `noise:…`. */
export function sourceOf(layout: Layout): Source {
  return (kind, name, shape) => {
    const group = { parameter: layout.parameters, state: layout.states, strength: layout.strengths, noise: undefined }[
      kind
    ];
    if (group !== undefined && !group.some((place) => place.name === name)) throw onlyInInfer(kind, name);
    return separateInputs(kind, name, shape);
  };
}

const onlyInInfer = (kind: string, name: string): RegularizeError =>
  new RegularizeError({
    code: "E324",
    where: name,
    message: `The model asks for ${kind} ${JSON.stringify(name)} in infer mode only`,
    todo: "ask for the same parameters, states and strengths in both modes",
  });

/**
 * One learning step up to the gradients. Inputs x, y and what `sourceOf` gives. Outputs `gradient:…`, `next:…`, the data
 * `loss`, and the rows' `margins` where they are asked for.
 */
export function learnDraft(problem: Problem, layout: Layout, batch: number): Draft {
  const { trace, rows, weights, costs, prediction, target } = record(problem, "learn", batch, sourceOf(layout));
  const loss = dataLoss(rows, weights);
  const inGraph = costs.filter((_, i) => joinsProgram(problem.penalties[i]!));
  const values = layout.parameters.map((place) => trace.parameters.find((p) => p.name === place.name)!.value);
  const gradients = gradient([loss, ...inGraph, ...trace.terms].reduce(add), values);
  const outputs: Record<string, Value> = {};
  for (const [i, { name }] of layout.parameters.entries()) outputs[`gradient:${name}`] = gradients[i]!;
  for (const { name } of layout.states) outputs[`next:${name}`] = trace.states.find((s) => s.name === name)!.next;
  outputs["loss"] = loss;
  if (problem.margins === true) outputs["margins"] = marginOf(problem, prediction, target);
  return { outputs, noises: trace.noises };
}

/** States that follow statistics of batches, in the order in which `statisticsDraft` gives what a batch says of them. */
export function followedStates(problem: Problem, layout: Layout): Place[] {
  const { trace } = record(problem, "learn", 2);
  return layout.states.filter((place) => trace.states.find(({ name }) => name === place.name)?.now !== undefined);
}

/** What one batch says of the states that follow statistics, one after the other: `statistics`. */
export function statisticsDraft(problem: Problem, layout: Layout, batch: number): Draft {
  const { trace } = record(problem, "learn", batch, sourceOf(layout));
  const flat = followedStates(problem, layout).map(({ name, size }) =>
    reshape(trace.states.find((state) => state.name === name)!.now!, [size]),
  );
  return { outputs: { statistics: concat(flat, 0) }, noises: trace.noises };
}

/** Inference on any number of rows: `prediction` [batch, outputs] in the user's sense (probabilities, values). */
export function inferDraft(problem: Problem, layout: Layout): Draft {
  const { prediction } = record(problem, "infer", ANY, sourceOf(layout));
  return { outputs: { prediction: problem.loss.head(prediction) }, noises: [] };
}

/** The same with the noise of learning on: what Monte-Carlo estimates repeat. Noise inputs have the batch's size. */
export function sampleDraft(problem: Problem, layout: Layout): Draft {
  const { prediction, trace } = record(problem, "sample", ANY, sourceOf(layout));
  return { outputs: { prediction: problem.loss.head(prediction) }, noises: trace.noises };
}

/** Inference with targets: `prediction`, and the data loss and weight of each row, [batch]. */
export function scoreDraft(problem: Problem, layout: Layout): Draft {
  const { prediction, rows, weights } = record(problem, "infer", ANY, sourceOf(layout));
  const outputs = { prediction: problem.loss.head(prediction), rows };
  return { outputs: weights === undefined ? outputs : { ...outputs, weights }, noises: [] };
}

/** Whether the gradient of a penalty is the program's to compute. */
const joinsProgram = (penalty: Penalty | FunctionPenalty): boolean =>
  !isOnWeights(penalty) || (penalty.kernel === undefined && penalty.proximal === undefined);

/** The cost of each penalty on weights, [penalties], of which there must be at least one. */
export function penaltyDraft(problem: Problem, layout: Layout): Draft {
  const { costs } = record(problem, "learn", 2, sourceOf(layout));
  return {
    outputs: {
      costs: concat(
        costs.filter((_, i) => isOnWeights(problem.penalties[i]!)).map((cost) => reshape(cost, [1])),
        0,
      ),
    },
    noises: [],
  };
}

/** Inference for an exported model: the prediction in the user's sense; inputs `x`, `parameter:…`, `state:…`. */
export const exportPrediction = (problem: Problem): Value =>
  problem.loss.head(record(problem, "infer", ANY).prediction);
