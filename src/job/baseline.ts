import { RegularizeError } from "../core/index.ts";
import type { Task } from "../data/index.ts";
import { baselineScore } from "../train/metrics/baseline.ts";
import type { Metric, Predictions } from "../train/metrics/index.ts";
import type { Fold } from "./prepare.ts";
import type { Outcome } from "./summarize.ts";

/** E404 when recipes diverged, what stopped the first when something else did, E226 when none has a score. */
export function noWinner(outcomes: readonly Outcome[], metric: Metric): RegularizeError {
  const failures = outcomes.flatMap(({ name, error }) => (error === undefined ? [] : [{ name, error }]));
  const first = failures.find(({ error }) => error.code === "E403") ?? failures[0];
  if (first === undefined) return unmeasurable(metric, "some repeats");
  const { code, todo } = first.error;
  return new RegularizeError({
    code: code === "E403" ? "E404" : code,
    message: "No recipe finished",
    details: failures.flatMap(({ name, error }) => [
      `${name}: ${error.code} ${error.message}`,
      ...(error.details ?? []).map((line) => `  ${line}`),
    ]),
    ...(todo === undefined ? {} : { todo }),
  });
}

/** The different targets there are, the first ten of them. */
function shownTargets(task: Task, { targets }: Predictions): string {
  const found = [...new Set(targets)].slice(0, 10);
  return found.map((target) => (task.kind === "regression" ? target : JSON.stringify(task.classes[target]))).join(", ");
}

const unmeasurable = ({ title, kinds }: Metric, where: string, received?: string): RegularizeError =>
  new RegularizeError({
    code: "E226",
    message: `${title} cannot be computed on the validation rows of ${where}`,
    expected: "at least two different target values there",
    ...(received === undefined ? {} : { received: `only ${received}` }),
    todo: `--metric ${kinds.includes("regression") ? "rmse" : "logLoss"}, or more rows of what is rare`,
  });

/** What guessing scores on validation. Throws E226 when nothing can be scored there, such as AUC on rows of one class. */
export function baselineOf({ task, train, validation, interpret }: Fold, metric: Metric): number {
  const targets = interpret(train, train.y).targets;
  const score = baselineScore(metric, targets, interpret(validation, validation.y));
  if (Number.isNaN(score))
    throw unmeasurable(metric, "this split", shownTargets(task, interpret(validation, validation.y)));
  return score;
}
