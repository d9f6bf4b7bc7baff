import { div, mul, norm2 } from "../graph/index.ts";
import type { Initializer, Module } from "./context.ts";
import { defineWrapper } from "./define.ts";
import { alongOutputs, asRows, outputsOf, reweighted, rowsOf } from "./reweight.ts";

/**
 * Learns length and direction of each output's weights apart: w = g v / ‖v‖. Parameters weightG [out] and weightV, as the
 * layer's weight; at first w is what the layer alone would have drawn.
 */
export const weightNorm = defineWrapper({
  name: "weightNorm",
  doc: "Learns length and direction of each output's weights apart.",
  paper: "Salimans & Kingma 2016, arXiv:1602.07868",
  aliases: ["weight normalization"],
  advice: {
    when: "Where the statistics of a batch are not wanted: recurrent, generative and reinforcement learning.",
  },
  settings: {},
  children: (child: Module) => [child],
  apply: (x, child, _, context) =>
    reweighted("weightNorm", child, x, context, ({ name, shape, init, torch }) => {
      const lengths: Initializer = (key) =>
        Float32Array.from(rowsOf(init(key, shape), shape), (row) => Math.hypot(...row));
      const direction = context.parameter("weightV", shape, init, "weight", name, torch);
      const outputs = outputsOf(shape);
      const column = { shape: [outputs, ...shape.slice(1).map(() => 1)] };
      const length = context.parameter("weightG", [outputs], lengths, "scale", name, column);
      return mul(direction, alongOutputs(div(length, norm2(asRows(direction), [1])), shape));
    }),
});
