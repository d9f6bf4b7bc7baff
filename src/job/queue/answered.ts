import { invariant } from "../../core/index.ts";
import type { TrialEvent } from "../types.ts";
import type { Answer, TrialAnswer, TrialOrder } from "./protocol.ts";

/** The answer to an order to train; any other is our own mistake. */
export function trialAnswer(answer: Answer): TrialAnswer {
  invariant(answer.type === "trial" || answer.type === "error", "a trial was answered as something else");
  return answer;
}

/** What is told of it: the `done`th of `total`. */
export function trialEvent(
  { recipe, repeat }: Pick<TrialOrder, "recipe" | "repeat">,
  answer: TrialAnswer,
  { done, total }: { readonly done: number; readonly total: number },
): TrialEvent {
  const common = { v: 1, type: "trial", recipe: recipe.name, seed: repeat, done, total } as const;
  if (answer.type === "error") {
    const { code, message } = answer.error;
    return { ...common, status: "failed", seconds: 0, error: { code, message } };
  }
  const { train, validation, end } = answer.trial;
  return { ...common, status: "ok", train, validation, epochs: end.epochs, seconds: answer.seconds };
}
