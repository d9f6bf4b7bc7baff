import { fold, keyOf } from "../../core/index.ts";
import { type Forecast, forecast } from "../../decide/learningCurve/index.ts";
import { meanAndError } from "../../decide/index.ts";
import { gain } from "../../train/best.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Outcome } from "../summarize.ts";
import type { CurveSize } from "./types.ts";

export interface CurveFacts {
  /** Training rows of each outcome. */
  readonly rows: readonly number[];
  readonly repeats: readonly number[];
  readonly metric: Metric;
  readonly testFraction: number;
  readonly seed: number;
}

/** The table of a learning curve, and what it foretells. */
export function summarizeCurve(
  outcomes: readonly Outcome[],
  { rows, repeats, metric, testFraction, seed }: CurveFacts,
): { readonly sizes: readonly CurveSize[]; readonly found: Forecast } {
  const plain = outcomes.map((outcome, i) => sizeOf(outcome, rows[i]!, { repeats, metric, testFraction }));
  const known = plain.filter(({ failed }) => failed === undefined);
  const found = forecast(
    known.map((size) => ({ rows: size.rows, scores: size.scores.map(({ validation }) => validation) })),
    { better: metric.better, testFraction, key: fold(keyOf(seed), "forecast") },
  );
  const sizes = plain.map((size) => {
    const fitted = found.points.find((point) => point.rows === size.rows)?.fitted;
    return fitted === undefined || !Number.isFinite(fitted) ? size : { ...size, fitted };
  });
  return { sizes, found };
}

function sizeOf(
  { name, trials, error }: Outcome,
  rows: number,
  { repeats, metric, testFraction }: Pick<CurveFacts, "repeats" | "metric" | "testFraction">,
): CurveSize {
  const done = error === undefined ? repeats.filter((repeat) => trials.has(repeat)) : [];
  const isWhole = done.length === repeats.length && done.length > 0;
  const scores = (isWhole ? done : []).map((repeat) => {
    const { train, validation } = trials.get(repeat)!;
    return { seed: repeat, train, validation };
  });
  const of = (part: "train" | "validation") => {
    const { mean, se } = meanAndError(
      scores.map((score) => score[part]),
      { testFraction },
    );
    return { mean, se };
  };
  const [train, validation] = [of("train"), of("validation")];
  const why = error === undefined ? "not finished" : `${error.code} ${error.message}`;
  const common = { name, rows, train, validation, gap: gain(metric.better, train.mean, validation.mean), scores };
  return { ...common, ...(isWhole ? {} : { failed: why }) };
}
