import type { ReportAnswers, ReportEvidence } from "../../observe/index.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import type { Trainer } from "../../train/trainer.ts";
import { averagePredictions } from "../ensemble.ts";
import { segmentsOfKept } from "../gap/kept.ts";
import { type Fold, foldOf } from "../prepare.ts";
import { reportSheet } from "../sheet/reportSheet.ts";
import { built, saidOf } from "../trial.ts";
import { countAnswers } from "./answers.ts";
import { auditOf } from "./audit.ts";
import { describeData } from "./data.ts";
import type { Asked, KeptModel, Network } from "./kept.ts";
import { countLayers } from "./weights.ts";

/** Counts what a report shows of the kept model and of the data: aggregates, and no row but those of the sheet that is asked for. */
export async function evidenceOf(kept: KeptModel, asked: Asked): Promise<ReportEvidence> {
  const { recipe, trainer, prepared, repeat } = kept;
  const { part, augment = [] } = asked;
  // The kept model's rows are at hand: what they are needed for comes before the other models.
  const segments = asked.segments === false ? {} : { segments: await segmentsOfKept(kept) };
  const sheet =
    augment.length === 0 ? {} : { sheet: await reportSheet(prepared, foldOf(prepared, repeat, recipe), augment) };
  const answers = await answersOf(kept, part);
  const plain = await plainOf(kept, asked);
  const audit = await auditOf(kept, asked, plain);
  const other = plain === undefined ? undefined : { recipe: plain.recipe.name, tensors: plain.trainer.tensors() };
  return {
    layers: countLayers({ recipe: recipe.name, tensors: trainer.tensors() }, other),
    answers,
    data: describeData(prepared, asked),
    ...{ ...sheet, ...segments },
    ...(audit === undefined ? {} : { audit }),
  };
}

/** The model that is drawn beside the kept one; undefined where it is the same, or has no weights. */
async function plainOf(
  { prepared, recipe, repeat, runtime }: KeptModel,
  { plain }: Asked,
): Promise<Network | undefined> {
  const trial = plain?.trials.get(repeat);
  if (plain === undefined || trial === undefined || trial.state.length === 0) return undefined;
  if (plain.recipe.name === recipe.name) return undefined;
  return built({ prepared, recipe: plain.recipe, repeat, trial, runtime });
}

async function answersOf(kept: KeptModel, part: Asked["part"]): Promise<ReportAnswers> {
  const { prepared, repeat, trial, trainer, further = [] } = kept;
  // The validation rows of one repeat are training rows of another.
  const networks = [{ repeat, trial, trainer }, ...(part === "test" ? further : [])];
  const said: Predictions[] = [];
  for (const network of networks) said.push(await saidBy(kept, network, part));
  const classes = prepared.task.kind === "regression" ? undefined : prepared.task.classes;
  const { calibration, ...counted } = countAnswers(part, averagePredictions(said), classes);
  // Factors that labels are chosen by are no probabilities.
  const isScaled = networks.some(({ trial: { scales } }) => scales !== undefined);
  return { ...counted, ...(calibration === undefined || isScaled ? {} : { calibration }) };
}

/** A network that answers; built when it is not yet. */
type Answering = NonNullable<KeptModel["further"]>[number] & { readonly trainer?: Trainer };

async function saidBy(
  { prepared, runtime, ...kept }: KeptModel,
  { repeat, trial, recipe = kept.recipe, trainer }: Answering,
  part: Asked["part"],
): Promise<Predictions> {
  const fold: Fold = foldOf(prepared, repeat, recipe);
  const rows = part === "test" ? fold.examples(prepared.test) : fold.validation;
  const of = trainer === undefined ? await built({ prepared, runtime, recipe, repeat, trial }) : { trainer };
  return saidOf(of.trainer, fold, trial, rows);
}
