import { RegularizeError, showShape } from "../core/index.ts";
import { concat, slice, type Value } from "../graph/index.ts";

// What embeddings of numeric columns share. They stand at the beginning of a table, codes of categories behind them.

export const columnsSetting = {
  default: 0,
  range: [0, 1e6],
  integer: true,
  doc: "Number of leading columns that are numeric; 0: all. The others pass through.",
} as const;

/** Embeds the leading columns of a table and leaves the others behind what comes out. [batch, columns] → [batch, numbers]. */
export function onNumeric(where: string, x: Value, columns: number, embed: (numeric: Value) => Value): Value {
  const all = x.shape[1] ?? 0;
  const count = columns === 0 ? all : columns;
  if (x.shape.length !== 2 || count > all || count === 0)
    throw new RegularizeError({
      code: "E330",
      where,
      message: `${where} needs [batch, at least ${Math.max(count, 1)} columns], not ${showShape(x.shape)}`,
    });
  if (count === all) return embed(x);
  return concat([embed(slice(x, { axis: 1, end: count })), slice(x, { axis: 1, start: count })], 1);
}
