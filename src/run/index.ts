export * from "./rewriter/index.ts";
export { createRuntime, type Provider, type Runtime, type RuntimeOptions } from "./runtime.ts";
export type { Bound, Session } from "./session.ts";
export type { Tensor, TensorData } from "./slots.ts";
