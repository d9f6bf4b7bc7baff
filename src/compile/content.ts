import { createHash } from "node:crypto";

/** A key that two byte arrays share when their contents are equal. */
export const contentKey = (bytes: Uint8Array): string => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.length <= 64 ? view.toString("latin1") : createHash("sha256").update(view).digest("hex");
};
