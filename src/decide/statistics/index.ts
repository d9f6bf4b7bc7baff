export * from "./bootstrap.ts";
export * from "./effect.ts";
export * from "./holm.ts";
