export { rectification } from "./bind-update.ts";
export * from "./gather.ts";
export * from "./kernels.ts";
export { createMemory, type KernelMemory, roomFor } from "./memory.ts";
export type { CodedPoints, Marks, NearestLists } from "./pairs.ts";
export * from "./pixels.ts";
export type { AffineNumbers, ColourNumbers } from "./raw-pixels.ts";
export { twin } from "./twin.ts";
export * from "./updates.ts";
