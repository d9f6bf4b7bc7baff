import type { Emitter, Node, OnnxName, Value } from "../../graph/index.ts";
import type { Target } from "../target.ts";

/** Several nodes that one ONNX node computes. */
export interface Fusion {
  readonly inputs: readonly Value[];
  /** The nodes it stands for, for error messages; the last is the one whose outputs it computes. */
  readonly covers: readonly Node[];
  readonly lower: (emit: Emitter, inputs: readonly OnnxName[]) => readonly OnnxName[];
  /** The same with max(x, 0) behind it. */
  readonly withRelu?: (relu: Node) => Fusion;
  /** The same with something added: a number per channel, by its vector, or other images. */
  readonly withBias?: (add: Node, vector: Value) => Fusion | undefined;
  readonly withSum?: (add: Node, other: Value) => Fusion | undefined;
  /** Which of its inputs, and whether its outputs, have their channels in blocks; none when absent. */
  readonly blocks?: { readonly inputs: readonly boolean[]; readonly outputs: boolean };
}

/** What a fusion may know of the program: the values that only this node uses, and what stands for them already. */
export interface Surroundings {
  readonly target: Target;
  readonly owns: (value: Value) => boolean;
  readonly fused: ReadonlyMap<Node, Fusion>;
  /** Whether a value is made with its channels in blocks. */
  readonly inBlocks: (value: Value) => boolean;
}

/** One kind of fusion: what computes a node together with nodes before it that nothing else uses. */
export type Fuse = (node: Node, surroundings: Surroundings) => Fusion | undefined;
