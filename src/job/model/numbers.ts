import { concat, slice, type Value } from "../../graph/index.ts";
import type { Module } from "../../nn/context.ts";
import { module, pbldEmbedding, periodicEmbedding, piecewiseLinearEmbedding } from "../../nn/index.ts";
import type { Recipe } from "../recipe.ts";
import type { TableShape } from "./shape.ts";

/** Numbers that each column becomes. */
const FEATURES = { periodic: 16, piecewiseLinear: 8 } as const;
/** Of the first frequencies: numbers of a table are scaled to a spread of about 1. */
const DEVIATION = 0.1;

/** Embeds the numeric columns of a table as the recipe says, the others behind them. */
export function embedNumbers({ numericEmbedding: how }: Recipe, { numeric = [], bins = [] }: TableShape): Module[] {
  if (how === "none" || numeric.length === 0) return [];
  const columns = numeric.length;
  const first = module("numericFirst", (x) => reordered(x, numeric));
  if (how === "piecewiseLinear") return [first, piecewiseLinearEmbedding(bins, { features: FEATURES.piecewiseLinear })];
  if (how === "pbld") return [first, pbldEmbedding({ columns })];
  const { periodic: features } = FEATURES;
  return [first, periodicEmbedding({ columns, features, frequencies: 24, deviation: DEVIATION, shared: true })];
}

/** x with these columns, which are in ascending order, before the others. [batch, columns] */
function reordered(x: Value, columns: readonly number[]): Value {
  const chosen = new Set(columns);
  const runs: { start: number; end: number; isChosen: boolean }[] = [];
  for (let at = 0; at < x.shape[1]!; at++) {
    const last = runs.at(-1);
    const isChosen = chosen.has(at);
    if (last?.isChosen === isChosen) last.end = at + 1;
    else runs.push({ start: at, end: at + 1, isChosen });
  }
  if (runs.length < 2 || (runs.length === 2 && runs[0]!.isChosen)) return x;
  const sorted = [...runs.filter((run) => run.isChosen), ...runs.filter((run) => !run.isChosen)];
  return concat(
    sorted.map(({ start, end }) => slice(x, { axis: 1, start, end })),
    1,
  );
}
