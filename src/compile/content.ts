import { digest } from "./digest.ts";

/** A key that two byte arrays share when their contents are equal. */
export const contentKey = (bytes: Uint8Array): string =>
  bytes.length <= 64 ? String.fromCharCode(...bytes) : digest(bytes);
