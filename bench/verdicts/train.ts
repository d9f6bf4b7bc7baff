import { rmSync } from "node:fs";
import { join } from "node:path";
import { fold, keyOf, RegularizeError, randomOf } from "../../src/core/index.ts";
import type { DiagnosisKind } from "../../src/decide/index.ts";
import { diagnoseJob } from "../../src/job/diagnose/diagnose.ts";
import { fit as train } from "../../src/job/fit.ts";
import { foldOf } from "../../src/job/prepare.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { runTrial, trainedAs } from "../../src/job/trial.ts";
import type { Runtime } from "../../src/run/index.ts";
import { baselineScore } from "../../src/train/metrics/baseline.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { type Place, populationOf, preparedOf, written } from "../generated/trials.ts";
import type { Kind, Known, Variant } from "./cases.ts";

export interface Said {
  readonly kind: DiagnosisKind;
  readonly sentence: string;
  readonly also: readonly DiagnosisKind[];
  readonly evidence?: Readonly<Record<string, number | string>>;
  readonly interval?: { readonly low: number; readonly high: number; readonly value: number };
}

/** Fits as a user would, and diagnoses the run's folder. Training that ends in E403 said itself that it diverged. */
export async function verdictOf({ world, rows, recipe, metric, split }: Variant, place: Place): Promise<Said> {
  const out = join(place.folder, `run-${place.seed}-${rows}`);
  rmSync(out, { recursive: true, force: true });
  try {
    const options = { ...written(world, rows, place), seed: place.seed, workers: 1, checkpointSeconds: 1e9, out };
    await train({
      ...options,
      base: recipe,
      ...(metric === undefined ? {} : { metric }),
      ...(split === undefined ? {} : { split }),
    });
    const { kind, sentence, also, evidence, interval } = (await diagnoseJob({ path: out })).diagnosis;
    return {
      kind,
      sentence,
      also: also.map((found) => found.kind),
      evidence,
      ...(interval === undefined ? {} : { interval }),
    };
  } catch (error) {
    if (!(error instanceof RegularizeError) || error.code !== "E403") throw error;
    return { kind: "diverged", sentence: error.message, also: [] };
  }
}

/** Training that broke off has no model. */
function noModel(error: unknown): undefined {
  if (!(error instanceof RegularizeError) || error.code !== "E403") throw error;
}

const DRAWS = 40;

/** What the population says of the run and of its neighbours. */
export async function knownOf(
  { neighbours = [] }: Kind,
  { world, rows, recipe, metric: name, split }: Variant,
  { place, runtime }: { readonly place: Place; readonly runtime: Runtime },
): Promise<Known> {
  const prepared = await preparedOf(
    { ...written(world, rows, place), ...(split === undefined ? {} : { split }) },
    place.seed,
  );
  const population = (await populationOf(world, prepared, place)).examples(0);
  const metric = metricFor(prepared.task.kind, name);
  const part = foldOf(prepared, 0);
  const perfect = metric.range[metric.better === "higher" ? 1 : 0];
  const error = (score: number): number => Math.abs(perfect - score);
  const of = async (change: object): Promise<Omit<Known, "neighbour">> => {
    const own = resolveRecipe({ ...recipe, ...change, name: "of the population" });
    const trial = await runTrial(own, part, { seed: part.seed, metric: metric.name, runtime }).catch(noModel);
    if (trial === undefined) return { train: Number.NaN, error: Number.NaN, guessing: Number.NaN, chance: Number.NaN };
    const trainer = await trainedAs(own, part, { seed: part.seed, runtime }, trial);
    const said = part.interpret(population, await trainer.predict(population.x, population.rows));
    const score = metric.prepare(said);
    const truth = part.interpret(population, population.y);
    const random = randomOf(fold(keyOf(place.seed), "chance"));
    const draws: number[] = [];
    for (let i = 0; i < DRAWS; i++) {
      const weights = new Float64Array(population.rows);
      for (let row = 0; row < part.validation.rows; row++) weights[random.below(population.rows)]! += 1;
      draws.push(error(score(weights)));
    }
    const usual = draws.filter(Number.isFinite);
    const mean = usual.reduce((a, b) => a + b, 0) / usual.length;
    return {
      train: error(trial.train),
      error: error(score()),
      guessing: error(baselineScore(metric, part.interpret(part.train, part.train.y).targets, truth)),
      chance: Math.sqrt(usual.reduce((a, b) => a + (b - mean) ** 2, 0) / (usual.length - 1)),
    };
  };
  const others: number[] = [];
  for (const change of neighbours) others.push((await of(change)).error);
  return { ...(await of({})), neighbour: Math.min(Number.POSITIVE_INFINITY, ...others) };
}
