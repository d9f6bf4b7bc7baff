import { invariant, RegularizeError } from "../../core/index.ts";
import { createRuntime, type Runtime } from "../../run/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { cleanRecipe } from "../audit/clean.ts";
import { auditSteps } from "../audit/ladder.ts";
import { factsOf } from "./facts.ts";
import { lookAgain } from "../gap/again.ts";
import { foldOf, type Prepared, prepare } from "../prepare.ts";
import type { Answer, Order } from "./protocol.ts";
import { runTrial } from "../trial.ts";

/** Carries out orders, one at a time. */
export interface Obedient {
  /** The answer to an order; what goes wrong is one too. */
  obey(order: Order): Promise<Answer>;
  dispose(): Promise<void>;
}

/** Has nothing opened yet. */
export function createObedient(): Obedient {
  let opened: { readonly prepared: Prepared; readonly runtime: Runtime } | undefined;
  const answer = async (order: Order): Promise<Answer> => {
    if (order.type === "open") {
      const [prepared, runtime] = await Promise.all([prepare(order.data, order.seed), createRuntime({ threads: 1 })]);
      opened = { prepared, runtime };
      if (prepared.data.hash !== order.sha256) throw changed(order.data.data);
      return { type: "ready" };
    }
    invariant(opened !== undefined, "a trial was ordered before the data was opened");
    const { prepared, runtime } = opened;
    const start = performance.now();
    if (order.type === "audit") {
      const { steps, base, metric: name } = order;
      const metric = metricFor(prepared.task.kind, name);
      const fold = foldOf(prepared, 0, cleanRecipe(base));
      return { type: "audit", audit: await auditSteps(fold, steps, { metric, base, runtime }) };
    }
    if (order.type === "look") return lookAgain(prepared, order, runtime);
    const { recipe, metric } = order;
    const fold = foldOf(prepared, order.repeat, recipe, order.share, order.folds);
    const trial = await runTrial(recipe, fold, { seed: fold.seed, metric, runtime });
    return { type: "trial", trial, seconds: (performance.now() - start) / 1000 };
  };
  return {
    obey: (order) => answer(order).catch((error: unknown) => ({ type: "error", error: factsOf(error, "A trial") })),
    dispose: async () => opened?.runtime.dispose(),
  };
}

const changed = (data: string): RegularizeError =>
  new RegularizeError({
    code: "E243",
    where: data,
    message: `${data} was changed while it was being compared`,
    todo: "run it again when nothing writes to the file",
  });
