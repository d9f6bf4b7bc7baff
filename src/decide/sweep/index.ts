export * from "./grid.ts";
export * from "./sentence.ts";
export * from "./sweep.ts";
