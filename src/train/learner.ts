import { compile } from "../compile/index.ts";
import { invariant, type Key, sizeOf } from "../core/index.ts";
import type { Bound, Runtime } from "../run/index.ts";
import { isOnWeights } from "../penalty/function.ts";
import type { Layout } from "./layout.ts";
import { fillNoise, noiseBuffer } from "./noise.ts";
import { type Draft, learnDraft, penaltyDraft, type Problem, statisticsDraft, targetWidth } from "./program.ts";
import { feedsOf, type ModelState, resultFetches, stateFeeds } from "./state.ts";

/** A problem and where its programs run. */
export type Owner = Problem & { readonly runtime: Runtime };

/** Arrays on the kernel memory that the batches of every size share, as large as the largest needs. */
export interface Buffers {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly noise: ReadonlyMap<string, Float32Array>;
}

/** The learning program of one batch size, its arrays in place: fill x, y and noise, then run. */
export interface Learner {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly bound: Bound;
  readonly fillNoise: (step: Key) => void;
}

/** Compiles the learning program of one batch size and ties it to the state. */
export async function createLearner(
  problem: Owner,
  layout: Layout,
  state: ModelState,
  { batch, buffers }: { readonly batch: number; readonly buffers: Buffers },
): Promise<Learner> {
  const draft = learnDraft(problem, layout, batch);
  const fetches = resultFetches(layout, state.results, problem.margins === true ? batch : 0);
  return tie(problem, layout, state, { draft, batch, buffers, fetches });
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
export async function tie(
  problem: Owner,
  layout: Layout,
  state: ModelState,
  { draft, batch, buffers, fetches }: Tying,
): Promise<Learner> {
  const { runtime, input } = problem;
  const session = await runtime.load(compile({ outputs: draft.outputs, provider: runtime.provider }));
  const [x, y] = [buffers.x.subarray(0, batch * sizeOf(input)), buffers.y.subarray(0, batch * targetWidth(problem))];
  const drawn = draft.noises.map((noise) => {
    const room = buffers.noise.get(noise.name);
    invariant(room !== undefined, `the noise ${noise.name} has no room`);
    return noiseBuffer(noise, room.subarray(0, sizeOf(noise.shape)), layout, state.values);
  });
  const noises = Object.fromEntries(drawn.map(({ name, view }) => [`noise:${name}`, view]));
  const feeds = feedsOf(session.program, { ...stateFeeds(layout, state.values), ...noises, x, y });
  const bound = session.bind(feeds, fetches);
  return { x, y, bound, fillNoise: (step) => fillNoise(state.memory, drawn, step) };
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
  return { bound: session.bind(feedsOf(session.program, stateFeeds(layout, values)), { costs }), costs };
}
