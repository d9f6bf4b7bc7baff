export * from "./audit/index.ts";
export * from "./earlyStopping.ts";
export * from "./statistics/index.ts";
export * as stopping from "./stopping/index.ts";
export * from "./verdict.ts";
