export * from "./audit/index.ts";
export * from "./diagnose/index.ts";
export * from "./earlyStopping.ts";
export * from "./lint/index.ts";
export * from "./search/index.ts";
export * from "./statistics/index.ts";
export * from "./sweep/index.ts";
export * as stopping from "./stopping/index.ts";
export * from "./verdict.ts";
