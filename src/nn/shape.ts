import { RegularizeError, type Shape, showShape } from "../core/index.ts";
import type { Value } from "../graph/index.ts";

/** Throws E330 unless x has as many axes as one of the layouts, such as `[batch, channels, length]`. */
export function requireAxes(x: Value, where: string, ...layouts: readonly string[]): void {
  if (layouts.some((layout) => layout.split(",").length === x.shape.length)) return;
  throw new RegularizeError({
    code: "E330",
    where,
    message: `${where} needs ${layouts.join(" or ")}, not ${showShape(x.shape)}`,
  });
}

/** Throws E334 unless the channels divide into groups. */
export function requireGroups(
  where: string,
  groups: number,
  shape: Shape,
  counts: Readonly<Record<string, number>>,
): void {
  const uneven = Object.entries(counts).find(([, count]) => count % groups !== 0);
  if (uneven === undefined) return;
  throw new RegularizeError({
    code: "E334",
    where,
    message: `${where}: ${uneven[1]} ${uneven[0]} do not divide into ${groups} groups (input ${showShape(shape)})`,
    expected: `a number of groups that divides ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(" and ")}`,
    received: String(groups),
  });
}

/** Throws E331 where a statistic would be that of a single number: its variance is zero. */
export function requireSeveral(where: string, count: number, shape: Shape, of: string, todo: string): void {
  if (count > 1) return;
  throw new RegularizeError({
    code: "E331",
    where,
    message: `${where} cannot learn from ${of}: its variance is zero (input ${showShape(shape)})`,
    expected: "at least two numbers per statistic",
    received: String(count),
    todo,
  });
}
