import { fold, type Key, randomOf, sizeOf } from "../../src/core/index.ts";
import { add, constant, dot, evaluate, gradient, mul, square, type Value } from "../../src/graph/index.ts";

type Given = Readonly<Record<string, Float64Array>>;

const normals = (key: Key, count: number): Float64Array => {
  const random = randomOf(key);
  return Float64Array.from({ length: count }, () => random.normal());
};

/** Σ r ⊙ (y + ½ y²) over the real outputs, with fixed random r: a scalar whose gradient depends on every entry. */
export function probe(outputs: readonly Value[], key: Key): Value | undefined {
  return outputs
    .filter(({ dtype }) => dtype === "f32")
    .map((y, i) => {
      const r = constant(normals(fold(key, "probe", i), sizeOf(y.shape)), y.shape);
      return dot(r, add(y, mul(0.5, square(y))));
    })
    .reduce<Value | undefined>((a, b) => (a === undefined ? b : add(a, b)), undefined);
}

/** Moves every input along its direction by `h`. */
const moved = (given: Given, directions: Given, h: number): Given =>
  Object.fromEntries(
    Object.entries(given).map(([name, x]) => [name, x.map((v, i) => v + h * (directions[name]?.[i] ?? 0))]),
  );

/** d/dh of a scalar along a direction, by central differences of fourth order. */
function difference(of: Value, given: Given, directions: Given, h = 1e-4): number {
  const at = (step: number): number => evaluate([of], moved(given, directions, step))[0]!.data[0]!;
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

/**
 * Largest relative error of the gradient of a scalar along random directions, against differences. An error in any one
 * entry shows in every direction.
 */
export function gradientError(of: Value, wrt: readonly Value[], given: Given, key: Key, directions = 3): number {
  const gradients = evaluate(gradient(of, wrt), given);
  const names = wrt.map((x) => String(x.node.attributes.name));
  const errors = Array.from({ length: directions }, (_, k) => {
    const direction = Object.fromEntries(
      names.map((name, i) => [name, normals(fold(key, "direction", k, name), gradients[i]!.data.length)]),
    );
    const terms = names.flatMap((name, i) => [...gradients[i]!.data].map((g, j) => g * direction[name]![j]!));
    const scale = Math.max(1, ...terms.map(Math.abs));
    const found = terms.reduce((a, b) => a + b, 0);
    return Math.abs(found - difference(of, given, direction)) / scale;
  });
  return Math.max(...errors);
}
