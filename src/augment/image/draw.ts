import { type Random, RegularizeError } from "../../core/index.ts";

/** Uniform in [low, high). */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();

/** A probability as a setting. */
export const chance = (usual: number) =>
  ({
    default: usual,
    range: [0, 1],
    search: [0.1, 0.9, "linear"],
    doc: "Probability that an image is changed.",
  }) as const;

/** What a list of two means: from … to. E262 where it is something else. */
export function interval(owner: string, name: string, list: readonly number[]): readonly [low: number, high: number] {
  const [low, high] = list;
  if (list.length !== 2 || !(low! <= high!))
    throw new RegularizeError({
      code: "E262",
      where: `${owner}.${name}`,
      message: `${owner}.${name} is an interval`,
      expected: "[low, high], low ≤ high",
      received: JSON.stringify(list),
    });
  return [low!, high!];
}

/** One size for height and width, or [height, width]. */
export const sides = (size: number | readonly number[]): readonly [height: number, width: number] =>
  typeof size === "number" ? [size, size] : [size[0]!, size[1]!];

/** Python's round: halves go to the even neighbour. */
export function roundEven(v: number): number {
  const below = Math.floor(v);
  return v - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(v);
}
