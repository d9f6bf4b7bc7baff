import type { OnnxBuilder } from "../../src/compile/builder.ts";
import { gatherRows } from "../../src/kernel/index.ts";
import { type Ort, loadOrt } from "../../src/run/ort.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { type Contestant, costOf } from "./contestant.ts";
import { flatProgram, kernelProgram } from "./formulations.ts";
import type { Net, Task } from "./nets.ts";

/** Weights and biases, W0, b0, W1, …, one after the other. */
export type Parameters = readonly Float32Array[];

/** A program whose parameters are in place: one call of `update` runs it and updates them. */
export interface Formulation {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly loss: Float32Array;
  /** Takes step `t`, from 1. */
  update(t: number): Promise<void>;
  dispose(): Promise<void>;
}

export interface Prototype extends Contestant {
  /** Learns from these rows; gives their loss. */
  learn(rows: Int32Array): Promise<number>;
}

/** Copies of a plain network's first values, in the order of the layers. */
export function parametersOf(net: Net, tensors: ReturnType<Trainer["tensors"]>): Parameters {
  const layers = net.sizes.slice(1).map((_, i) => 2 * i);
  return layers.flatMap((i) => [tensors[`${i}.weight`]!.data, tensors[`${i}.bias`]!.data]);
}

/**
 * The hand-written program that the design was measured with. When timed, it learns from one batch that is in place;
 * it gathers no rows, checks nothing and knows no regularizer.
 */
export async function prototype(net: Net, task: Task, first: Parameters, threads: number): Promise<Prototype> {
  const formulate = net.prototype === "flat" ? flatProgram : kernelProgram;
  const formulation = await formulate(net, first, threads);
  const { x, y, loss } = formulation;
  let t = 0;
  const learn = async (rows: Int32Array): Promise<number> => {
    gatherRows(x, task.examples.x, rows, net.sizes[0]!);
    gatherRows(y, task.examples.y, rows, net.sizes.at(-1)!);
    await formulation.update(++t);
    return loss[0]!;
  };
  return {
    name: "prototype",
    learn,
    time: (steps) => costOf(steps, () => formulation.update(++t)),
    dispose: () => formulation.dispose(),
  };
}

/** A session as the prototype's: all optimizations, denormals as zero, threads that wait actively. */
export async function sessionOf(builder: OnnxBuilder, threads: number): Promise<[typeof Ort, Ort.InferenceSession]> {
  const ort = await loadOrt();
  const session = await ort.InferenceSession.create(builder.finish("prototype").bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    executionMode: "sequential",
    extra: { session: { set_denormal_as_zero: "1", intra_op: { allow_spinning: "1" } } },
  });
  return [ort, session];
}
