import type { Emitter } from "../graph/index.ts";

/** What the runtime has beyond standard ONNX. */
export type Target = Pick<Emitter, "microsoft" | "channelBlock" | "serial">;
