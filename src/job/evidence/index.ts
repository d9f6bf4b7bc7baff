export { describeData } from "./data.ts";
export { type Draft, reportFiles } from "./files.ts";
