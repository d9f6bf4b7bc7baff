import type * as Ort from "onnxruntime-node";

export type { Ort };

let library: Promise<typeof Ort> | undefined;

/** From 1.29 ONNX Runtime reports usage and writes a device id and logs unless this is set before its library is loaded. */
export function muteOrt(): void {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
}

/** ONNX Runtime's binding for Node, loaded when first needed. */
export function loadOrt(): Promise<typeof Ort> {
  muteOrt();
  library ??= import("onnxruntime-node");
  return library;
}

/**
 * How long threads wait actively for the next node before they sleep. Measured with 2 threads on networks of 2 and 3
 * hidden layers: as fast as waiting without end on idle cores, up to 1.4 times as fast when another process wants one.
 */
export const SPIN_MICROSECONDS = "50";

/** How sessions run: one node after the other, denormals as zero (converged networks slow down otherwise), silent. */
export const sessionOptions = (threads: number): Ort.InferenceSession.SessionOptions => ({
  executionProviders: ["cpu"],
  graphOptimizationLevel: "all",
  executionMode: "sequential",
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  enableCpuMemArena: true,
  enableMemPattern: true,
  logSeverityLevel: 4,
  extra: {
    session: {
      set_denormal_as_zero: "1",
      intra_op: { allow_spinning: "1", spin_duration_us: SPIN_MICROSECONDS },
    },
  },
});
