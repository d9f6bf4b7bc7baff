import { evaluate, gradient, type Value } from "../../src/graph/index.ts";
import { expectClose } from "./close.ts";

type Given = Readonly<Record<string, ArrayLike<number>>>;

/** Entries of each input whose derivative is compared: all of them, unless named. */
export interface Wanted {
  readonly value: Value;
  readonly entries?: readonly number[];
}

const nameOf = ({ node }: Value): string => String(node.attributes["name"]);

/** Expects the gradient of a scalar, entry by entry, to be its central differences of fourth order, in float64. */
export function expectDifferences(of: Value, wanted: readonly Wanted[], given: Given, step = 1e-4): void {
  const gradients = evaluate(
    gradient(
      of,
      wanted.map(({ value }) => value),
    ),
    given,
  );
  wanted.forEach(({ value, entries }, k) => {
    const name = nameOf(value);
    const at = (entry: number, h: number): number => {
      const moved = Float64Array.from(given[name]!);
      moved[entry]! += h;
      return evaluate([of], { ...given, [name]: moved })[0]!.data[0]!;
    };
    const chosen = entries ?? Array.from({ length: given[name]!.length }, (_, i) => i);
    const differences = chosen.map((i) => {
      const [near, far] = [at(i, step) - at(i, -step), at(i, 2 * step) - at(i, -2 * step)];
      return (8 * near - far) / (12 * step);
    });
    const found = chosen.map((i) => gradients[k]!.data[i]!);
    expectClose(found, differences, { relative: 1e-6, absolute: 1e-8 }, `d/d ${name}`);
  });
}
