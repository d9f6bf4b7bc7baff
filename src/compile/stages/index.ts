export type { KernelStep } from "./plan.ts";
export * from "./stages.ts";
