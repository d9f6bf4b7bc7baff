export * from "./folds.ts";
export * from "./wilcoxon.ts";
