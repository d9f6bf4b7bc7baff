import { RegularizeError } from "../../../core/index.ts";
import type { Better } from "../../../train/best.ts";
import type { Story, StoryEpoch } from "../story.ts";

/** Columns of one history by name, all of one length; NaN where nothing was written. */
export type Columns = ReadonlyMap<string, readonly number[]>;

/** What a file held: `odd` has the first text of each column that holds one where a number should be. */
export interface Read {
  readonly columns: Columns;
  readonly odd: ReadonlyMap<string, string>;
  readonly source: Story["source"];
}

/** Whether a cell is a number, or one that is none: nan, inf. */
export const isNumeric = (cell: string): boolean =>
  !Number.isNaN(Number(cell)) || /^[+-]?(?:nan|inf|infinity)$/iu.test(cell.trim());

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/gu, "_");
const VALIDATION = /^(?:val|valid|validation|eval)_/u;
const TRAINING = /^(?:train|training)_/u;
const WHEN = /_(?:epoch|step)$/u;

const HIGHER = /(?:^|_)(?:acc|accuracy|auc|auroc|f1|f1score|fbeta|precision|recall|r2|iou|dice|map|mcc|kappa)(?:_|$)/u;
const LOWER = /(?:^|_)(?:loss|mae|mse|rmse|mape|error|err|nll|perplexity|brier|logloss|crossentropy|deviance)(?:_|$)/u;

/** Which end of a metric is good, by its name; undefined when the name does not say it. */
function directionOf(name: string): Better | undefined {
  const word = plain(name)
    .replace(VALIDATION, "")
    .replace(TRAINING, "")
    .replace(/(?<=[a-z])\d+$/u, "");
  if (HIGHER.test(plain(name)) || HIGHER.test(word)) return "higher";
  return LOWER.test(plain(name)) || LOWER.test(word) ? "lower" : undefined;
}

/** The name without the part that tells which rows: `val_acc` and `train/acc_epoch` are both `acc`. */
const bare = (name: string): string => plain(name).replace(VALIDATION, "").replace(TRAINING, "").replace(WHEN, "");
const isValidation = (name: string): boolean => VALIDATION.test(plain(name));

/** The column of a score on these rows; of several, that of whole epochs. */
function columnOf(columns: Columns, score: string, on: "train" | "validation"): readonly number[] | undefined {
  const fitting = [...columns].filter(
    ([name]) => bare(name) === plain(score) && isValidation(name) === (on === "validation"),
  );
  const order = (name: string): number => (plain(name).endsWith("_epoch") ? 0 : plain(name).endsWith("_step") ? 2 : 1);
  return fitting.sort(([a], [b]) => order(a) - order(b))[0]?.[1];
}

const isUnknown = (score: string, absent: readonly string[]): boolean => score !== "loss" && absent.length === 2;

const missing = (where: string, columns: Columns, score: string, absent: readonly string[]): RegularizeError =>
  new RegularizeError({
    code: "E162",
    where,
    message: `${where} has no ${absent.join(" and no ")}`,
    expected: `${score} and val_${score}, a number per epoch`,
    received: [...columns.keys()].slice(0, 12).join(", ") || "no columns",
    todo: isUnknown(score, absent)
      ? "--metric NAME, one of those found, or leave it out: the loss decides"
      : absent.some((name) => name.startsWith("val"))
        ? "train with validation data: model.fit(…, validation_data=…)"
        : "log the training loss of each epoch",
  });

/** Both curves of a score. Throws E162 naming what is missing. */
function pair(
  where: string,
  columns: Columns,
  score: string,
): readonly [train: readonly number[], validation: readonly number[]] {
  const [train, validation] = [columnOf(columns, score, "train"), columnOf(columns, score, "validation")];
  const absent = [...(train === undefined ? [score] : []), ...(validation === undefined ? [`val_${score}`] : [])];
  if (train === undefined || validation === undefined) throw missing(where, columns, score, absent);
  return [train, validation];
}

export interface HistoryOptions {
  /** What is judged; the loss when absent. */
  readonly metric?: string;
}

export interface History {
  readonly story: Story;
  /** What was inferred, and how to change it. */
  readonly notes: readonly string[];
  /** The last value of each column that the file has. */
  readonly last: Readonly<Record<string, number>>;
}

function checkNumbers(odd: Read["odd"], where: string, scores: readonly string[]): void {
  const wrong = [...odd].find(([name]) => scores.includes(bare(name)));
  if (wrong === undefined) return;
  const [name, cell] = wrong;
  throw new RegularizeError({
    code: "E162",
    where,
    message: `${where}: ${name} holds a text that is no number`,
    expected: "a number per epoch, or nan",
    received: JSON.stringify(cell.slice(0, 40)),
    todo: `write ${name} as numbers, of one training`,
  });
}

/** A story of named columns. Throws E162 for missing ones, texts, and a metric whose direction its name does not tell. */
export function historyOf({ columns, odd, source }: Read, where: string, { metric }: HistoryOptions = {}): History {
  checkNumbers(odd, where, metric === undefined ? ["loss"] : ["loss", bare(metric)]);
  const [train, validation] = pair(where, columns, "loss");
  const judged = metric === undefined || bare(metric) === "loss" ? undefined : metricOf(columns, bare(metric), where);
  const numbers = [...columns].find(([name]) => plain(name) === "epoch")?.[1];
  const start = numbers?.[0] === 0 ? 1 : 0;
  const epochs = train.map(
    (loss, i): StoryEpoch => ({
      epoch: (numbers?.[i] ?? i + 1 - start) + start,
      loss: { train: loss, validation: validation[i] ?? Number.NaN },
      ...(judged === undefined
        ? {}
        : { metric: { train: judged.train[i] ?? Number.NaN, validation: judged.validation[i] ?? Number.NaN } }),
    }),
  );
  const others = [...new Set([...columns.keys()].filter(isValidation).map(bare))].filter((name) => name !== "loss");
  const last = Object.fromEntries([...columns].map(([name, values]) => [name, values.at(-1) ?? Number.NaN]));
  const story = { source, epochs, restores: false, scoredAlike: false } as const;
  return {
    story:
      judged === undefined
        ? story
        : {
            ...story,
            metric: judged.metric,
            ...(judged.baseline === undefined ? {} : { baseline: { metric: judged.baseline } }),
          },
    notes: [
      ...(judged === undefined
        ? [`judged by the loss, lower is better${others.length === 0 ? "" : ` (change: --metric ${others[0]})`}`]
        : [`judged by ${judged.metric.name}, ${judged.metric.better} is better, perfect is ${judged.metric.perfect}`]),
      "its training loss was measured while learning (dropout on, penalties included): the gap is not exact",
    ],
    last,
  };
}

function metricOf(columns: Columns, name: string, where: string) {
  const [train, validation] = pair(where, columns, name);
  const better = directionOf(name);
  if (better === undefined)
    throw new RegularizeError({
      code: "E162",
      where,
      message: `${where}: whether more ${name} is better cannot be told by its name`,
      expected: "a name such as accuracy, auc, f1, mae or rmse",
      todo: "leave --metric out: the loss decides",
    });
  const most = Math.max(...validation.filter(Number.isFinite));
  const perfect = better === "lower" ? 0 : most > 1.5 ? 100 : 1;
  const baseline = /au(?:ro)?c/u.test(name) ? perfect / 2 : undefined;
  return { train, validation, metric: { name, better, perfect }, baseline };
}
