import type { AlignedData } from "uplot";
import { colourOf, faded } from "../../chart/colours.ts";
import type { MeanCurve } from "../../chart/mean.ts";
import type { PlotLine, PlotMark } from "../../chart/plot.tsx";
import { smooth, thin } from "../../chart/smooth.ts";
import { clean } from "../../text/format.ts";

export type Axis = "epoch" | "step" | "time";

/** Of all lines of a recipe together, about two to a pixel. */
const POINTS = 800;

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
  const xs = [...new Set(placed.flatMap(({ x, kept }) => kept.map((i) => x[i]!)))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, i) => [x, i]));
  const lines: PlotLine[] = [];
  const columns: (number | null | undefined)[][] = [];
  const marks: PlotMark[] = [];
  const put = (
    line: PlotLine,
    x: readonly number[],
    values: readonly (number | null)[],
    kept: readonly number[],
  ): void => {
    const column = new Array<number | null | undefined>(xs.length).fill(undefined);
    for (const i of kept) column[place.get(x[i]!)!] = values[i] ?? null;
    lines.push(line);
    columns.push(column);
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
