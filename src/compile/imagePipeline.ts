import { ANY } from "../core/index.ts";
import { answered, type Answering, type Member } from "./answer.ts";
import { OnnxBuilder } from "./builder.ts";
import type { Program } from "./program.ts";

export interface ImagePipelineOptions extends Answering {
  /** [channels, height, width] of the network's input, which is in 0 … 1. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** Further networks of an ensemble, on the same pixels. */
  readonly others?: readonly Member[];
}

/** Data type 1 of ONNX. */
const FLOAT = 1;

/**
 * A model that takes raw pixels: one input `pixels`, uint8 [batch, height, width, channels] as image files are decoded, grey or
 * RGB, at the model's size. Outputs as those of `compilePipeline`.
 */
export function compileImagePipeline({
  shape: [channels, height, width],
  others = [],
  ...answering
}: ImagePipelineOptions): Program {
  const builder = new OnnxBuilder({ microsoft: false });
  const pixels = builder.input("pixels", "u8", [ANY, height, width, channels]);
  const floats = builder.node("Cast", [pixels], { to: FLOAT });
  const unit = builder.node("Div", [floats, builder.floats([255], [])]);
  const x = builder.node("Transpose", [unit], { perm: [0, 3, 1, 2] });
  const more = others.map((other) => ({ ...other, x }));
  return answered(builder, x, answering, new Set(["pixels"]), more);
}
