import { RegularizeError } from "../../core/index.ts";
import {
  dataColumn,
  describeTable,
  fitText,
  inferTask,
  info,
  type Notice,
  textEncoder,
  textRows,
  type TextSpec,
  textUnits,
  vocabularySize,
} from "../../data/index.ts";
import { textBatches, textCopies } from "../augment/text.ts";
import { encodingOf } from "../model/networks.ts";
import type { Recipe } from "../recipe.ts";
import { pauseOrStop } from "../stop.ts";
import type { DataOptions } from "../types.ts";
import type { Encoded } from "./fold.ts";
import { extremeNotices } from "./extremes.ts";
import { type Divided, divide } from "./prepared.ts";
import {
  ofTable,
  outputsOf,
  readData,
  relations,
  structuralNotices,
  structuralOf,
  targetOf,
  taskOptions,
} from "./table.ts";

/** Texts, read once; folds are cut from them. */
export interface TextPrepared extends Divided {
  readonly kind: "text";
  /** Column of the texts. */
  readonly column: string;
  /** [rows] */
  readonly texts: readonly string[];
}

/** What a run remembers of how its texts were prepared. */
export interface TextInput {
  readonly kind: "text";
  readonly text: TextSpec;
}

/** Data whose reading can be told to stop. */
export type StoppableData = DataOptions & { readonly signal?: AbortSignal };

/** Reads the column of texts, which `chosen` tells how it was found, infers the task and seals the test rows. Throws E1xx and E2xx. */
export async function prepareTexts(
  options: StoppableData,
  seed: number,
  chosen: readonly Notice[] = [],
): Promise<TextPrepared> {
  const name = options.text ?? "text";
  const start = performance.now();
  const target = targetOf(options);
  const structural = structuralOf(options);
  const table = await readData(options, structural, { [name]: "text" });
  const seconds = (performance.now() - start) / 1000;
  const column = table.columns.find((found) => found.name === name);
  const texts = column?.kind === "text" ? column.values : undefined;
  if (texts === undefined)
    throw new RegularizeError({
      code: "E201",
      where: options.data,
      message: `column ${JSON.stringify(name)} is not one of texts`,
      todo: "name the column of texts with --text",
    });
  const { task, notices } = await inferTask(table, target, taskOptions(options));
  const others = table.columns
    .map((column) => column.name)
    .filter((other) => ![name, target, ...structural].includes(other));
  const told = [
    ...describeTable(table, { features: [], dropped: [], notices: [] }, seconds),
    ...(chosen.length > 0 ? chosen : [info(`learning from the words of ${name}`, "--text")]),
    ...(others.length === 0 ? [] : [info(`not learned from: ${others.join(", ")}`)]),
    ...structuralNotices(options),
  ];
  const answers = dataColumn(table, target);
  const found = {
    ...{ task, target: answers, ...ofTable(table) },
    told: { data: told, task: [...notices, ...extremeNotices(answers, task)] },
  };
  await pauseOrStop(options.signal);
  const related = relations(table, options, textUnits(texts));
  return {
    ...{ kind: "text", column: name, texts },
    ...divide(
      { ...found, ...related, twins: ["text that says the same", "texts that say the same"] as const },
      options,
      seed,
    ),
  };
}

export function encodeTexts(
  { texts, column, task }: TextPrepared,
  train: Int32Array,
  recipe?: Pick<Recipe, "network" | "maxTokens">,
): Encoded<TextInput> {
  const encoding = recipe === undefined ? "tokens" : encodingOf(recipe);
  const { spec } = fitText(
    Array.from(train, (row) => texts[row]!),
    {
      column,
      encoding,
      ...(recipe === undefined || recipe.maxTokens === 0 ? {} : { maximumTokens: recipe.maxTokens }),
    },
  );
  const { width, encode } = textEncoder(spec);
  const all = textRows(spec, texts);
  return {
    shape: { kind: "text", encoding, width, vocabulary: vocabularySize(spec), ...outputsOf(task) },
    input: { kind: "text", text: spec },
    rows: (rows) => ({
      length: rows.length * width,
      gather: (of, out) =>
        all.gather(
          of.map((i) => rows[i]!),
          out,
        ),
    }),
    copies: (steps, rows, key) => textCopies(steps, { texts, width, encode }, rows, key),
    augmented: ({ augment }, of) =>
      textBatches(augment, { texts, width, encode, rows: of.rows, examples: of.examples, seed: of.seed }),
  };
}
