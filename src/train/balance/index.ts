export { balancedWeights, classCounts, type ClassRows, type WeightScheme } from "./classWeights.ts";
export {
  type CrossFitOptions,
  type CrossFitted,
  type CrossFittedScales,
  type CrossFittedThreshold,
  crossFittedScales,
  crossFittedThreshold,
} from "./crossFit.ts";
export { expectedCost } from "./expectedCost.ts";
export { type TunedScales, tuneScales, withScales } from "./scales.ts";
export { scalesOf, type TunedThreshold, type TuneOptions, tuneThreshold, withThreshold } from "./threshold.ts";
