export { adam } from "./adam.ts";
export { adamW } from "./adamW.ts";
export { maxNorm } from "./maxNorm.ts";
export * as schedule from "./schedule/index.ts";
export { sgd } from "./sgd.ts";
