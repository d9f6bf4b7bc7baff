export type { Aspect, Stage } from "./aspect.ts";
export * from "./define.ts";
export * as image from "./image/index.ts";
export * as tabular from "./tabular/index.ts";
export * as text from "./text/index.ts";
