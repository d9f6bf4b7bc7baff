import type { ReportAnswers, ReportEvidence, ReportSuspects } from "../../observe/index.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import { segmentsOf } from "../gap/findings.ts";
import { type Fold, foldOf } from "../prepare.ts";
import { reportSheet } from "../sheet/reportSheet.ts";
import { predictorOf, predictTrial, trainedAs } from "../trial.ts";
import { countAnswers } from "./answers.ts";
import { auditOf } from "./audit.ts";
import { describeData } from "./data.ts";
import type { Asked, KeptModel } from "./kept.ts";
import { countLayers, type Model } from "./weights.ts";

/** Counts what a report shows of the kept model and of the data: aggregates, and no row but those of the sheet that is asked for. */
export async function evidenceOf(kept: KeptModel, asked: Asked): Promise<ReportEvidence> {
  const { recipe, tensors, prepared, repeat } = kept;
  const { plain, part, augment = [] } = asked;
  const other = plain === undefined ? undefined : await modelOf(kept, plain);
  const answers = await answersOf(kept, part);
  const audit = await auditOf(kept, asked);
  return {
    layers: countLayers({ recipe: recipe.name, tensors }, other),
    answers,
    data: describeData(prepared),
    ...(augment.length === 0 ? {} : { sheet: await reportSheet(prepared, foldOf(prepared, repeat, recipe), augment) }),
    ...(asked.segments === false ? {} : { segments: await overfitted(kept) }),
    ...(audit === undefined ? {} : { audit }),
  };
}

/** Which classes and values of columns the kept model overfits more, on its own training and validation rows. */
async function overfitted({
  prepared,
  recipe,
  repeat,
  trial,
  runtime,
}: KeptModel): Promise<ReportSuspects["segments"]> {
  const fold: Fold = foldOf(prepared, repeat, recipe);
  const said = await predictorOf(recipe, fold, { seed: fold.seed, runtime }, trial);
  return segmentsOf(prepared, fold, { train: await said(fold.train), validation: await said(fold.validation) });
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
