export * from "./earlyStopping.ts";
export * from "./statistics/index.ts";
export * from "./verdict.ts";
