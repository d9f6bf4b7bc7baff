import { invariant, RegularizeError } from "../core/index.ts";
import { metricFor } from "../train/metrics/choose.ts";
import { cleanRecipe } from "./audit/clean.ts";
import { auditSteps } from "./audit/ladder.ts";
import { createRuntime, type Runtime } from "../run/index.ts";
import { foldOf, type Prepared, prepare } from "./prepare.ts";
import { factsOf } from "./facts.ts";
import type { Answer, Order } from "./protocol.ts";
import { runTrial } from "./trial.ts";

// A process that trains: a native crash or an empty memory costs one trial, never the coordinator.

let prepared: Prepared | undefined;
let runtime: Runtime | undefined;

async function obey(order: Order): Promise<Answer> {
  if (order.type === "open") {
    [prepared, runtime] = await Promise.all([prepare(order.data, order.seed), createRuntime({ threads: 1 })]);
    if (prepared.data.hash !== order.sha256) throw changed(order.data.data);
    return { type: "ready" };
  }
  invariant(prepared !== undefined && runtime !== undefined, "a trial was ordered before the data was opened");
  const start = performance.now();
  if (order.type === "audit") {
    const { steps, base, metric: name } = order;
    const metric = metricFor(prepared.task.kind, name);
    return {
      type: "audit",
      audit: await auditSteps(foldOf(prepared, 0, cleanRecipe(base)), steps, { metric, base, runtime }),
    };
  }
  const { recipe, metric } = order;
  const fold = foldOf(prepared, order.repeat, recipe, order.share, order.folds);
  const trial = await runTrial(recipe, fold, { seed: fold.seed, metric, runtime });
  return { type: "trial", trial, seconds: (performance.now() - start) / 1000 };
}

const changed = (data: string): RegularizeError =>
  new RegularizeError({
    code: "E243",
    where: data,
    message: `${data} was changed while it was being compared`,
    todo: "run it again when nothing writes to the file",
  });

const answerOf = (error: unknown): Answer => ({ type: "error", error: factsOf(error, "A trial") });

process.on("message", (order: Order) => {
  obey(order)
    .catch(answerOf)
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
process.on("disconnect", () => process.exit(0));
// The coordinator decides what an interrupt means.
process.on("SIGINT", () => {});
