import type { ReportAnswers, ReportCalibration, ReportConfusion, ReportResiduals } from "../../observe/index.ts";
import { type ClassPredictions, ece, type Predictions, type ValuePredictions } from "../../train/metrics/index.ts";
import { argmaxOf } from "../../train/metrics/rows.ts";

/** Bins of the reliability diagram, those of the metric. */
const BINS = 15;
/** Classes that a matrix is counted for; more would be a large file of small numbers. */
const CLASSES = 200;
const BANDS = 10;
/** A band of fewer rows would tell of single ones. */
const BAND_ROWS = 5;

/** What a model said, counted: no row is told. `classes` are the names of the classes. */
export function countAnswers(
  part: ReportAnswers["part"],
  predictions: Predictions,
  classes: readonly string[] | undefined,
): ReportAnswers {
  const { rows } = predictions;
  if (predictions.kind === "regression") {
    const residuals = residualsOf(predictions);
    return { part, rows, ...(residuals === undefined ? {} : { residuals }) };
  }
  const fits = classes !== undefined && classes.length <= CLASSES;
  return {
    part,
    rows,
    ...(fits ? { confusion: confusionOf(predictions, classes) } : {}),
    calibration: calibrationOf(predictions),
  };
}

function confusionOf(predictions: ClassPredictions, classes: readonly string[]): ReportConfusion {
  const said = argmaxOf(predictions);
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  predictions.targets.forEach((target, row) => {
    counts[target]![said[row]!]!++;
  });
  return { classes, counts };
}

function calibrationOf(predictions: ClassPredictions): ReportCalibration {
  const { rows, classes, probabilities, targets } = predictions;
  const said = argmaxOf(predictions);
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0, rows: 0 }));
  for (let row = 0; row < rows; row++) {
    const sure = probabilities[row * classes + said[row]!]!;
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(sure * BINS) - 1))]!;
    bin.confidence += sure;
    bin.right += said[row] === targets[row] ? 1 : 0;
    bin.rows++;
  }
  const used = bins.filter((bin) => bin.rows > 0);
  return {
    bins: used.map(({ confidence, right, rows: n }) => ({ confidence: confidence / n, accuracy: right / n, rows: n })),
    ece: ece.score(predictions),
  };
}

/** Undefined where there are too few rows for bands that tell of no single one. */
function residualsOf({ rows, values, targets }: ValuePredictions): ReportResiduals | undefined {
  const bands = Math.min(BANDS, Math.floor(rows / BAND_ROWS));
  if (bands === 0) return undefined;
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  return {
    bands: Array.from({ length: bands }, (_, i) => {
      const part = order.slice(Math.floor((i * rows) / bands), Math.floor(((i + 1) * rows) / bands));
      const off = Float64Array.from(part, (row) => targets[row]! - values[row]!).sort();
      const at = (share: number): number => off[Math.min(off.length - 1, Math.floor(share * off.length))]!;
      const ends = { from: values[part[0]!]!, to: values[part.at(-1)!]! };
      return { ...ends, rows: part.length, low: at(0.1), median: at(0.5), high: at(0.9) };
    }),
  };
}
