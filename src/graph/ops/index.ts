export * from "./compare.ts";
export * from "./elementwise.ts";
export * from "./reduce.ts";
export * from "./reshape.ts";
