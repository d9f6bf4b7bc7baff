import type { Program } from "../../compile/program.ts";
import { compileTextPipeline } from "../../compile/textPipeline.ts";
import { findColumn, readTable, textEncoder, textRows } from "../../data/index.ts";
import { textCopies } from "../augment/text.ts";
import type { TextInput } from "./text.ts";
import type { NewData, NewRows, Pipeline } from "./use.ts";

/** Reads the column of texts that a model was trained on; other columns are not needed. */
export async function readNewTexts({ text }: TextInput, options: NewData): Promise<NewRows<TextInput>> {
  const { data, delimiter, trimHeaders } = options;
  const reading = Object.entries({ delimiter, trimHeaders }).filter(([, value]) => value !== undefined);
  const types = { [text.column]: "text" } as const;
  const table = await readTable(data, { ...Object.fromEntries(reading), types, minimumRows: 1 });
  const column = findColumn(table, text.column);
  const texts = column.kind === "text" ? (column.values ?? []) : [];
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
  const as: NewRows<TextInput>["as"] = ({ text: spec }) => {
    const { width, encode } = textEncoder(spec);
    return {
      x: textRows(spec, texts),
      copies: (steps, key) => textCopies(steps, { texts, width, encode }, rows, key),
    };
  };
  return { rows: table.rows, ...as({ kind: "text", text }), notices: [], as };
}

/** Texts in, label and probabilities, or the value, out. */
export const textProgram = ({ text }: TextInput, { others = [], ...pipeline }: Pipeline<TextInput>): Program =>
  compileTextPipeline({
    ...{ spec: text, ...pipeline },
    others: others.map(({ input, ...network }) => ({ ...network, spec: input.text })),
  });
