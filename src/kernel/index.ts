export { rectification } from "./bind-update.ts";
export * from "./gather.ts";
export * from "./kernels.ts";
export { createMemory, type KernelMemory, roomFor } from "./memory.ts";
export type { CodedPoints, Marks, NearestLists } from "./pairs.ts";
export { twin } from "./twin.ts";
export * from "./updates.ts";
