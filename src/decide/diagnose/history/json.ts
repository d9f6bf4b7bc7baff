import { isNumeric, type Read } from "./columns.ts";

/** JSON as Python writes it: NaN and Infinity, outside of strings, become null. */
const standard = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gu, (token) => (token.startsWith('"') ? token : "null"));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSeries = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((item) => item === null || typeof item === "number" || typeof item === "string");

/** A number, or a text of one, as Keras' callbacks sometimes write; anything else is NaN. */
const numberOf = (item: unknown): number =>
  typeof item === "number" ? item : typeof item === "string" && item.trim() !== "" ? Number(item) : Number.NaN;

/** The first text that is no number, if any. */
const oddOf = (items: readonly unknown[]): string[] =>
  items.filter((item): item is string => typeof item === "string" && !isNumeric(item)).slice(0, 1);

/** The history of Keras or TensorFlow.js: an object of series, or one under `history`. Undefined for anything else. */
export function readJson(text: string): Read | undefined {
  let value: unknown;
  try {
    value = JSON.parse(standard(text));
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { history } = value;
  const series = Object.entries(isObject(history) ? history : value).filter(
    (entry): entry is [string, readonly unknown[]] => isSeries(entry[1]),
  );
  if (series.length === 0) return undefined;
  const isTensorFlowJs = "validationData" in value || series.some(([name]) => name === "acc" || name === "val_acc");
  const epoch = isObject(history) && isSeries(value["epoch"]) ? [["epoch", value["epoch"]] as const] : [];
  const columns = new Map([...series, ...epoch].map(([name, items]) => [name, items.map(numberOf)]));
  const odd = new Map(series.flatMap(([name, items]) => oddOf(items).map((cell) => [name, cell] as const)));
  return { columns, odd, source: isTensorFlowJs ? "tensorflow.js" : "keras" };
}
