export { type EpochLosses, type GapTerms, type ItemizedGap, itemizedGap } from "./itemize.ts";
export { labelFindings } from "./labels.ts";
export { lateLearned, memorized } from "./memorized.ts";
export { type RowErrors, type Segment, type SegmentRows, type Segments, segmentGaps } from "./segments.ts";
export type {
  LabelEvidence,
  LabelFindings,
  Said,
  SaidOfClasses,
  SaidOfValues,
  Suspect,
} from "./suspects.ts";
