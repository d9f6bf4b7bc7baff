export { evidenceOf, type KeptModel } from "./evidence.ts";
export { type Draft, picturesOf, reportFiles } from "./files.ts";
