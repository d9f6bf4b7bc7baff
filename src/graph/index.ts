export * from "./applied.ts";
export * from "./compose.ts";
export * from "./evaluate.ts";
export * from "./grad.ts";
export * from "./node.ts";
export * from "./ops/index.ts";
