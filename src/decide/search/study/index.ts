export * from "./replay.ts";
export * from "./restore.ts";
export { createStudy } from "./study.ts";
export type * from "./types.ts";
