import type { Shape } from "../core/index.ts";
import { digest } from "./digest.ts";
import type { OnnxType } from "./onnx.ts";

/** An input or output of a program. */
export interface Slot {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: OnnxType;
}

/** A model in ONNX's wire format, and what is needed to run it and to explain its failures. */
export interface Program {
  readonly bytes: Uint8Array;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** SHA-256 of the bytes, hex: equal structures share one session. */
  readonly structure: string;
  /**
   * The op and shapes behind an ONNX node: `matmul([8, 3], [3, 2]) → [8, 2]`; behind the last of its kind when given
   * `domain:OpType`; the name itself when it is not one of ours.
   */
  describe(nodeName: string): string;
}

export function programOf(
  bytes: Uint8Array,
  inputs: readonly Slot[],
  outputs: readonly Slot[],
  origins: ReadonlyMap<string, string>,
): Program {
  return { bytes, inputs, outputs, structure: digest(bytes), describe: (nodeName) => describe(nodeName, origins) };
}

/** Optimizers of the runtime derive names such as `fused add#3`: the part that we wrote decides. */
function describe(nodeName: string, origins: ReadonlyMap<string, string>): string {
  const ours = /[A-Za-z0-9]+#\d+/u.exec(nodeName)?.[0];
  return origins.get(ours ?? nodeName) ?? nodeName;
}
