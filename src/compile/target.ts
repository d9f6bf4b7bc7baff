import type { Emitter } from "../graph/index.ts";

/** What the runtime has beyond standard ONNX. */
export interface Target extends Pick<Emitter, "microsoft" | "channelBlock" | "serial"> {
  /** Whether a run costs so little that kernels may take turns with programs. */
  readonly hosts?: boolean | undefined;
}
