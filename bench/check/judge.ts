import { keyOf, randomOf } from "../../src/core/index.ts";
import type { Contestant } from "../step/contestant.ts";
import { median } from "../step/statistics.ts";
import type { Guarded } from "./workloads.ts";

/** Microseconds of processors' time by round: of the work, and of each yardstick that it is measured in. */
export interface Measured {
  readonly name: string;
  readonly own: readonly number[];
  readonly like: readonly (readonly number[])[];
}

export interface Judged {
  readonly name: string;
  /** Median of the work in the geometric mean of its yardsticks' medians, with a 99 % bootstrap interval over rounds. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly baseline?: number;
  /** The whole interval is above what is allowed. */
  readonly slower: boolean;
}

/** Steps of a round of a yardstick: some 10 ms. */
const STEPS: Readonly<Record<string, number>> = { calls: 200, products: 6, convolutions: 2, copies: 20, loops: 20 };
const RESAMPLES = 1000;

/** All take turns, in an order that turns around from round to round; a first round is left out. */
export async function measure(
  all: readonly Guarded[],
  yardsticks: readonly Contestant[],
  rounds: number,
): Promise<Measured[]> {
  const turns = [
    ...yardsticks.map((contestant) => ({ contestant, steps: STEPS[contestant.name]! })),
    ...all.map(({ contestant, steps }) => ({ contestant, steps })),
  ];
  const costs = new Map(turns.map(({ contestant }) => [contestant.name, [] as number[]]));
  for (let round = 0; round <= rounds; round++)
    for (const { contestant, steps } of round % 2 === 0 ? turns : turns.toReversed()) {
      const { cpu } = await contestant.time(steps);
      if (round > 0) costs.get(contestant.name)!.push(cpu);
    }
  return all.map(({ contestant, like }) => ({
    ...{ name: contestant.name, own: costs.get(contestant.name)! },
    like: like.map((name) => costs.get(name)!),
  }));
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

function ratioOf({ own, like }: Measured, rounds: readonly number[]): number {
  const of = (values: readonly number[]): number => median(rounds.map((round) => values[round]!));
  return of(own) / geometricMean(like.map(of));
}

/** A name without a baseline is never slower. */
export function judge(all: readonly Measured[], baseline: Readonly<Record<string, number>>, allowed: number): Judged[] {
  const random = randomOf(keyOf(11));
  return all.map((measured) => {
    const { name, own } = measured;
    const draws = Array.from({ length: RESAMPLES }, () =>
      ratioOf(
        measured,
        own.map(() => random.below(own.length)),
      ),
    ).toSorted((a, b) => a - b);
    const at = (q: number): number => draws[Math.round(q * (RESAMPLES - 1))]!;
    const ratio = ratioOf(measured, [...own.keys()]);
    const [low, high, base] = [at(0.005), at(0.995), baseline[name]];
    return {
      name,
      ratio,
      low,
      high,
      ...(base === undefined ? {} : { baseline: base }),
      slower: low > allowed * (base ?? Infinity),
    };
  });
}
