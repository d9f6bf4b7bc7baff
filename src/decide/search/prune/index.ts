export * from "./epochs.ts";
export * from "./folds.ts";
export * from "./wilcoxon.ts";
