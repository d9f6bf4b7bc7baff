import { fold, type HeldRows, invariant, isHeld, type Key, keyOf, RegularizeError } from "../../core/index.ts";
import { type Augmentation, tabular } from "../../augment/index.ts";
import type { Preprocessor } from "../../data/index.ts";
import type { Examples } from "../../train/score.ts";
import { pickRows } from "../../train/pick.ts";
import { matrixOf } from "../../train/rows.ts";
import type { BatchSource } from "../../train/source.ts";
import type { TrainingRows } from "../source/fold.ts";
import { coded, columnSettings } from "./columns.ts";
import { factoryOf, type GivenStep, namedStep } from "./steps.ts";

type Resampler = Augmentation<tabular.TrainingFold, tabular.Resampled, unknown, tabular.TrainingFold>;
type Mixer = Augmentation<tabular.Batch, tabular.Batch, unknown, tabular.Batch>;

/**
 * Augmented batches of a table: resamplers act once, on the training rows and nothing else; the other steps act on each
 * batch, with what they ask about columns filled in from the preprocessing.
 */
export function tableBatches(
  preprocessor: Preprocessor,
  steps: readonly GivenStep[],
  { examples, task, seed }: TrainingRows,
): BatchSource {
  const { x } = examples;
  invariant(isHeld(x), "a table lies in memory");
  const key = fold(keyOf(seed), "augmentation");
  const columns = columnSettings(preprocessor, x);
  const made = steps.map((step, i) => makeStep(step, `augment[${i}]`, columns));
  const resamplers = made.filter(({ facts }) => facts.changesRows === true) as unknown as Resampler[];
  const mixers = made.filter(({ facts }) => facts.changesRows !== true) as unknown as Mixer[];
  if (task.kind === "regression")
    for (const { name, facts } of made) if (facts.changesRows === true) throw onClasses(name);
  const held = { ...examples, x };
  // Neighbours are looked for among all rows at once.
  const rows = resamplers.reduce<Examples<HeldRows>>(
    (sofar, resampler, i) =>
      resampled(resampler, preprocessor, inMemory(sofar), { task, key: fold(key, "resample", i) }),
    held,
  );
  return {
    rows: rows.rows,
    draw: (chosen, { key: epoch }) => mixed(mixers, inMemory(pickRows(rows, chosen)), fold(epoch, chosen[0] ?? 0)),
  };
}

const inMemory = ({ x, ...of }: Examples<HeldRows>): Examples => ({ ...of, x: matrixOf(x, of.rows) });

/** Rows of a table, augmented as one batch by steps that leave targets and the number of rows alone. Throws E136 for others. */
export function tableCopies(
  preprocessor: Preprocessor,
  steps: readonly GivenStep[],
  x: Float32Array,
  key: Key,
): Float32Array {
  const columns = columnSettings(preprocessor, x);
  const made = steps.map((step, i) => makeStep(step, `augment[${i}]`, columns));
  const wrong = made.find(({ facts }) => facts.changesRows === true);
  if (wrong !== undefined)
    throw new RegularizeError({
      code: "E136",
      where: wrong.name,
      message: `${wrong.name} makes new rows: there are no copies of a row`,
      todo: "name a step that changes rows, such as gaussianNoise",
    });
  const rows = x.length / preprocessor.width;
  const examples = { rows, x, y: new Float32Array(rows) };
  return mixed(made as unknown as Mixer[], examples, key).x;
}

const onClasses = (name: string): RegularizeError =>
  new RegularizeError({
    code: "E231",
    where: name,
    message: `${name} balances classes; this is regression`,
    expected: "a binary or multiclass task",
    received: "regression",
    todo: "leave it out, or bin the target and predict the bins (--task classification)",
  });

/** A step with settings about columns that the user left open. */
function makeStep(
  given: GivenStep,
  where: string,
  columns: Readonly<Record<string, number[]>>,
): Augmentation<unknown, unknown> {
  const { name, settings } = namedStep(given, where);
  const factory = factoryOf("table", name, where);
  const { settings: schema, main } = factory.definition as typeof factory.definition & { readonly main?: string };
  const plain = typeof settings === "number" && main !== undefined ? { [main]: settings } : settings;
  const known = Object.fromEntries(Object.entries(columns).filter(([setting]) => setting in schema));
  if (Object.keys(known).length === 0 || !isSettings(plain)) return factory(plain);
  return factory({ ...known, ...plain });
}

const isSettings = (value: unknown): value is object | undefined =>
  value === undefined || (typeof value === "object" && value !== null);

/** Training rows with the rows of a resampler: kept ones first, then new ones. */
function resampled(
  resampler: Resampler,
  preprocessor: Preprocessor,
  { rows, x, y, ids }: Examples,
  { task, key }: Pick<TrainingRows, "task"> & { readonly key: Key },
): Examples {
  const { expand, ...table } = coded(preprocessor, x);
  const classes = y.length / rows;
  const targets = Float32Array.from({ length: rows }, (_, row) =>
    y.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const training = tabular.trainingFold({ ...table, rows, targets, task }, all);
  const result = resampler.apply(training, resampler.sample(key, training));
  return {
    rows: result.rows,
    x: expand(result.x),
    y: tabular.oneHot(result.labels, classes),
    ...(ids === undefined
      ? {}
      : { ids: Int32Array.from({ length: result.rows }, (_, i) => ids[result.parents[2 * i]!]!) }),
  };
}

function mixed(mixers: readonly Mixer[], examples: Examples, key: Key): Examples {
  if (mixers.length === 0) return examples;
  const { rows, x, y } = examples;
  const batch = { x, rows, width: x.length / rows, targets: y, outputs: y.length / rows };
  const result = mixers.reduce<tabular.Batch>(
    (of, mixer, i) => mixer.apply(of, mixer.sample(fold(key, "step", i), of)),
    batch,
  );
  return { ...examples, x: result.x, y: result.targets };
}
