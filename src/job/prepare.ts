import { keyOf, RegularizeError } from "../core/index.ts";
import { intsFrom } from "../core/long.ts";
import { encodeTarget, foldRows, nestedRows, type Notice, splitRows, textColumnOf } from "../data/index.ts";
import type { AnyExamples } from "../train/score.ts";
import type { Recipe } from "./recipe.ts";
import { type Encoded, type Fold, interpreter, type TableFold, targetsOf } from "./source/fold.ts";
import { encodingBy, KINDS, kindOf, type Inputs, type PreparedOf } from "./source/kinds.ts";
import { prepareTable, readData, structuralOf, type TableInput, type TablePrepared, targetOf } from "./source/table.ts";
import { prepareTexts, type StoppableData } from "./source/text.ts";
import { pauseOrStop } from "./stop.ts";

export type { Fold, TableFold } from "./source/fold.ts";
export { prepareTable, type TablePrepared } from "./source/table.ts";

/** The kinds of data that a network can learn from. */
export type DataKind = keyof Inputs;

/** Data of any kind, read and understood once; folds are cut from it. */
export type Prepared = { [K in DataKind]: PreparedOf<K> }[DataKind];

/** How raw data of any kind becomes the network's input. */
export type Input = Inputs[DataKind];

/** Reads the data, infers what it is and what is to be learned, and seals the test rows. Throws E1xx and E2xx, E107 when it is to stop. */
export async function prepare(options: StoppableData, seed: number): Promise<Prepared> {
  const prepared = await understood(options, seed);
  await pauseOrStop(options.signal);
  return prepared;
}

async function understood(options: StoppableData, seed: number): Promise<Prepared> {
  const kind = await kindOf(options);
  if (kind !== "table" || options.kind !== undefined) return KINDS[kind].prepare(options, seed);
  const start = performance.now();
  const { keep = [], drop = [], category = [] } = options;
  const table = await readData(options, structuralOf(options));
  await pauseOrStop(options.signal);
  const used = [...structuralOf(options), ...drop];
  const { column, notices } = textColumnOf(table, targetOf(options), used, [...keep, ...category]);
  if (column !== undefined) return prepareTexts({ ...options, text: column }, seed, notices);
  const seconds = (performance.now() - start) / 1000;
  return prepareTable(options, seed, { table, notices, seconds }).catch((cause: unknown) => {
    throw orText(cause, notices);
  });
}

/** Where columns beside texts are of no use, the flag that learns from the texts is the way out. */
function orText(cause: unknown, notices: readonly Notice[]): unknown {
  const flags = notices.flatMap(({ flag }) => flag ?? []);
  if (flags.length === 0 || !(cause instanceof RegularizeError && USELESS.has(cause.code))) return cause;
  const { code, message, where, received, details } = cause;
  return new RegularizeError({
    ...{ code, message, details: [...details, ...notices.map(({ text }) => text)], todo: flags.join("   or "), cause },
    ...(where === undefined ? {} : { where }),
    ...(received === undefined ? {} : { received }),
  });
}

/** No column is left, or too few rows differ. */
const USELESS = new Set(["E203", "E206"]);

/**
 * Cuts one repeat: splits the rest anew and fits the preprocessing on its training rows. The recipe matters where the network
 * decides how data is encoded, as for text. `share` is the part of the training rows that is used; the validation rows stay the same.
 * With `folds`, repeats are those of repeated K-fold cross-validation, unless the rows are split by time.
 */
export function foldOf(
  prepared: TablePrepared,
  repeat: number,
  recipe?: Recipe,
  share?: number,
  folds?: number,
): TableFold<TableInput>;
export function foldOf(
  prepared: Prepared,
  repeat: number,
  recipe?: Recipe,
  share?: number,
  folds?: number,
): Fold<Input>;
export function foldOf(
  prepared: Prepared,
  repeat: number,
  recipe?: Recipe,
  share = 1,
  folds = prepared.folds ?? 1,
): Fold<Input> {
  const key = JSON.stringify([repeat, encodingBy(prepared.kind, recipe), share, folds]);
  const known = LATEST.get(prepared);
  if (known?.key === key) return known.fold;
  // Let go before the next is made: two take twice the memory.
  LATEST.delete(prepared);
  const fold = newFold(prepared, { repeat, recipe, share, folds });
  LATEST.set(prepared, { key, fold });
  return fold;
}

/** The fold that was asked for last: a job asks for it again when it lints, saves and reports, and a search for each trial. */
const LATEST = new WeakMap<Prepared, { readonly key: string; readonly fold: Fold<Input> }>();

interface Asked {
  readonly repeat: number;
  readonly recipe: Recipe | undefined;
  readonly share: number;
  readonly folds: number;
}

function newFold(prepared: Prepared, { repeat, recipe, share, folds }: Asked): Fold<Input> {
  const { task, target, rest, plan, fractions } = prepared;
  const seed = prepared.seed + repeat;
  const whole =
    folds > 1 && plan.time === undefined
      ? foldRows(rest, plan, folds, keyOf(prepared.seed), repeat)
      : splitRows(rest, plan, fractions, keyOf(prepared.seed), repeat);
  const split = { ...whole, train: nestedRows(whole.train, share, plan.strata, keyOf(seed)) };
  const encode = KINDS[prepared.kind].encode as (of: Prepared, train: Int32Array, recipe?: Recipe) => Encoded<Input>;
  const { shape, input, rows, augmented, copies } = encode(prepared, split.train, recipe);
  const { values, mean, deviation } = encodeTarget(target, task, split.train);
  const examples = (of: Int32Array): AnyExamples => ({
    ...{ rows: of.length, x: rows(of), y: targetsOf(values, of, shape), ids: intsFrom(of, (row) => row + 1) },
  });
  const scale = { mean, deviation };
  const train = examples(split.train);
  return {
    ...{ task, shape, input, scale, train, validation: examples(split.validation), seed, examples, copies },
    interpret: interpreter(task, scale),
    source: async (of, threads = 0) =>
      of.augment.length === 0 ? undefined : augmented(of, { rows: split.train, examples: train, task, seed, threads }),
  };
}
