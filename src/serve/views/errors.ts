import { countAnswers } from "../../job/evidence/answers.ts";
import { readCard } from "../../job/card.ts";
import { cardsOf, splitTensors } from "../../job/ensemble.ts";
import { problemOf } from "../../job/model.ts";
import { foldOf } from "../../job/prepare.ts";
import { decodeSafetensors, hidePaths } from "../../observe/index.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import { createPredictor } from "../../train/predictor.ts";
import type { NamedData } from "../data.ts";
import { score } from "../scan/json.ts";
import type { ReadRun } from "../scan/index.ts";
import type { ErrorsView, WorstRow } from "../types.ts";
import { rowsOfRun } from "./prepared.ts";
import { contentOf } from "./content.ts";
import { withRuntime } from "../../job/runtime.ts";

/** Rows that are shown, those of the largest loss. */
const WORST = 30;

/** The kept model (of several the first) on the validation rows of its repeat: where it errs, and on which rows most. */
export async function errors(read: ReadRun, named: ReadonlyMap<string, NamedData>): Promise<ErrorsView> {
  const { run } = read;
  if (run === undefined) return { why: "The model is kept when the run is finished." };
  if (!Object.hasOwn(run.manifest.files, "model.safetensors"))
    return { why: "This run keeps no model: it trained to judge parts of one, and fit trains what it recommends." };
  const prepared = await rowsOfRun(read, named);
  if (typeof prepared === "string") return { why: hidePaths(prepared) };
  const card = await readCard(run);
  const members = cardsOf(card);
  const { tensors } = decodeSafetensors(await run.read("model.safetensors"));
  const member = members[0]!;
  // A search of few rows trained on folds of another kind than its data is split into by itself.
  const folds = score(read.job?.["crossFolds"]) ?? undefined;
  const fold = foldOf(prepared, member.repeat, member.recipe, 1, folds);
  return withRuntime(async (runtime) => {
    const predictor = createPredictor(problemOf(member), splitTensors(tensors, members.length)[0]!, runtime);
    const { validation } = fold;
    const said = fold.interpret(validation, await predictor.predict(validation.x, validation.rows));
    const classes = prepared.task.kind === "regression" ? undefined : prepared.task.classes;
    const rows = worstOf(said, classes).map(async ({ at, ...row }): Promise<WorstRow> => {
      const id = validation.ids?.[at] ?? 0;
      return { ...row, row: id, content: await contentOf(prepared, id - 1) };
    });
    return {
      answers: countAnswers("validation", said, classes),
      worst: await Promise.all(rows),
      kind: prepared.kind,
      models: members.length,
    };
  });
}

interface Wrong extends Omit<WorstRow, "row" | "content"> {
  /** Its place among the rows that were predicted. */
  readonly at: number;
}

const brief = (value: number): number => Number(value.toPrecision(5));

function worstOf(said: Predictions, classes: readonly string[] | undefined): Wrong[] {
  const losses = Float64Array.from({ length: said.rows }, (_, row) => lossOfRow(said, row));
  const order = Array.from(losses.keys()).sort((a, b) => losses[b]! - losses[a]!);
  return order.slice(0, WORST).map((at): Wrong => {
    const loss = brief(losses[at]!);
    if (said.kind === "regression")
      return { at, truth: String(brief(said.targets[at]!)), answer: String(brief(said.values[at]!)), sure: null, loss };
    const own = said.probabilities.subarray(at * said.classes, (at + 1) * said.classes);
    const most = own.indexOf(Math.max(...own));
    const nameOf = (c: number): string => classes?.[c] ?? String(c);
    return { at, truth: nameOf(said.targets[at]!), answer: nameOf(most), sure: brief(own[most]!), loss };
  });
}

/** −log of the true class's probability; the size of the residual. */
function lossOfRow(said: Predictions, row: number): number {
  if (said.kind === "regression") return Math.abs(said.values[row]! - said.targets[row]!);
  return -Math.log(Math.max(1e-12, said.probabilities[row * said.classes + said.targets[row]!]!));
}
