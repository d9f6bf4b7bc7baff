import { exportPrediction } from "../train/program.ts";
import type { NamedTensor } from "../train/state.ts";
import type { Predicting } from "../compile/answer.ts";
import type { Card } from "./card.ts";
import { cardsOf, splitTensors } from "./ensemble.ts";
import { problemOf } from "./model.ts";
import { programOf } from "./source/kinds.ts";

type Tensors = Readonly<Record<string, NamedTensor>>;

/** A network as a graph and its tensors. */
function networkOf(card: Card, tensors: Tensors): Predicting {
  const prediction = exportPrediction(problemOf(card));
  // The graph asks for `parameter:NAME` or `state:NAME`; names are unique across both.
  const named = Object.entries(tensors).flatMap(([name, tensor]) => [
    [`parameter:${name}`, tensor] as const,
    [`state:${name}`, tensor] as const,
  ]);
  return { prediction, tensors: Object.fromEntries(named) };
}

/**
 * The whole pipeline as ONNX: raw data in, label and probabilities, or the value, out. With further networks (`card.others`, tensors as
 * `joinTensors` has them) what comes out is their mean.
 */
export function exportOnnx(card: Card, tensors: Tensors): Uint8Array {
  const { recipe, task, scale } = card;
  const [first, ...others] = cardsOf(card);
  const all = splitTensors(tensors, 1 + others.length);
  const further = others.map((other, i) => ({
    input: other,
    ...networkOf(other, all[i + 1]!),
    ...(task.kind === "regression" ? { scale: other.scale } : {}),
  }));
  return programOf(card, {
    ...networkOf(first!, all[0]!),
    others: further,
    answer:
      task.kind === "regression"
        ? { kind: "value", ...scale }
        : { kind: "classes", classes: task.classes, ...(card.scales === undefined ? {} : { scales: card.scales }) },
    metadata: { target: card.target, task: task.kind, recipe: recipe.name, data: card.data.name },
  }).bytes;
}
