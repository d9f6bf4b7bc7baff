export { type EpochLosses, type GapTerms, type ItemizedGap, itemizedGap } from "./itemize.ts";
