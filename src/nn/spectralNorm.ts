import { fold, type Key, randomOf } from "../core/index.ts";
import { detach, div, matmul, maximum, mul, norm2, reshape, sum, type Value } from "../graph/index.ts";
import type { Context, Module } from "./context.ts";
import { defineWrapper } from "./define.ts";
import { type AskedWeight, asRows, outputsOf, reweighted, rowsOf } from "./reweight.ts";

/** Keeps the division by the length of a zero vector finite. */
const TINY = 1e-12;
/** Iterations before the first step. */
const WARM_UP = 15;

const unit = (x: Value): Value => div(x, maximum(norm2(x), TINY));

/**
 * Divides a layer's weight by an estimate of its largest singular value σ = uᵀ W v, so that the layer stretches nothing:
 * each learning step improves u and v by `powerIterations` rounds of u ← W v / ‖W v‖, v ← Wᵀ u / ‖Wᵀ u‖ and learns as if
 * they were constants. Parameter weightOrig, states weightU [out] and weightV [in]; PyTorch's semantics.
 */
export const spectralNorm = defineWrapper({
  name: "spectralNorm",
  doc: "Divides a layer's weight by its largest singular value: the layer stretches nothing.",
  paper: "Miyato et al. 2018, arXiv:1802.05957",
  aliases: ["spectral normalization", "lipschitz"],
  advice: {
    when: "Discriminators of GANs, and outputs that must not jump.",
    typical: "1 power iteration",
    cost: "two products with the weight a step",
  },
  settings: {
    powerIterations: {
      default: 1,
      range: [1, 100],
      integer: true,
      doc: "Rounds of improving σ in each learning step.",
    },
  },
  main: "powerIterations",
  children: (child: Module) => [child],
  apply: (x, child, { powerIterations }, context) =>
    reweighted("spectralNorm", child, x, context, (asked) => normalized(asked, powerIterations, context)),
});

function normalized({ name, shape, init, torch }: AskedWeight, rounds: number, context: Context): Value {
  const outputs = outputsOf(shape);
  const inputs = shape.reduce((n, d) => n * d, 1) / outputs;
  const weight = context.parameter("weightOrig", shape, init, "weight", name, torch);
  const warm = (key: Key): ReturnType<typeof warmUp> => warmUp(rowsOf(init(key, shape), shape), fold(key, "u"));
  const state = (label: string, size: number, side: 0 | 1): Value =>
    reshape(
      context.state(label, [size], (key: Key) => warm(key)[side], name),
      [size, 1],
    );
  let [u, v] = [state("weightU", outputs, 0), state("weightV", inputs, 1)];
  const rows = asRows(weight);
  if (context.mode === "learn") {
    const still = detach(rows);
    for (let round = 0; round < rounds; round++) {
      u = unit(matmul(still, v));
      v = unit(matmul(still, u, { transposeA: true }));
    }
    context.update("weightU", reshape(u, [outputs]));
    context.update("weightV", reshape(v, [inputs]));
  }
  return div(weight, sum(mul(u, matmul(rows, v))));
}

/** u and v after the first rounds, from a random start. */
function warmUp(rows: readonly Float64Array[], key: Key): readonly [u: Float32Array, v: Float32Array] {
  const random = randomOf(key);
  const inputs = rows[0]!.length;
  let v = normalize(Float64Array.from({ length: inputs }, () => random.normal()));
  let u = new Float64Array(rows.length);
  for (let round = 0; round < WARM_UP; round++) {
    u = normalize(Float64Array.from(rows, (row) => row.reduce((total, w, i) => total + w * v[i]!, 0)));
    const next = new Float64Array(inputs);
    for (const [o, row] of rows.entries()) for (let i = 0; i < inputs; i++) next[i]! += row[i]! * u[o]!;
    v = normalize(next);
  }
  return [Float32Array.from(u), Float32Array.from(v)];
}

function normalize(x: Float64Array): Float64Array<ArrayBuffer> {
  const length = Math.max(Math.sqrt(x.reduce((total, value) => total + value * value, 0)), TINY);
  return Float64Array.from(x, (value) => value / length);
}
