import { exportPrediction } from "../train/program.ts";
import type { NamedTensor } from "../train/state.ts";
import type { Card } from "./card.ts";
import { inputOf, lossOf, modelOf } from "./model.ts";
import { programOf } from "./source/kinds.ts";

/** The whole pipeline as ONNX: raw data in, label and probabilities, or the value, out. */
export function exportOnnx(card: Card, tensors: Readonly<Record<string, NamedTensor>>): Uint8Array {
  const { recipe, shape, task, scale } = card;
  const prediction = exportPrediction({
    model: modelOf(recipe, shape),
    loss: lossOf(recipe, shape),
    penalties: [],
    input: inputOf(shape),
    outputs: shape.outputs,
  });
  // The graph asks for `parameter:NAME` or `state:NAME`; names are unique across both.
  const named = Object.entries(tensors).flatMap(([name, tensor]) => [
    [`parameter:${name}`, tensor] as const,
    [`state:${name}`, tensor] as const,
  ]);
  return programOf(card, {
    prediction,
    tensors: Object.fromEntries(named),
    answer:
      task.kind === "regression"
        ? { kind: "value", ...scale }
        : { kind: "classes", classes: task.classes, ...(card.scales === undefined ? {} : { scales: card.scales }) },
    metadata: { target: card.target, task: task.kind, recipe: recipe.name, data: card.data.name },
  }).bytes;
}
