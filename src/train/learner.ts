import { compile, compileStages, oneStage, type Stages } from "../compile/index.ts";
import { invariant, type Key, sizeOf } from "../core/index.ts";
import type { Bound, Runtime } from "../run/index.ts";
import { isOnWeights } from "../penalty/function.ts";
import type { Buffers } from "./buffers.ts";
import type { Layout } from "./layout.ts";
import { fillNoise, noiseBuffer } from "./noise.ts";
import { type Draft, learnDraft, penaltyDraft, type Problem, statisticsDraft, targetWidth } from "./program.ts";
import { bindStages, wiresIn } from "./stages.ts";
import { feedsOf, type ModelState, resultFetches, stateFeeds } from "./state.ts";

/** A problem and where its programs run. */
export type Owner = Problem & { readonly runtime: Runtime };

/** The learning program of one batch size, its arrays in place: fill x, y and noise, then run. */
export interface Learner {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly bound: Bound;
  readonly fillNoise: (step: Key) => void;
}

/** A program of batches, compiled. */
export interface Compiled {
  readonly draft: Draft;
  readonly stages: Stages;
}

const compiled = ({ runtime }: Pick<Owner, "runtime">, draft: Draft): Compiled => ({
  draft,
  stages: compileStages({ outputs: draft.outputs, provider: runtime.provider }),
});

/** The learning program of one batch size. */
export const learningProgram = (problem: Owner, layout: Layout, batch: number): Compiled =>
  compiled(problem, learnDraft(problem, layout, batch));

/** Ties the learning program of one batch size to the state. */
export async function createLearner(
  problem: Owner,
  layout: Layout,
  state: ModelState,
  { program, batch, buffers }: { readonly program: Compiled; readonly batch: number; readonly buffers: Buffers },
): Promise<Learner> {
  const fetches = resultFetches(layout, state.results, problem.margins === true ? batch : 0);
  return tieCompiled(problem, layout, state, { program, batch, buffers, fetches });
}

/** The program of what a batch says of running statistics; each run writes them into `statistics`. */
export async function createStatisticsMeter(
  problem: Owner,
  layout: Layout,
  state: ModelState,
  {
    batch,
    buffers,
    statistics,
  }: { readonly batch: number; readonly buffers: Buffers; readonly statistics: Float32Array },
): Promise<Learner> {
  const draft = statisticsDraft(problem, layout, batch);
  return tie(problem, layout, state, { draft, batch, buffers, fetches: { statistics } });
}

/** What is bound to a state: a program of batches, its buffers and its outputs. */
export interface Tying {
  readonly draft: Draft;
  readonly batch: number;
  readonly buffers: Buffers;
  readonly fetches: Readonly<Record<string, Float32Array>>;
}

/** Compiles a program of batches and binds it to the state, the shared buffers and its outputs. */
export const tie = (problem: Owner, layout: Layout, state: ModelState, { draft, ...rest }: Tying): Promise<Learner> =>
  tieCompiled(problem, layout, state, { ...rest, program: compiled(problem, draft) });

async function tieCompiled(
  problem: Owner,
  layout: Layout,
  state: ModelState,
  { program, batch, buffers, fetches }: Omit<Tying, "draft"> & { readonly program: Compiled },
): Promise<Learner> {
  const { runtime, input } = problem;
  const { draft } = program;
  const [x, y] = [buffers.x.subarray(0, batch * sizeOf(input)), buffers.y.subarray(0, batch * targetWidth(problem))];
  const drawn = draft.noises.map((noise) => {
    const room = buffers.noise.get(noise.name);
    invariant(room !== undefined, `the noise ${noise.name} has no room`);
    return noiseBuffer(noise, room.subarray(0, sizeOf(noise.shape)), layout, state.values);
  });
  const noises = Object.fromEntries(drawn.map(({ name, view }) => [`noise:${name}`, view]));
  const there = { ...stateFeeds(layout, state.values), ...noises, x, y, ...fetches };
  const bound = await bindProgram(runtime, state, program, { there, wires: buffers.wires });
  return { x, y, bound, fillNoise: (step) => fillNoise(state.memory, drawn, step) };
}

/** In stages where there is room for what they hand to each other, else as one program. */
async function bindProgram(
  runtime: Runtime,
  { memory }: ModelState,
  { draft, stages }: Compiled,
  { there, wires }: { readonly there: Readonly<Record<string, Float32Array>>; readonly wires: Float32Array },
): Promise<Bound> {
  const laid = wiresIn(wires, stages);
  if (laid !== undefined) return bindStages(runtime, memory, stages, { ...there, ...laid });
  const whole = compile({ outputs: draft.outputs, provider: runtime.provider });
  return bindStages(runtime, memory, oneStage(whole), there);
}

/** The program of the costs of penalties on weights, [penalties], of which there must be at least one. */
export interface PenaltyMeter {
  readonly bound: Bound;
  readonly costs: Float32Array;
}

export async function createPenaltyMeter(
  problem: Owner,
  layout: Layout,
  { values }: ModelState,
): Promise<PenaltyMeter> {
  const { runtime, penalties } = problem;
  const { outputs } = penaltyDraft(problem, layout);
  const session = await runtime.load(compile({ outputs, provider: runtime.provider }));
  const costs = new Float32Array(penalties.filter(isOnWeights).length);
  return { bound: session.bind(feedsOf(session.program.inputs, stateFeeds(layout, values)), { costs }), costs };
}
