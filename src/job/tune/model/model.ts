import type { Row } from "../../../decide/index.ts";
import { PLAIN } from "../../ladder.ts";
import { bestRepeat } from "../../sealed.ts";
import type { Outcome } from "../../summarize.ts";
import type { RecipeResult } from "../../types.ts";
import type { Runtime } from "../../../run/index.ts";
import { type Final, type Network, networksOf } from "../final/final.ts";
import { shortlistOf } from "../final/finalists.ts";
import { countsWith, withFurther } from "./further.ts";
import { type Candidates, candidatesOf, mixOf } from "./mix.ts";
import { MOST } from "../final/receipt.ts";
import type { Member } from "./sealed.ts";
import { lastSeconds } from "../search/seconds.ts";
import type { Working } from "../working.ts";

/** Networks of one model at most, and of one of few rows, where chance is more and time is left: a prediction takes as many times as long. */
const MEMBERS = 16;
const MEMBERS_OF_FEW = 32;

export const mostOf = ({ job }: Pick<Modelling, "job">): number =>
  job.crossFolds === undefined ? MEMBERS : MEMBERS_OF_FEW;

/** The best trials of the search, which may be averaged: their networks are kept. */
export const LOOKED_AT = 6;

export interface Modelling
  extends Pick<Working, "prepared" | "metric" | "study" | "recipeOf" | "job" | "progress" | "size"> {
  readonly final: Final;
  readonly outcomes: readonly Outcome[];
  readonly results: readonly RecipeResult[];
  readonly winner: RecipeResult;
  readonly runtime: Runtime;
}

/** What is kept of a study. */
export interface Model {
  /** Names of the recipes that are averaged, the winner first. */
  readonly names: readonly string[];
  /** The best of the winner's first. */
  readonly members: readonly Member[];
  /** The default's on the repeats of the final; the winner's where it did not finish. */
  readonly plain: readonly Member[];
}

const isFinalist = ({ final }: Modelling, id: number): boolean => final.finalists.ids.includes(id);

/** Repeats that a trial was trained on: those of the search, then fresh ones. */
function repeatsOf(of: Modelling, { id, scores }: Row): number[] {
  const fresh = isFinalist(of, id) ? of.final.finalists.repeats : [];
  return [...new Set([...scores.keys(), ...fresh])];
}

async function membersOf(of: Modelling, wanted: readonly Network[]): Promise<Member[]> {
  const trials = await networksOf(of.final, of.outcomes, wanted);
  return wanted.map(({ id, repeat }, i) => ({ recipe: of.recipeOf(id), repeat, trial: trials[i]! }));
}

const networks = (id: number, repeats: readonly number[]): Network[] => repeats.map((repeat) => ({ id, repeat }));

/** The networks of the winner and of what is averaged with it, from the final and from the search: they are trained already. */
export async function modelOf(of: Modelling): Promise<Model> {
  const { final, results, winner, metric } = of;
  const { ids, repeats } = final.finalists;
  const rows = of.study.rows();
  const idOf = (name: string): number => ids.find((id) => of.recipeOf(id).name === name)!;
  const first = rows[idOf(winner.name)]!;
  const candidates = candidatesOf(first, shortlistOf(rows, metric, LOOKED_AT), (row) => repeatsOf(of, row));
  const wanted = await wantedOf(of, candidates);
  const members = await membersOf(
    of,
    wanted.flatMap(({ row, repeats: own }) => networks(row.id, own)),
  );
  const hasPlain = results.some(({ name, failed }) => name === PLAIN && failed === undefined);
  const plain = await membersOf(of, networks(idOf(hasPlain ? PLAIN : winner.name), repeats));
  return { names: wanted.map(({ row }) => of.recipeOf(row.id).name), members: bestFirst(members, of), plain };
}

interface Wanted {
  readonly row: Row;
  /** Of its networks. */
  readonly repeats: readonly number[];
}

/** Those of some trials that validate best together, on the repeats that all of them have; further ones are trained where there is time. */
async function wantedOf(of: Modelling, { rows, repeats }: Candidates): Promise<Wanted[]> {
  const { prepared, metric, runtime } = of;
  const candidates = [];
  for (const { id } of rows) {
    const members = await membersOf(of, networks(id, repeats));
    candidates.push({ recipe: of.recipeOf(id), trials: members.map(({ trial }) => trial) });
  }
  const shares = await mixOf(candidates, { prepared, repeats, metric, runtime });
  const { final, job, progress, size } = of;
  const left = (): number => leftFor(of);
  const own = rows.map((row) => repeatsOf(of, row));
  const has = own.map(({ length }) => length);
  const seconds = rows.map(({ id }) => progress.secondsOf(of.recipeOf(id).name));
  const counts = countsWith({ shares, has, seconds, most: mostOf(of), left: left(), size });
  const wanting = rows.map(({ id }, i) => ({ id, repeats: own[i]!, count: counts[i]! }));
  const all = await withFurther(final, wanting, { first: job.folds + Math.max(job.reruns, MOST), left, progress });
  return rows.flatMap((row, i) => (all[i]!.length > 0 ? [{ row, repeats: all[i]! }] : []));
}

/** Seconds for further networks: of a budget in time what is left before the end, else none. */
function leftFor(of: Modelling): number {
  const { budgetSeconds } = of.job.options;
  return budgetSeconds === undefined ? 0 : of.progress.secondsLeft() - lastSeconds(budgetSeconds, mostOf(of));
}

/** The winner's best network on its validation rows first: the report looks into it. */
function bestFirst(members: readonly Member[], { winner, metric }: Modelling): Member[] {
  const own = members.filter(({ recipe }) => recipe.name === winner.name);
  const trials = new Map(own.map(({ repeat, trial }) => [repeat, trial]));
  const best = bestRepeat([...trials.keys()], trials, metric);
  const first = own.find(({ repeat }) => repeat === best)!;
  return [first, ...members.filter((member) => member !== first)];
}
