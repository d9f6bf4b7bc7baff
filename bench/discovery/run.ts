// False discovery: how often `compare`, or the receipt of `ablate`, names a technique where none can help; and how often it finds one that does.
// Run: npx tsx bench/discovery/run.ts [--repetitions 200] [--seeds 5] [--only "classes, placebos"] [--against 3] [--out FILE]
// What FILE already has is kept and not done again: an interrupted run goes on. Trials run in this process, as compare's worker does; --against checks that many repetitions with compare itself.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Verdict, verdict } from "../../src/decide/index.ts";
import { holm } from "../../src/decide/statistics/index.ts";
import { baselineOf } from "../../src/job/baseline.ts";
import { compare } from "../../src/job/compare.ts";
import { foldOf } from "../../src/job/prepare.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import { summarize } from "../../src/job/summarize.ts";
import type { DataOptions } from "../../src/job/types.ts";
import { createRuntime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { outcomesOf, preparedOf, written } from "../generated/trials.ts";
import { wilson } from "../generated/wilson.ts";
import { receiptClaims } from "./receipt.ts";
import { WORLDS } from "./worlds.ts";

const { values: options } = parseArgs({
  options: {
    repetitions: { type: "string" },
    seeds: { type: "string", default: "5" },
    only: { type: "string", multiple: true },
    against: { type: "string", default: "0" },
    out: { type: "string" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "discovery-"));
const runtime = await createRuntime({ threads: 1 });
interface Repetition extends Pick<Verdict, "helps" | "hurts"> {
  readonly kind: Verdict["kind"] | "receipt";
  readonly seed: number;
  readonly world: string;
  /** Effects with p ≤ .05 after Holm, whatever the verdict made of them, and before. */
  readonly judged: number;
  readonly uncorrected: number;
  readonly effects: readonly (number | undefined)[];
}

async function repetitionOf(name: string, seed: number, data: DataOptions): Promise<Repetition> {
  const { recipes, receipt } = WORLDS[name]!;
  const prepared = await preparedOf(data, seed);
  const metric = metricFor(prepared.task.kind);
  const first = foldOf(prepared, 0);
  const repeats = Array.from({ length: Number(options.seeds) }, (_, i) => i);
  const outcomes = await outcomesOf(recipes, repeats, { prepared, metric, runtime });
  const testFraction = first.validation.rows / first.train.rows;
  if (receipt === true) {
    const { p, adjusted, ...claims } = receiptClaims(outcomes, repeats, { metric, testFraction, margin: 0 });
    const least = (of: readonly number[]): number => of.filter((one) => one <= 0.05).length;
    return {
      seed,
      world: name,
      kind: "receipt",
      ...claims,
      judged: least(adjusted),
      uncorrected: least(p),
      effects: p,
    };
  }
  const results = summarize(outcomes, repeats, metric, testFraction);
  const { kind, helps, hurts } = verdict({
    ...{ metric, recipes: results, repeats: repeats.length },
    baseline: baselineOf(first, metric),
  });
  const judged = holm(results.map(({ effect }) => effect?.p ?? Number.NaN)).filter((p) => p <= 0.05).length;
  const uncorrected = results.filter(({ effect }) => effect !== undefined && effect.p <= 0.05).length;
  return {
    seed,
    world: name,
    kind,
    helps,
    hurts,
    judged,
    uncorrected,
    effects: results.map(({ effect }) => effect?.p),
  };
}

/** The same with the real `compare`, in processes: the same p-values to the last bit. */
async function agrees(seed: number, data: DataOptions, found: Repetition): Promise<boolean> {
  const out = join(folder, `compare-${found.world.replaceAll(/\W/gu, "-")}-${seed}`);
  const all = { ...data, seed, out, workers: 1, augment: [], seeds: Number(options.seeds) };
  const [{ name: _, ...base }, ...others] = WORLDS[found.world]!.recipes as [Recipe, ...Recipe[]];
  const own = others.map((recipe) => ({ ...recipe, name: `own ${recipe.name}` }));
  const { recipes } = await compare({ ...all, base, recipes: own });
  const mine = found.effects.slice(1);
  return mine.every((p, i) => recipes.find(({ name }) => name === own[i]!.name)?.effect?.p === p);
}

const shown = (hits: number, n: number): string => {
  const [low, high] = wilson(hits, n);
  return `${hits} of ${n} (${((100 * hits) / n).toFixed(1)} %, [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}])`;
};

type Results = Record<string, { readonly cells: readonly string[]; readonly found: readonly Repetition[] }>;
const results: Results =
  options.out !== undefined && existsSync(options.out)
    ? (JSON.parse(readFileSync(options.out, "utf8")) as Results)
    : {};
const lines: string[] = [];
const EVERY = 5;
const isNamed = ({ helps, hurts }: Repetition): boolean => helps.length + hurts.length > 0;
try {
  for (const [name, { world, rows, truth, repetitions }] of Object.entries(WORLDS)) {
    if (options.only?.includes(name) === false) continue;
    const found: Repetition[] = [...(results[name]?.found ?? [])];
    for (let seed = found.length; seed < Number(options.repetitions ?? repetitions); seed++) {
      const data = written(world, rows, { folder, seed });
      const one = await repetitionOf(name, seed, data);
      if (seed < Number(options.against) && !(await agrees(seed, data, one)))
        throw new Error(`${name}, seed ${seed}: compare found other effects`);
      found.push(one);
      if (found.length % EVERY !== 0) continue;
      results[name] = { cells: cellsOf(found, truth), found };
      save();
      console.log(`${name}: ${found.length} done, ${found.filter(isNamed).length} claims`);
    }
    const cells = cellsOf(found, truth);
    lines.push(`| ${[name, ...cells].join(" | ")} |`);
    results[name] = { cells, found };
    save();
  }
} finally {
  await runtime.dispose();
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  "\n| world | any technique named | any p ≤ .05 after Holm | before Holm | the true one found |\n|---|---|---|---|---|",
);
console.log(lines.join("\n"));

function save(): void {
  if (options.out === undefined) return;
  writeFileSync(options.out, `${JSON.stringify(results)}\n`);
}

function cellsOf(found: readonly Repetition[], truth: string | undefined): string[] {
  const count = (of: (one: Repetition) => boolean): string => shown(found.filter(of).length, found.length);
  return [
    count(isNamed),
    count(({ judged }) => judged > 0),
    count(({ uncorrected }) => uncorrected > 0),
    truth === undefined ? "" : `${truth}: ${count(({ helps }) => helps.includes(truth))}`,
  ];
}
