import type { Better } from "../../../train/best.ts";
import { fold, keyOf } from "../../../core/index.ts";
import { importanceOf, LEAST_TRIALS, type Parameter, type Row, type Space } from "../../../decide/index.ts";
import type { ReportSlice } from "../../../observe/index.ts";

/** What slices are cut from. */
export interface Searched {
  readonly space: Space;
  readonly rows: readonly Row[];
  readonly better: Better;
  readonly seed: number;
  /** Trials that were run again. */
  readonly finalists: readonly number[];
}

/** Slices that a report shows, those that the scores depend on most. */
const SLICES = 8;
/** Points of a smooth line, and its bandwidth as a share of the axis. */
const GRID = 41;
const BANDWIDTH = 0.14;

type Point = ReportSlice["points"][number];
type Numeric = Extract<Parameter, { readonly scale: unknown }>;
const isNumeric = (of: Parameter): of is Numeric => of.kind === "real" || of.kind === "integer";

/** What the scores of a search say of each setting: trials, a smooth curve of their mean, and the sweet spot. */
export function slicesOf({ space, rows, better, seed, finalists }: Searched): ReportSlice[] {
  const key = fold(keyOf(seed), "importance");
  const { own, trials } = importanceOf(space, rows, { better, key, withPairs: false });
  const scored = rows.filter(({ score, assignment }) => Number.isFinite(score) && assignment !== null);
  return own.slice(0, SLICES).flatMap(({ name, share }) => {
    const parameter = space.parameters.find((of) => of.name === name && of.helper !== true);
    const active = scored.filter(({ assignment }) => assignment?.[name] !== undefined);
    if (parameter === undefined || active.length === 0) return [];
    const of = { rows: active, final: new Set(finalists) };
    const slice = isNumeric(parameter) ? numeric(parameter, of, better) : choice(parameter, of);
    return [{ name, share: trials < LEAST_TRIALS ? Number.NaN : share, off: scored.length - active.length, ...slice }];
  });
}

interface Active {
  readonly rows: readonly Row[];
  readonly final: ReadonlySet<number>;
}
type Cut = Omit<ReportSlice, "name" | "share" | "off">;

function numeric(parameter: Numeric, { rows, final }: Active, better: Better): Cut {
  const at = ({ assignment }: Row): number => assignment![parameter.name] as number;
  const points = rows.map((row): Point => ({ at: at(row), score: row.score, final: final.has(row.id) }));
  const range = [parameter.low, parameter.high] as const;
  return {
    scale: parameter.scale,
    range,
    points,
    ...(points.length < LEAST_TRIALS ? {} : smooth(points, parameter, better)),
  };
}

function choice({ name, ...parameter }: Exclude<Parameter, Numeric>, { rows, final }: Active): Cut {
  const choices = parameter.kind === "flag" ? [false, true] : parameter.choices;
  const texts = choices.map((of) => JSON.stringify(of));
  const points = rows.map(
    (row): Point => ({
      ...{ at: texts.indexOf(JSON.stringify(row.assignment![name])), score: row.score, final: final.has(row.id) },
    }),
  );
  return { scale: "choice", labels: choices.map(written), range: [0, choices.length - 1], points };
}

const written = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((of) => typeof of === "number")) return value.join("-") || "none";
  return JSON.stringify(value).replaceAll('"', "");
};

/** Mean scores by a Gaussian kernel with their standard errors, and the values whose mean is within one of the best. */
function smooth(points: readonly Point[], { scale, low, high }: Numeric, better: Better): Pick<Cut, "curve" | "spot"> {
  const to = (x: number): number => (scale === "log" ? Math.log(x) : x);
  const from = (x: number): number => (scale === "log" ? Math.exp(x) : x);
  const [start, end] = [Math.min(...points.map(({ at }) => at)), Math.max(...points.map(({ at }) => at))].map(to);
  const width = BANDWIDTH * (to(high) - to(low));
  if (!(end! > start!) || !(width > 0)) return {};
  const curve = Array.from({ length: GRID }, (_, i) => {
    const x = start! + ((end! - start!) * i) / (GRID - 1);
    return { at: from(x), ...meanAt(points, (of) => Math.exp(-0.5 * ((to(of.at) - x) / width) ** 2)) };
  });
  const sign = better === "higher" ? 1 : -1;
  const best = curve.reduce((a, b) => (sign * (b.mean - a.mean) > 0 ? b : a));
  const isNear = ({ mean }: (typeof curve)[number]): boolean => sign * (best.mean - mean) <= best.se;
  let [first, last] = [curve.indexOf(best), curve.indexOf(best)];
  while (first > 0 && isNear(curve[first - 1]!)) first--;
  while (last < GRID - 1 && isNear(curve[last + 1]!)) last++;
  return { curve, spot: { best: best.at, low: curve[first]!.at, high: curve[last]!.at } };
}

/** The weighted mean, and its standard error from the weighted spread and the number of points that the weights amount to. */
function meanAt(points: readonly Point[], weightOf: (of: Point) => number): { mean: number; se: number } {
  const weights = points.map(weightOf);
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = points.reduce((sum, { score }, i) => sum + weights[i]! * score, 0) / total;
  const spread = points.reduce((sum, { score }, i) => sum + weights[i]! * (score - mean) ** 2, 0) / total;
  const amount = total ** 2 / weights.reduce((sum, w) => sum + w * w, 0);
  return { mean, se: Math.sqrt(spread / Math.max(1, amount - 1)) };
}
