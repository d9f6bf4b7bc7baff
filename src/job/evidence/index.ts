export { describeData } from "./data.ts";
export { type Draft, isChart, reportFiles } from "./files.ts";
