export { judgePairs, type PairChoice, pairsThatMatter } from "./pairs.ts";
export { FEWEST, judgeParts } from "./parts.ts";
export { choosePruned, lastThatHolds, pruningSteps, verifyPruned } from "./prune.ts";
export { type ReceiptWords, receiptSentence } from "./sentence.ts";
export type * from "./types.ts";
