import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** The least share that counts as kept: the division stays finite when everything is silenced. */
const TINY = 1e-6;

/**
 * Silences squares: corners are drawn at rate γ = rate · area / (block² · places), and the rest is scaled by entries / kept
 * over the batch, so that a constant keeps its mean exactly. [batch, channels, height, width]. A block larger than the
 * image is cut to it.
 */
export const dropBlock2d = defineLayer({
  name: "dropBlock2d",
  doc: "Silences squares of feature maps while learning: neighbours cannot fill in.",
  paper: "Ghiasi et al. 2018, arXiv:1810.12890",
  advice: {
    when: "Convolutions on images: neighbours cannot tell what a silenced square hides.",
    typical: "rate 0.1, blocks of 7",
    interactions: ["In the paper the rate grows from 0 over the training: give it a schedule."],
  },
  settings: {
    rate: { default: 0.1, range: [0, 0.95], search: [0.02, 0.3, "linear"], strength: true, doc: "Fraction silenced." },
    block: { default: 7, range: [1, 1024], integer: true, doc: "Side of the squares, in entries." },
  },
  main: "rate",
  facts: { drawsNoise: true, seesBatch: true },
  apply: (x, { rate, block }, { mode, noise }) => {
    requireAxes(x, "dropBlock2d", "[batch, channels, height, width]");
    if (mode === "infer") return x;
    const [batch, channels, height, width] = x.shape as readonly [number, number, number, number];
    const side = Math.min(block, height, width);
    const [down, across] = [height - side + 1, width - side + 1];
    const gamma = op.mul(rate, (height * width) / (side * side * down * across));
    const corners = op.cast(op.less(noise.uniform([batch, channels, down, across]), gamma), "f32");
    const around = [0, 0, side - 1, side - 1];
    const kept = op.sub(1, op.maxPool2d(op.pad(corners, around, around), side, { strides: 1 }));
    return op.div(op.mul(x, kept), op.maximum(op.mean(kept), TINY));
  },
});
