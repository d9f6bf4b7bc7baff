import type { NamedTensor } from "../../train/state.ts";
import type { ReportAnswers, ReportEvidence } from "../../observe/index.ts";
import type { Runtime } from "../../run/index.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import { type Fold, foldOf, type Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { predictTrial, type Trial, trainedAs } from "../trial.ts";
import { countAnswers } from "./answers.ts";
import { describeData } from "./data.ts";
import { countLayers, type Model } from "./weights.ts";

/** A model that is kept, and what it was trained on. */
export interface KeptModel {
  readonly prepared: Prepared;
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly trial: Trial;
  /** Further networks of the recipe, whose predictions are averaged with its. */
  readonly further?: readonly { readonly repeat: number; readonly trial: Trial; readonly recipe?: Recipe }[];
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  readonly runtime: Runtime;
}

/** What a report asks for beside the result. */
export interface Asked {
  /** The model to draw beside the kept one, by its repeats. */
  readonly plain?: { readonly recipe: Recipe; readonly trials: ReadonlyMap<number, Trial> };
  /** Rows that the model answers for. The test rows are not to be opened for a report's sake. */
  readonly part: ReportAnswers["part"];
}

/** Counts what a report shows of the kept model and of the data: aggregates, never a row. */
export async function evidenceOf(kept: KeptModel, { plain, part }: Asked): Promise<ReportEvidence> {
  const { recipe, tensors } = kept;
  const other = plain === undefined ? undefined : await modelOf(kept, plain);
  return {
    layers: countLayers({ recipe: recipe.name, tensors }, other),
    answers: await answersOf(kept, part),
    data: describeData(kept.prepared),
  };
}

async function modelOf(
  { prepared, recipe, repeat, runtime }: KeptModel,
  plain: NonNullable<Asked["plain"]>,
): Promise<Model | undefined> {
  const trial = plain.trials.get(repeat);
  if (trial === undefined || trial.state.length === 0 || plain.recipe.name === recipe.name) return undefined;
  const fold = foldOf(prepared, repeat, plain.recipe);
  const trainer = await trainedAs(plain.recipe, fold, { seed: fold.seed, runtime }, trial);
  return { recipe: plain.recipe.name, tensors: trainer.tensors() };
}

async function answersOf(kept: KeptModel, part: Asked["part"]): Promise<ReportAnswers> {
  const { prepared, repeat, trial, further = [] } = kept;
  // The validation rows of one repeat are training rows of another.
  const networks = [{ repeat, trial }, ...(part === "test" ? further : [])];
  const said: Predictions[] = [];
  for (const network of networks) said.push(await saidBy(kept, network, part));
  const classes = prepared.task.kind === "regression" ? undefined : prepared.task.classes;
  const { calibration, ...counted } = countAnswers(part, meanOf(said), classes);
  // Factors that labels are chosen by are no probabilities.
  const isScaled = networks.some(({ trial: { scales } }) => scales !== undefined);
  return { ...counted, ...(calibration === undefined || isScaled ? {} : { calibration }) };
}

async function saidBy(
  { prepared, runtime, ...kept }: KeptModel,
  { repeat, trial, recipe = kept.recipe }: NonNullable<KeptModel["further"]>[number],
  part: Asked["part"],
): Promise<Predictions> {
  const fold: Fold = foldOf(prepared, repeat, recipe);
  const rows = part === "test" ? fold.examples(prepared.test) : fold.validation;
  return predictTrial(recipe, fold, { seed: fold.seed, runtime }, trial, rows);
}

/** Predictions averaged over networks, as the exported model averages them. */
function meanOf(said: readonly Predictions[]): Predictions {
  const first = said[0]!;
  if (said.length === 1) return first;
  const mean = (of: (one: Predictions) => Float32Array): Float32Array =>
    of(first).map((_, i) => said.reduce((sum, one) => sum + of(one)[i]!, 0) / said.length);
  if (first.kind === "regression") return { ...first, values: mean((one) => (one as typeof first).values) };
  return { ...first, probabilities: mean((one) => (one as typeof first).probabilities) };
}
