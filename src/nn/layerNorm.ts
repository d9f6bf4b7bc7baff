import * as op from "../graph/index.ts";
import { constant } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { filled } from "./init.ts";

/** Standardizes each row over its last axis, then scales and shifts. [batch, …, features]. Same in both modes. */
export const layerNorm = defineLayer({
  name: "layerNorm",
  doc: "Standardizes each row over its features: independent of the batch.",
  paper: "Ba et al. 2016, arXiv:1607.06450",
  aliases: ["layer normalization"],
  advice: {
    when: "Small batches, tables and sequences: no row depends on another.",
    interactions: ["Dropout beside it does not disturb it, as it does batch norm."],
  },
  settings: {
    epsilon: { default: 1e-5, range: [1e-12, 1], doc: "Added to the variance." },
    affine: { default: true, doc: "Whether scale and shift are learned." },
  },
  apply: (x, { epsilon, affine }, context) => {
    const features = x.shape.at(-1)!;
    const scale = affine
      ? context.parameter("weight", [features], filled(1), "scale")
      : constant(new Float64Array(features).fill(1), [features]);
    const shift = affine
      ? context.parameter("bias", [features], filled(0), "bias")
      : constant(new Float64Array(features), [features]);
    return op.layerNorm(x, scale, shift, epsilon);
  },
});
