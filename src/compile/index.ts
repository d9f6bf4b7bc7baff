export * from "./builder.ts";
export * from "./compile.ts";
export type { NodeAttribute, OnnxType } from "./onnx.ts";
export type { Program, Slot } from "./program.ts";
export * from "./read.ts";
export * from "./stages/index.ts";
export { simplify } from "./simplify.ts";
