import type { Emitter, Node, OnnxName, Value } from "../../graph/index.ts";

/** Several nodes that one ONNX node computes. */
export interface Fusion {
  readonly inputs: readonly Value[];
  /** The nodes it stands for, for error messages; the last is the one whose outputs it computes. */
  readonly covers: readonly Node[];
  readonly lower: (emit: Emitter, inputs: readonly OnnxName[]) => readonly OnnxName[];
  /** The same with max(x, 0) behind it. */
  readonly withRelu?: (relu: Node) => Fusion;
}

/** What a fusion may know of the program: the values that only this node uses, and what stands for them already. */
export interface Surroundings {
  readonly owns: (value: Value) => boolean;
  readonly fused: ReadonlyMap<Node, Fusion>;
}

/** One kind of fusion: what computes a node together with nodes before it that nothing else uses. */
export type Fuse = (node: Node, surroundings: Surroundings) => Fusion | undefined;
