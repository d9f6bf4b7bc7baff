import type { Row } from "../../decide/index.ts";
import { PLAIN } from "../ladder.ts";
import { bestRepeat } from "../sealed.ts";
import type { Outcome } from "../summarize.ts";
import type { RecipeResult } from "../types.ts";
import type { Runtime } from "../../run/index.ts";
import { type Final, type Network, networksOf } from "./final.ts";
import { bestOf } from "./finalists.ts";
import { mixOf, tiedWith } from "./mix.ts";
import type { Member } from "./sealed.ts";
import type { Working } from "./working.ts";

/** Networks of one model at most: a prediction takes as many times as long. */
const MEMBERS = 12;

/** The best trials of the search, which may be averaged: their networks are kept. */
export const LOOKED_AT = 5;

export interface Modelling extends Pick<Working, "prepared" | "metric" | "study" | "recipeOf"> {
  readonly final: Final;
  readonly outcomes: readonly Outcome[];
  readonly results: readonly RecipeResult[];
  readonly winner: RecipeResult;
  readonly testFraction: number;
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
  const { final, results, winner, metric, testFraction } = of;
  const { ids, repeats } = final.finalists;
  const rows = of.study.rows();
  const idOf = (name: string): number => ids.find((id) => of.recipeOf(id).name === name)!;
  const first = rows[idOf(winner.name)]!;
  const chosen = await mixed(of, tiedWith(first, bestOf(rows, metric, LOOKED_AT), { metric, testFraction }));
  const each = Math.floor(MEMBERS / chosen.length);
  const members = await membersOf(
    of,
    chosen.flatMap((row) => networks(row.id, repeatsOf(of, row).slice(0, each))),
  );
  const hasPlain = results.some(({ name, failed }) => name === PLAIN && failed === undefined);
  const plain = await membersOf(of, networks(idOf(hasPlain ? PLAIN : winner.name), repeats));
  return { names: chosen.map(({ id }) => of.recipeOf(id).name), members: bestFirst(members, of), plain };
}

/** Those of some trials that validate best together, on the repeats that all of them have. */
async function mixed(of: Modelling, tied: readonly Row[]): Promise<Row[]> {
  if (tied.length === 1) return [...tied];
  const { prepared, metric, runtime } = of;
  const each = tied.map((row) => repeatsOf(of, row));
  const repeats = each[0]!.filter((repeat) => each.every((own) => own.includes(repeat)));
  const candidates = [];
  for (const { id } of tied) {
    const members = await membersOf(of, networks(id, repeats));
    candidates.push({ recipe: of.recipeOf(id), trials: members.map(({ trial }) => trial) });
  }
  return (await mixOf(candidates, { prepared, repeats, metric, runtime })).map((i) => tied[i]!);
}

/** The winner's best network on its validation rows first: the report looks into it. */
function bestFirst(members: readonly Member[], { winner, metric }: Modelling): Member[] {
  const own = members.filter(({ recipe }) => recipe.name === winner.name);
  const trials = new Map(own.map(({ repeat, trial }) => [repeat, trial]));
  const best = bestRepeat([...trials.keys()], trials, metric);
  const first = own.find(({ repeat }) => repeat === best)!;
  return [first, ...members.filter((member) => member !== first)];
}
