import { sizeOf } from "../../src/core/index.ts";
import {
  add,
  concat,
  gradient,
  input,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  split,
  sub,
  type Value,
} from "../../src/graph/index.ts";

/**
 * A learning step of a network of linear layers with ReLU between them and mean squared error, up to the gradients.
 * `flat`: one vector of parameters in, one of gradients out; otherwise a tensor per parameter.
 */
export function mlp(sizes: readonly number[], batch: number, flat: boolean): Record<string, Value> {
  const layers = sizes.length - 1;
  const shapes = sizes.slice(1).flatMap((n, i) => [[sizes[i]!, n], [n]]);
  const names = sizes.slice(1).flatMap((_, i) => [`W${i}`, `b${i}`]);
  const counts = shapes.map(sizeOf);
  const parts = flat ? split(input("p", [counts.reduce((a, b) => a + b)]), counts, 0) : [];
  const parameters = shapes.map((shape, i) => (flat ? reshape(parts[i]!, shape) : input(names[i]!, shape)));
  let h = input("x", [batch, sizes[0]!]);
  for (let i = 0; i < layers; i++) {
    const z = add(matmul(h, parameters[2 * i]!), parameters[2 * i + 1]!);
    h = i < layers - 1 ? relu(z) : z;
  }
  const error = sub(h, input("y", [batch, sizes.at(-1)!]));
  const loss = mean(mul(error, error));
  const gradients = gradient(loss, parameters);
  if (!flat) return { loss, ...Object.fromEntries(gradients.map((g, i) => [`g_${names[i]}`, g])) };
  const flattened = gradients.map((g, i) => reshape(g, [counts[i]!]));
  return { loss, g: concat(flattened, 0) };
}
