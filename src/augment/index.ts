export * from "./define.ts";
export * as tabular from "./tabular/index.ts";
