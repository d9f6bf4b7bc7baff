import { type FoldPruning, foldPruning } from "../prune/index.ts";
import type { Known, Sampler } from "../sampler/define.ts";
import { tpe } from "../sampler/tpe.ts";
import { canonical, fromRecipe, isInside, toRecipe } from "../space/index.ts";
import { ranked, settle, signed } from "./settle.ts";
import type { Row, StudyOptions, StudyState, Trial } from "./types.ts";

/** All that a study keeps: its trials. Rows follow from them. */
export interface Core {
  readonly options: StudyOptions;
  readonly sampler: Sampler;
  readonly prune: Required<FoldPruning> | undefined;
  readonly trials: Trial[];
  readonly rows: Row[];
}

/** Replaces a trial, or appends it, and settles its row. */
export function put(core: Core, trial: Trial): void {
  const { options, prune, trials, rows } = core;
  const rival = trial.rival === null ? undefined : rows[trial.rival];
  trials[trial.id] = trial;
  rows[trial.id] = settle(trial, rival, { better: options.better, prune });
}

export function coreOf(options: StudyOptions, trials: readonly Trial[]): Core {
  const prune = options.prune === undefined ? undefined : foldPruning(options.prune);
  const core: Core = { options, sampler: options.sampler ?? tpe(), prune, trials: [], rows: [] };
  for (const trial of trials) put(core, trial);
  return core;
}

/** What the study was made with, as texts that can be compared. */
export function madeOf({ options, sampler, prune }: Core): StudyState["made"] {
  const { space, key, better, fixed = [], folds = 1, lag = null } = options;
  const all = {
    space,
    key,
    better,
    sampler: [sampler.name, sampler.settings],
    fixed,
    folds,
    prune: prune ?? null,
    lag,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, canonical(value)]));
}

/** Whether the next trial may know what came of this one. */
const inView = ({ options: { lag }, rows }: Core, { id }: Row): boolean => lag === undefined || id <= rows.length - lag;

function knownOf(core: Core, row: Row): Known {
  const loss = signed(core.options.better, row.score);
  const known = inView(core, row) ? { state: row.state, loss } : ({ state: "running", loss: Number.NaN } as const);
  return { values: row.assignment ?? {}, ...known };
}

type Suggested = Pick<Trial, "source" | "values" | "assignment">;

function suggest(core: Core): Suggested | undefined {
  const { space, key, fixed = [] } = core.options;
  const recipe = fixed[core.rows.length];
  if (recipe !== undefined) {
    const { name, values } = recipe;
    const guess = isInside(space, values) ? values : fromRecipe(space, values);
    return { source: `fixed ${name}`, values, assignment: isInside(space, guess) ? guess : null };
  }
  const known = core.rows.map((row) => knownOf(core, row));
  const assignment = core.sampler.suggest(space, known, key);
  return assignment && { source: core.sampler.name, values: toRecipe(space, assignment), assignment };
}

/** Appends the next trial and gives its id, or says why there is none. */
export function startTrial(core: Core): number | "wait" | "exhausted" | "budget" {
  const { better, folds = 1, budget = Number.POSITIVE_INFINITY, lag } = core.options;
  const id = core.rows.length;
  if (id >= budget) return "budget";
  if (lag !== undefined && core.rows.some((row) => inView(core, row) && row.state === "running")) return "wait";
  const suggested = suggest(core);
  if (suggested === undefined) return "exhausted";
  const rival = ranked(
    core.rows.filter((row) => inView(core, row)),
    better,
  )[0];
  const [outcomes, asked] = [Array<null>(folds).fill(null), Array<boolean>(folds).fill(false)];
  put(core, { id, ...suggested, rival: rival?.id ?? null, outcomes, asked });
  return id;
}
