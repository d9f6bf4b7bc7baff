// What other choices from the networks of a search would have come to: each line of the table is a policy, scored on rows that no training saw.
// Run: npx tsx bench/search/policies.ts FOLDER      (of what bank.ts wrote)
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { meanOf } from "../../src/core/mean.ts";
import { meanAndError, type Row } from "../../src/decide/index.ts";
import { bestOf } from "../../src/job/tune/final/finalists.ts";
import { candidatesOf } from "../../src/job/tune/model/mix.ts";
import { nameOf } from "../../src/job/tune/named.ts";
import { networksFor, sharesOf } from "../../src/job/tune/model/shares.ts";
import { gain } from "../../src/train/best.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import type { Metric, Predictions } from "../../src/train/metrics/index.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("npx tsx bench/search/policies.ts FOLDER");

const FOLDS = 5;
const MOST = 16;

interface Network {
  readonly score: number;
  readonly validation: Float32Array;
  readonly test: Float32Array;
}

type Named = Row & { readonly name: string };

interface Bank {
  readonly set: string;
  readonly metric: Metric;
  readonly rows: readonly Named[];
  readonly networks: ReadonlyMap<string, ReadonlyMap<number, Network>>;
  readonly said: ReadonlyMap<string, Predictions>;
}

type Line =
  | ({ readonly type: "network"; readonly recipe: string; readonly repeat: number } & Network)
  | { readonly type: "rows"; readonly name: string; readonly said: Predictions }
  | { readonly type: "study"; readonly set: string; readonly metric: string; readonly rows: readonly Row[] };

function read(file: string): Bank | undefined {
  const networks = new Map<string, Map<number, Network>>();
  const said = new Map<string, Predictions>();
  for (const text of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const line = JSON.parse(text) as Line;
    if (line.type === "network") {
      const { recipe, repeat, score } = line;
      const own = networks.get(recipe) ?? new Map<number, Network>();
      const [validation, test] = [Float32Array.from(line.validation), Float32Array.from(line.test)];
      networks.set(recipe, own.set(repeat, { score, validation, test }));
    } else if (line.type === "rows") {
      const targets = Float32Array.from(line.said.targets);
      said.set(line.name, { ...line.said, targets });
    } else {
      const first = said.get("test")!;
      const rows = line.rows.map((row) => ({ ...row, name: nameOf(row), score: row.score ?? Number.NaN }));
      return { set: line.set, metric: metricFor(first.kind, line.metric), rows, networks, said };
    }
  }
  return undefined;
}

const filled = (like: Predictions, values: Float32Array): Predictions =>
  like.kind === "regression" ? { ...like, values } : { ...like, probabilities: values };

/** Weights of single networks: recipe, repeat, weight. */
type Weighted = readonly (readonly [recipe: string, repeat: number, weight: number])[];

function predicted({ networks, said }: Bank, weighted: Weighted): Predictions {
  const like = said.get("test")!;
  const total = weighted.reduce((sum, [, , weight]) => sum + weight, 0);
  const first = networks.get(weighted[0]![0])!.get(weighted[0]![1])!.test;
  const sum = new Float64Array(first.length);
  for (const [recipe, repeat, weight] of weighted) {
    const { test } = networks.get(recipe)!.get(repeat)!;
    for (let i = 0; i < sum.length; i++) sum[i]! += (weight / total) * test[i]!;
  }
  return filled(like, Float32Array.from(sum));
}

const validationOf = ({ networks, said }: Bank, recipe: string, repeat: number): Predictions =>
  filled(said.get(`validation ${repeat}`)!, networks.get(recipe)!.get(repeat)!.validation);

const FIRST = [0, 1, 2, 3, 4];
const FRESH = [5, 6, 7, 8, 9];

/** Its first networks, of those that there are. */
const networksOf = ({ networks }: Bank, name: string, count: number): Weighted =>
  [...networks.get(name)!.keys()]
    .toSorted((a, b) => a - b)
    .slice(0, count)
    .map((repeat) => [name, repeat, 1] as const);

const fresh = ({ networks }: Bank, name: string): number[] =>
  FRESH.flatMap((repeat) => networks.get(name)?.get(repeat)?.score ?? []);
const isFixed = ({ source }: Row): boolean => source.startsWith("fixed ");

type How = "metric" | "loss" | "equal";

interface Tuned {
  readonly most?: number;
  readonly how?: How;
  /** Seats in the final for the best of the fixed recipes. */
  readonly seats?: number;
}

/** `tune`'s final and mean, of some of the rows of its search. */
function tuned(bank: Bank, rows: readonly Named[], { most = MOST, how = "metric", seats = 0 }: Tuned = {}): Weighted {
  const { metric } = bank;
  const known = best(bank, rows.filter(isFixed), seats);
  const among = (k: number): Named[] => [...new Set([...best(bank, rows, k), ...known])];
  const finalists = among(5).filter(({ name }) => fresh(bank, name).length === FOLDS);
  const scoreOf = ({ name }: Named): number => meanOf(fresh(bank, name));
  const winner = finalists.reduce((a, b) => (gain(metric.better, scoreOf(b), scoreOf(a)) > 0 ? b : a));
  const repeatsOf = (row: Row): number[] => [...row.scores.keys(), ...(finalists.includes(row as Named) ? FRESH : [])];
  const { rows: those, repeats } = candidatesOf(winner, among(6 - seats), repeatsOf);
  return mixed(
    bank,
    (those as readonly Named[]).map(({ name }) => name),
    { repeats, most, how },
  );
}

const best = ({ metric }: Bank, rows: readonly Named[], k: number): Named[] => bestOf(rows, metric, k) as Named[];

interface Mixed {
  readonly repeats: readonly number[];
  readonly most?: number;
  readonly how?: How;
}

/** So many networks by the shares; a recipe of which the bank has fewer has its share all the same. */
function mixed(bank: Bank, names: readonly string[], { repeats, most = MOST, how = "metric" }: Mixed): Weighted {
  const said = names.map((name) => repeats.map((r) => validationOf(bank, name, r)));
  const { kind } = said[0]![0]!;
  const by = how === "loss" && kind !== "regression" ? metricFor(kind, "logLoss") : bank.metric;
  const shares = how === "equal" || names.length === 1 ? names.map(() => 1 / names.length) : sharesOf(said, by);
  const endless = names.map(() => Number.POSITIVE_INFINITY);
  const counts = networksFor(shares, endless, most);
  return names.flatMap((name, c) => {
    const own = networksOf(bank, name, counts[c]!);
    return own.map(([recipe, repeat]) => [recipe, repeat, counts[c]! / own.length] as const);
  });
}

/** Sampled trials only where they beat the best fixed one by so many standard errors on repeats that did not choose them. */
function sure(bank: Bank, errors: number): Weighted {
  const { metric, rows } = bank;
  const [known] = best(bank, rows.filter(isFixed), 1);
  const own = fresh(bank, known!.name);
  const passes = ({ name }: Named): boolean => {
    const gains = fresh(bank, name).map((score, i) => gain(metric.better, score, own[i]!));
    const { mean, se } = meanAndError(gains, { testFraction: 0 });
    return gains.length === FOLDS && mean > errors * se;
  };
  return tuned(
    bank,
    rows.filter((row) => isFixed(row) || passes(row)),
  );
}

/** Greedy selection among all that have the search's folds. */
function greedy(bank: Bank, most: number): Weighted {
  const whole = bank.rows.filter(({ scores }) => scores.length === FOLDS);
  return mixed(
    bank,
    best(bank, whole, whole.length).map(({ name }) => name),
    { repeats: FIRST, most },
  );
}

const few = (bank: Bank, counts: Readonly<Record<string, number>>): Weighted =>
  Object.entries(counts).flatMap(([name, count]) => networksOf(bank, name, count));

const POLICIES: Readonly<Record<string, (bank: Bank) => Weighted>> = {
  "as it was": (bank) => tuned(bank, bank.rows),
  "a seat for the best fixed": (bank) => tuned(bank, bank.rows, { seats: 1 }),
  "three seats": (bank) => tuned(bank, bank.rows, { seats: 3 }),
  "fixed only": (bank) => tuned(bank, bank.rows.filter(isFixed)),
  "sampled where better by 0 s.e.": (bank) => sure(bank, 0),
  "sampled where better by 1 s.e.": (bank) => sure(bank, 1),
  "sampled where better by 2 s.e.": (bank) => sure(bank, 2),
  "shares by log loss": (bank) => tuned(bank, bank.rows, { how: "loss" }),
  "equal shares": (bank) => tuned(bank, bank.rows, { how: "equal" }),
  "greedy of all, 16": (bank) => greedy(bank, 16),
  "greedy of all, 48": (bank) => greedy(bank, 48),
  "RealMLP, 5": (bank) => few(bank, { RealMLP: 5 }),
  "RealMLP, 10": (bank) => few(bank, { RealMLP: 10 }),
  "RealMLP, 15": (bank) => few(bank, { RealMLP: 15 }),
  "TabM, 15": (bank) => few(bank, { TabM: 15 }),
  "RealMLP and TabM, 8 each": (bank) => few(bank, { RealMLP: 8, TabM: 8 }),
  "RealMLP and TabM, 15 each": (bank) => few(bank, { RealMLP: 15, TabM: 15 }),
  "with piecewise-linear, 5 each": (bank) => few(bank, { RealMLP: 5, TabM: 5, "piecewise-linear MLP": 5 }),
  "with piecewise-linear, 10 each": (bank) => few(bank, { RealMLP: 10, TabM: 10, "piecewise-linear MLP": 10 }),
};

const banks = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => read(join(folder, name)) ?? []);

/** Logarithms of the errors, of which .002 more are taken, or RMSE, and of log loss or RMSE. */
function lossesOf(bank: Bank, weighted: Weighted): readonly [error: number, loss: number] {
  const said = predicted(bank, weighted);
  const score = bank.metric.score(said);
  if (said.kind === "regression") return [Math.log(score), Math.log(score)];
  return [Math.log(1 - score + 0.002), Math.log(metricFor(said.kind, "logLoss").score(said))];
}

const shown = (all: readonly number[]): string => {
  const { mean, se } = meanAndError(all, { testFraction: 0 });
  return `${(100 * mean).toFixed(1)} ± ${(100 * se).toFixed(1)}`;
};

const first = banks.map((bank) => lossesOf(bank, POLICIES["as it was"]!(bank)));
console.log(`${banks.map(({ set, rows }) => `${set} (${rows.length} trials)`).join(", ")}; to the first line:`);
console.log("| policy | errors, RMSE % | log loss, RMSE % |\n|---|--:|--:|");
for (const [name, policy] of Object.entries(POLICIES)) {
  const own = banks.map((bank) => lossesOf(bank, policy(bank)));
  const to = ([0, 1] as const).map((which) => shown(own.map((losses, i) => losses[which] - first[i]![which])));
  console.log(`| ${name} | ${to.join(" | ")} |`);
}
