import type { AlignedData } from "uplot";
import { colourOf, faded } from "../../chart/colours.ts";
import type { MeanCurve } from "../../chart/mean.ts";
import type { PlotLine, PlotMark } from "../../chart/plot.tsx";
import { smooth, thin } from "../../chart/smooth.ts";
import { clean } from "../../text/format.ts";

export type Axis = "epoch" | "step" | "time";

/** Of a recipe, about two to three pixels: of each few the lowest and the highest are among them. */
const POINTS = 500;

export interface Drawn {
  readonly data: AlignedData;
  readonly lines: readonly PlotLine[];
  readonly marks: readonly PlotMark[];
}

/** Where an epoch lies on the axis. Time is a share of what the repeat took, as epochs of one recipe take alike. */
function xOf(curve: MeanCurve, axis: Axis, seconds: number | null): readonly number[] {
  if (axis === "step") return curve.steps;
  const last = curve.epoch.at(-1) ?? 1;
  return axis === "time" && seconds !== null ? curve.epoch.map((epoch) => (epoch / last) * seconds) : curve.epoch;
}

interface Choice {
  readonly axis: Axis;
  readonly smoothing: number;
  readonly isDark: boolean;
  readonly seconds: (recipe: string) => number | null;
}

type Column = (number | null | undefined)[];
interface Aligned {
  readonly xs: readonly number[];
  readonly columnOf: (x: readonly number[], values: readonly (number | null)[], kept: readonly number[]) => Column;
}

/** The places on the common axis, and what puts the values of a curve there: undefined where another curve has a place. */
function aligned(curves: readonly { readonly x: readonly number[]; readonly kept: readonly number[] }[]): Aligned {
  const [only] = curves;
  const alone = only?.kept.map((i) => only.x[i]!) ?? [];
  const isInOrder = alone.every((x, i) => i === 0 || x > alone[i - 1]!);
  if (curves.length === 1 && isInOrder)
    return { xs: alone, columnOf: (_, values, kept) => kept.map((i) => values[i] ?? null) };
  const xs = [...new Set(curves.flatMap(({ x, kept }) => kept.map((i) => x[i]!)))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, i) => [x, i]));
  return {
    xs,
    columnOf: (x, values, kept) => {
      const column: Column = new Array<undefined>(xs.length).fill(undefined);
      for (const i of kept) column[place.get(x[i]!)!] = values[i] ?? null;
      return column;
    },
  };
}

/** Smoothed before it is thinned, so that what is left out still counts. */
export function draw(
  curves: readonly (MeanCurve & { readonly colour: number })[],
  { axis, smoothing, isDark, seconds }: Choice,
): Drawn {
  const placed = curves.map((curve) => {
    const smoothed = { train: smooth(curve.train, smoothing), validation: smooth(curve.validation, smoothing) };
    const kept = thin(
      [curve.train, curve.validation],
      curve.epoch.length,
      Math.ceil(POINTS / Math.max(1, curves.length / 2)),
    );
    return { curve, smoothed, kept, x: xOf(curve, axis, seconds(curve.recipe)) };
  });
  const { xs, columnOf } = aligned(placed);
  const lines: PlotLine[] = [];
  const columns: Column[] = [];
  const marks: PlotMark[] = [];
  const put = (
    line: PlotLine,
    x: readonly number[],
    values: readonly (number | null)[],
    kept: readonly number[],
  ): void => {
    lines.push(line);
    columns.push(columnOf(x, values, kept));
  };
  const one = curves.length === 1;
  for (const { curve, smoothed, kept, x } of placed) {
    const colours = one
      ? [colourOf(0, isDark), colourOf(1, isDark)]
      : [colourOf(curve.colour, isDark), colourOf(curve.colour, isDark)];
    const name = clean(curve.recipe, 40);
    if (smoothing > 0)
      for (const [i, part] of (["train", "validation"] as const).entries())
        put({ label: "", colour: faded(colours[i]!, 0.25), width: 1 }, x, curve[part], kept);
    put(
      { label: `${name} train`, colour: colours[0]!, width: 1.75, dashed: true, speaks: true },
      x,
      smoothed.train,
      kept,
    );
    put({ label: `${name} validation`, colour: colours[1]!, width: 2.25, speaks: true }, x, smoothed.validation, kept);
    const best = curve.epoch.indexOf(curve.kept);
    const y = smoothed.validation[best];
    if (best >= 0 && y !== null && y !== undefined) marks.push({ x: x[best]!, y, colour: colours[1]! });
  }
  return { data: [xs, ...columns] as unknown as AlignedData, lines, marks };
}
