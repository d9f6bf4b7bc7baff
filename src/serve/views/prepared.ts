import type { Prepared } from "../../job/prepare.ts";
import { prepare } from "../../job/prepare.ts";
import type { DataOptions } from "../../job/types.ts";
import type { NamedData } from "../data.ts";
import { at, isObject, text } from "../scan/json.ts";
import type { ReadRun } from "../scan/index.ts";

/** Data of a run that was named on the command line, read once. */
interface Kept {
  readonly key: string;
  readonly prepared: Promise<Prepared>;
}

let kept: Kept | undefined;

/** The words about the data that the run began with. */
function optionsOf({ told, job, card }: ReadRun): Omit<DataOptions, "data"> {
  const said = told.start?.["options"] ?? job?.["options"];
  const { data: _data, base: _base, ...options } = isObject(said) ? said : {};
  return { ...(options as Omit<DataOptions, "data">), ...(options["target"] === undefined ? targetOf(card) : {}) };
}

const targetOf = (card: ReadRun["card"]): { target?: string } => {
  const target = card?.["target"];
  return typeof target === "string" && card?.["kind"] !== "image" ? { target } : {};
};

/** The rows that a run learned from, or the sentence that says why they cannot be had. The last ones are kept. */
export async function rowsOfRun(run: ReadRun, data: ReadonlyMap<string, NamedData>): Promise<Prepared | string> {
  const wanted = text(at(run.card?.["data"], "name")) || run.summary.data;
  const file = [...data.values()].find(({ name }) => name === wanted);
  if (file === undefined)
    return `The rows are not in the run: name the data as the dashboard starts, regularize ui --data ${wanted}`;
  const seed = run.card?.["seed"];
  const options = { ...optionsOf(run), data: file.path };
  const key = JSON.stringify([options, seed]);
  if (kept?.key !== key) kept = { key, prepared: prepare(options, typeof seed === "number" ? seed : 42) };
  try {
    const prepared = await kept.prepared;
    const hash = at(run.card?.["data"], "sha256");
    if (hash !== undefined && hash !== prepared.data.hash)
      return `${file.name} is not the data that the run learned from: its content is another`;
    return prepared;
  } catch (error) {
    kept = undefined;
    return `The data cannot be read as the run did: ${error instanceof Error ? error.message : String(error)}`;
  }
}
