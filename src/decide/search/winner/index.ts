export * from "./oneError.ts";
export * from "./optimism.ts";
export * from "./rerun.ts";
