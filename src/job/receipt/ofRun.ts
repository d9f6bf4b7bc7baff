import { join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { FEWEST } from "../../decide/receipt/index.ts";
import { openRun, readJournal, type Run } from "../../observe/index.ts";
import { readCard } from "../card.ts";
import { quoted } from "../command.ts";
import { EVENTS } from "../watch/events.ts";
import { readJobText } from "../fitJob.ts";
import type { DataOptions } from "../types.ts";
import type { AblateOptions } from "./types.ts";

/** What jobs write down of their options: words about the data, and others that an ablation has no use for. */
interface Written {
  readonly options?: DataOptions & Readonly<Record<string, unknown>>;
  /** Repeats of a search and of its final. */
  readonly folds?: number;
  readonly reruns?: number;
}

/** Not about the data. */
const OWN = [
  "base",
  "recipes",
  "recipe",
  "augment",
  "seeds",
  "trials",
  "budgetSeconds",
  "workers",
  "checkpointSeconds",
  "png",
  "aggregatesOnly",
];

/**
 * How to ablate the model of a finished run: its recipe, its data and metric, and repeats that it did not use. `data` says where the data is
 * now. Throws E146 when the run does not say how its data was read, other E84x when the folder is damaged.
 */
export async function ablationOf(path: string, data?: string): Promise<AblateOptions> {
  const run = await openRun(path);
  const card = await readCard(run, `${path}/recipe.json`);
  const written = await writtenBy(run, path);
  if (written.options === undefined) throw unsaid(path, card.data.name, card.target);
  const about = Object.fromEntries(Object.entries(written.options).filter(([key]) => !OWN.includes(key)));
  const first = await usedBy(run, written);
  return {
    ...about,
    ...{ data: data ?? written.options.data ?? card.data.name, sha256: card.data.sha256 },
    ...{ recipe: card.recipe, metric: card.metric, seed: card.seed, first },
  };
}

/** `job.json` of a fit or a search; what other jobs told when they began. */
async function writtenBy(run: Run, path: string): Promise<Written> {
  if (Object.hasOwn(run.manifest.files, "job.json"))
    return readJobText(await run.readText("job.json"), `${path}/job.json`) as Written;
  const { records } = await readJournal(join(path, EVENTS)).catch(() => ({ records: [] }));
  const start = records.find(({ type }) => type === "start");
  return (start ?? {}) as Written;
}

/** Repeats that had a part in choosing the recipe. */
async function usedBy(run: Run, { folds = 0, reruns = 0 }: Written): Promise<number> {
  const result = JSON.parse(await run.readText("result.json")) as {
    readonly recipes?: readonly { readonly scores?: readonly unknown[] }[];
  };
  const compared = (result.recipes ?? []).map(({ scores = [] }) => scores.length);
  const searched = folds + reruns === 0 ? 0 : folds + Math.max(FEWEST, reruns);
  return Math.max(1, searched, ...compared);
}

const unsaid = (path: string, data: string, target: string): RegularizeError =>
  new RegularizeError({
    code: "E146",
    where: path,
    message: `${path} does not say how its data was read`,
    todo: `regularize ablate ${quoted(data)} --target ${quoted(target)} --recipe ${quoted(`${path}/recipe.json`)}`,
  });
