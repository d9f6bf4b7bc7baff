export * from "./described.ts";
export * from "./error.ts";
export * from "./key.ts";
export * from "./nearest.ts";
export * from "./rows.ts";
export * from "./settings.ts";
export * from "./shape.ts";
