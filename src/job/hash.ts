import { createHash } from "node:crypto";

/** SHA-256 of floats as they lie in memory. */
export const hashOf = (values: Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
