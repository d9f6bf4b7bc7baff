export { type CheckpointStore, openCheckpoints } from "./checkpoint.ts";
export { csvCell, csvLine, isFormula } from "./csv.ts";
export * from "./folder/index.ts";
export { type ParameterHealth, parameterHealth, type Spread } from "./health.ts";
export {
  type BadLine,
  type Journal,
  type JournalContent,
  type JournalRecord,
  openJournal,
  parseJournal,
  readJournal,
} from "./journal.ts";
export { hidePaths } from "./paths.ts";
export { svgDocument, svgToPng } from "./picture/index.ts";
export * from "./report/index.ts";
export * from "./safetensors/index.ts";
export * from "./sheet/index.ts";
export * from "./storage/index.ts";
export * from "./torch/index.ts";
