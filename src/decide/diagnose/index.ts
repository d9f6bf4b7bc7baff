export { checkRequirements, demand, parseRequirements, type Required, type Requirement } from "./require.ts";
export { type Diagnosis, diagnose } from "./diagnose.ts";
export type { DiagnosisKind, Story, StoryEpoch } from "./story.ts";
export { type History, parseHistory } from "./history/parse.ts";
export { aloneOf, type OneColumn } from "./alone.ts";
export { type Compared, diagnoseComparison } from "./comparison.ts";
