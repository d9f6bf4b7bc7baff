export { penalty } from "./define.ts";
export { elasticNet } from "./elasticNet.ts";
export { gradientPenalty } from "./gradientPenalty.ts";
export { groupLasso } from "./groupLasso.ts";
export { jacobianPenalty } from "./jacobianPenalty.ts";
export { l1 } from "./l1.ts";
export { l2 } from "./l2.ts";
export { orthogonal } from "./orthogonal.ts";
