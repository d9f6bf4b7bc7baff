export * from "./catalog.ts";
export * from "./check.ts";
export * from "./condition.ts";
export * from "./enumerate.ts";
export * from "./parse.ts";
export * from "./recipe.ts";
export * from "./scale.ts";
export * from "./types.ts";
