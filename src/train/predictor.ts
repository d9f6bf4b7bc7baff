import { keyOf } from "../core/index.ts";
import type { Runtime } from "../run/index.ts";
import { monteCarlo, type MonteCarloOptions, type Uncertain } from "./monteCarlo.ts";
import { planOf, type Problem } from "./program.ts";
import type { RowData } from "./rows.ts";
import { Scorer } from "./scorer.ts";
import { fillCarried, loadTensors, type NamedTensor } from "./state.ts";

/** A trained model that only predicts. */
export interface Predictor {
  /** Probabilities or values, [rows, outputs], from x [rows, …input]. */
  predict(x: RowData, rows: number): Promise<Float32Array>;
  /** Mean and standard deviation of predictions under the noise of learning (Monte-Carlo dropout). */
  uncertainty(x: Float32Array, rows: number, options?: MonteCarloOptions): Promise<Uncertain>;
}

/** A model with the given parameters and states. Throws E332 listing all tensors that do not fit. */
export function createPredictor(
  problem: Problem,
  tensors: Readonly<Record<string, NamedTensor>>,
  runtime: Runtime,
): Predictor {
  const { layout, trace } = planOf(problem);
  const values = new Float32Array(layout.total);
  fillCarried(trace, layout, values, keyOf(0));
  loadTensors(layout, values, tensors);
  const scorer = new Scorer(problem, layout, values, runtime);
  return {
    predict: (x, rows) => scorer.predict(x, rows),
    uncertainty: (x, rows, options) => monteCarlo({ problem, layout, values, runtime }, x, rows, options),
  };
}
