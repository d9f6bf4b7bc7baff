import type * as Ort from "onnxruntime-node";

export type { Ort };

let library: Promise<typeof Ort> | undefined;

/**
 * ONNX Runtime, loaded when first needed. From 1.29 it reports usage and writes a device id and logs unless this
 * variable is set before its library is loaded.
 */
export function loadOrt(): Promise<typeof Ort> {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  library ??= import("onnxruntime-node");
  return library;
}

/**
 * How sessions run: deterministic order, denormals as zero (converged networks slow down otherwise), errors only on stderr.
 * With more than one thread, threads wait actively between nodes: measured in bench/, sleeping costs more than it gives back.
 */
export const sessionOptions = (threads: number): Ort.InferenceSession.SessionOptions => ({
  executionProviders: ["cpu"],
  graphOptimizationLevel: "all",
  executionMode: "sequential",
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableCpuMemArena: true,
  enableMemPattern: true,
  logSeverityLevel: 4,
  extra: { session: { set_denormal_as_zero: "1", intra_op: { allow_spinning: threads > 1 ? "1" : "0" } } },
});
