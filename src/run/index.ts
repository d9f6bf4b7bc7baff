export type { Provider } from "./backend.ts";
export { createRuntime, type RuntimeOptions } from "./cpu.ts";
export * from "./rewriter/index.ts";
export type { Runtime } from "./runtime.ts";
export type { Bound, Session } from "./session.ts";
export type { Tensor, TensorData } from "./slots.ts";
