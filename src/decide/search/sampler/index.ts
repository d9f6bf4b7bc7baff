export * from "./grid.ts";
export * from "./halton.ts";
export * from "./random.ts";
export * from "./tpe.ts";
