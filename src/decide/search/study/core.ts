import { type FoldPruning, foldPruning } from "../prune/index.ts";
import type { Known, Sampler } from "../sampler/define.ts";
import { tpe } from "../sampler/tpe.ts";
import { canonical, fromRecipe, isInside, toRecipe } from "../space/index.ts";
import { lostRow, type Standing, standingOf } from "./race.ts";
import { settle, signed } from "./settle.ts";
import type { Row, StudyOptions, StudyState, Trial } from "./types.ts";

/** All that a study keeps: its trials. Rows follow from them. */
export interface Core {
  readonly options: StudyOptions;
  readonly sampler: Sampler;
  readonly prune: Required<FoldPruning> | undefined;
  readonly trials: Trial[];
  readonly rows: Row[];
  /** Ids of the rows that are running, rising. */
  readonly open: Set<number>;
  readonly past: Past;
}

/** The first rows, which nothing changes any more: as samplers know them, and the best of them. A long study does not look at them again. */
interface Past {
  readonly known: Known[];
  best: Row | undefined;
}

/** Replaces a trial, or appends it, and settles its row. */
export function put(core: Core, trial: Trial): void {
  core.trials[trial.id] = trial;
  set(core, settled(core, trial));
  if (trial.id < raceCount(core)) settleRace(core);
}

function settled({ options: { better }, prune, rows }: Core, trial: Trial): Row {
  return settle(trial, trial.rival === null ? undefined : rows[trial.rival], { better, prune });
}

function set({ rows, open }: Core, row: Row): void {
  rows[row.id] = row;
  if (row.state === "running") open.add(row.id);
  else open.delete(row.id);
}

export const raceCount = ({ options: { race } }: Core): number => race?.count ?? 0;

/** Undefined where nothing races. */
export function standing(core: Core): Standing | undefined {
  const { race, folds = 1, better } = core.options;
  if (race === undefined) return undefined;
  const rows = core.trials.slice(0, race.count).map((trial) => settled(core, trial));
  return standingOf(rows, race, folds, better);
}

function settleRace(core: Core): void {
  const found = standing(core)!;
  for (const [id, lost] of found.lost) {
    const [row, first] = [id, lost.leader].map((of) => settled(core, core.trials[of]!));
    set(core, lostRow(row!, first!, lost));
  }
}

const fresh = (): Pick<Core, "trials" | "rows" | "open" | "past"> => ({
  ...{ trials: [], rows: [], open: new Set() },
  past: { known: [], best: undefined },
});

export function coreOf(options: StudyOptions, trials: readonly Trial[]): Core {
  const prune = options.prune === undefined ? undefined : foldPruning(options.prune);
  const core: Core = { options, sampler: options.sampler ?? tpe(), prune, ...fresh() };
  for (const trial of trials) put(core, trial);
  return core;
}

/** What the study was made with, as texts that can be compared. */
export function madeOf({ options, sampler, prune }: Core): StudyState["made"] {
  const { space, key, better, fixed = [], folds = 1, lag = null, race } = options;
  const all = {
    space,
    key,
    better,
    sampler: [sampler.name, sampler.settings],
    fixed,
    folds,
    prune: prune ?? null,
    lag,
    ...(race === undefined ? {} : { race }),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, canonical(value)]));
}

/** Whether the next trial may know what came of this one. */
const inView = (core: Core, id: number): boolean => {
  const { lag } = core.options;
  return lag === undefined || id <= core.rows.length - lag || id < raceCount(core);
};

/** Of a trial that the space does not have. */
const NOWHERE = {};

function knownOf(core: Core, row: Row): Known {
  const loss = signed(core.options.better, row.score);
  const known = inView(core, row.id) ? { state: row.state, loss } : ({ state: "running", loss: Number.NaN } as const);
  return { values: row.assignment ?? NOWHERE, ...known };
}

const isBetter = ({ options: { better } }: Core, row: Row, best: Row | undefined): boolean =>
  row.state === "done" && (best === undefined || signed(better, row.score) < signed(better, best.score));

/** Moves rows that are finished, and that every later trial may know of, to the past. */
function settlePast(core: Core): Past {
  const { past, rows } = core;
  const isRacing = standing(core)?.isOver === false;
  for (let id = past.known.length; id < rows.length; id++) {
    const row = rows[id]!;
    if (row.state === "running" || !inView(core, id) || (isRacing && id < raceCount(core))) break;
    past.known.push(knownOf(core, row));
    if (isBetter(core, row, past.best)) past.best = row;
  }
  return past;
}

/** The best finished row, the earlier of equals. */
export function bestRow(core: Core): Row | undefined {
  const { known, best } = settlePast(core);
  return core.rows.slice(known.length).reduce((found, row) => (isBetter(core, row, found) ? row : found), best);
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
  const past = settlePast(core).known;
  const known = past.concat(core.rows.slice(past.length).map((row) => knownOf(core, row)));
  const assignment = core.sampler.suggest(space, known, key);
  return assignment && { source: core.sampler.name, values: toRecipe(space, assignment), assignment };
}

/** The best finished row that the next trial may know of; the earlier of equals. */
function rivalOf(core: Core): number | null {
  const { known, best } = settlePast(core);
  const later = core.rows.slice(known.length).filter(({ id }) => inView(core, id));
  return later.reduce((found, row) => (isBetter(core, row, found) ? row : found), best)?.id ?? null;
}

function mustWait(core: Core, id: number): boolean {
  if (id < raceCount(core)) return false;
  if (standing(core)?.isOver === false) return true;
  if (core.options.lag === undefined) return false;
  for (const open of core.open) if (inView(core, open)) return true;
  return false;
}

/** Appends the next trial and gives its id, or says why there is none. */
export function startTrial(core: Core): number | "wait" | "exhausted" | "budget" {
  const { folds = 1, budget = Number.POSITIVE_INFINITY } = core.options;
  const id = core.rows.length;
  if (id >= budget) return "budget";
  if (mustWait(core, id)) return "wait";
  const suggested = suggest(core);
  if (suggested === undefined) return "exhausted";
  const rival = id < raceCount(core) ? null : rivalOf(core);
  const [outcomes, asked] = [Array<null>(folds).fill(null), Array<boolean>(folds).fill(false)];
  put(core, { id, ...suggested, rival, outcomes, asked });
  return id;
}
