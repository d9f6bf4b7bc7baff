import { type Effect, pairedEffect } from "../../../src/decide/statistics/index.ts";
import { metricFor } from "../../../src/train/metrics/choose.ts";
import type { Draws } from "./draws.ts";
import type { Experiment } from "./experiments.ts";
import type { Run, Scored } from "./measure.ts";

type Which = "best" | "last";

interface ArmResult {
  readonly name: string;
  /** Test scores by metric, one a seed, of the weights that the experiment keeps. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  readonly epochs: readonly number[];
  /** Test score minus the first arm's, over the same seeds. */
  readonly effects?: Readonly<Record<string, Pick<Effect, "mean" | "low" | "high" | "p">>>;
  /** The first metric at each choice of an epoch: what validated best, and the last. */
  readonly best: readonly number[];
  readonly last: readonly number[];
  /** Of the first seed. */
  readonly curve: Run["curve"];
  readonly steps: number;
  readonly seconds: number;
}

/** What one experiment gave. */
export interface Result {
  readonly title: string;
  readonly data: string;
  readonly settings: Pick<Experiment, "metrics" | "seeds" | "epochs" | "keeps" | "base">;
  /** Of the effects' standard error: 0 is the ordinary paired t. */
  readonly testFraction: number;
  readonly arms: readonly ArmResult[];
}

export function resultOf(
  { title, metrics, epochs, keeps, base, arms, tunes }: Experiment,
  { told, testFraction }: Draws,
  runs: readonly Readonly<Record<string, Run>>[],
): Result {
  const first = arms[0]!.name;
  const of = (name: string, metric: string, which: Which, kind: "test" | "tuned" = "test"): number[] =>
    runs.map((run) => (run[name]![which] satisfies Scored)[kind][metric]!);
  const armOf = (name: string, kind: "test" | "tuned"): ArmResult => {
    const each = <T>(make: (metric: string) => T): Record<string, T> =>
      Object.fromEntries(metrics.map((metric) => [metric, make(metric)]));
    const effect = (metric: string): ReturnType<typeof effectOf> =>
      effectOf(of(name, metric, keeps, kind), of(first, metric, keeps), testFraction);
    const { curve, steps } = runs[0]![name]!;
    return {
      name: kind === "tuned" ? `${name}, tuned threshold` : name,
      scores: each((metric) => of(name, metric, keeps, kind)),
      epochs: runs.map((run) => run[name]![keeps].epoch),
      ...(name === first && kind === "test" ? {} : { effects: each(effect) }),
      ...{
        best: of(name, metrics[0]!, "best"),

        last: of(name, metrics[0]!, "last"),
      },
      ...{ curve, steps, seconds: runs.reduce((sum, run) => sum + run[name]!.seconds, 0) },
    };
  };
  return {
    ...{ title, data: told, testFraction },
    settings: { metrics, seeds: runs.length, epochs, keeps, base },
    arms: [...arms.map(({ name }) => armOf(name, "test")), ...(tunes === true ? [armOf(first, "tuned")] : [])],
  };
}

function effectOf(scores: readonly number[], plain: readonly number[], testFraction: number) {
  const { mean, low, high, p } = pairedEffect(
    scores.map((score, i) => score - plain[i]!),
    { testFraction },
  );
  return { mean, low, high, p };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const number = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(4));
const signed = (value: number): string => `${value >= 0 ? "+" : "−"}${number(Math.abs(value))}`;

const told = (scores: readonly number[], effect: ReturnType<typeof effectOf> | undefined): string => {
  const change =
    effect === undefined ? "" : ` (${signed(effect.mean)} [${signed(effect.low)}, ${signed(effect.high)}])`;
  return `${number(mean(scores))}${change}`;
};

/**
 * Markdown: a line for each arm, its mean score and its effect with the 95 % interval for each metric; where the best epoch is
 * kept, also the first metric at the last one.
 */
export function tableOf({ arms, testFraction, settings: { metrics, keeps } }: Result): string {
  const titles = metrics.map((metric) => metricFor("binary", metric).title);
  const plain = arms[0]!.last;
  const lines = arms.map(({ name, scores, effects, last }) => {
    const cells = metrics.map((metric) => told(scores[metric]!, effects?.[metric]));
    const end = told(last, effects === undefined ? undefined : effectOf(last, plain, testFraction));
    return `| ${[name, ...cells, ...(keeps === "best" ? [end] : [])].join(" | ")} |`;
  });
  const columns = [...titles, ...(keeps === "best" ? [`${titles[0]!}, last epoch`] : [])];
  return [`| | ${columns.join(" | ")} |`, `|---|${columns.map(() => "--:").join("|")}|`, ...lines].join("\n");
}
