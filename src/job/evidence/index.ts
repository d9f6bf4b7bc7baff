export { describeData } from "./data.ts";
export { evidenceOf } from "./evidence.ts";
export type { KeptModel } from "./kept.ts";
export { type Draft, picturesOf, reportFiles } from "./files.ts";
