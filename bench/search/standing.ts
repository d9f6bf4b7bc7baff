import { keyOf, randomOf } from "../../src/core/index.ts";

/** A contestant on one split: accuracy, or rmse; neither when it failed. */
export interface Line {
  readonly dataset: string;
  readonly split: number;
  /** Of the shuffle that the split is cut from; 0 when absent. */
  readonly seed?: number;
  readonly contestant: string;
  readonly accuracy?: number;
  readonly logLoss?: number;
  readonly rmse?: number;
  readonly cpu?: number;
  readonly failed?: string;
}

interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Contender {
  readonly contestant: string;
  /** Mean over the splits of each data set; NaN where it failed on one. */
  readonly scores: Readonly<Record<string, number>>;
  /** 1 is best; ties share; a failure is last. Mean over data sets of the means over splits. */
  readonly rank: Estimate;
  /** 1 for the best of a split, 0 for the worst: how far apart places are. */
  readonly normalized: Estimate;
  readonly cpu: number;
  readonly failures: number;
}

export interface Standing {
  readonly datasets: readonly {
    readonly name: string;
    readonly metric: "accuracy" | "rmse";
    readonly splits: number;
  }[];
  /** Best mean rank first. */
  readonly contenders: readonly Contender[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const lossOf = ({ accuracy, rmse }: Line): number =>
  accuracy === undefined ? (rmse ?? Number.POSITIVE_INFINITY) : -accuracy;

/** Places of losses: 1 is the least, equal ones share the mean of their places. */
export function ranksOf(losses: readonly number[]): number[] {
  return losses.map((loss) => {
    const below = losses.filter((other) => other < loss).length;
    const equal = losses.filter((other) => other === loss).length;
    return below + (equal + 1) / 2;
  });
}

/** 1 for the least loss, 0 for the greatest that is finite and for failures. */
export function normalizedOf(losses: readonly number[]): number[] {
  const finite = losses.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return losses.map((loss) => (Number.isFinite(loss) ? (high === low ? 1 : (high - loss) / (high - low)) : 0));
}

/** Only splits on which every contestant was tried; of several lines about one thing the last counts. */
function cellsOf(lines: readonly Line[]): Map<string, Map<string, Map<string, Line>>> {
  const contestants = new Set(lines.map(({ contestant }) => contestant));
  const cells = new Map<string, Map<string, Map<string, Line>>>();
  for (const line of lines) {
    const splits = cells.get(line.dataset) ?? new Map<string, Map<string, Line>>();
    const key = `${line.seed ?? 0} ${line.split}`;
    const split = splits.get(key) ?? new Map<string, Line>();
    cells.set(line.dataset, splits.set(key, split.set(line.contestant, line)));
  }
  for (const [dataset, splits] of cells) {
    for (const [split, tried] of splits) if (tried.size < contestants.size) splits.delete(split);
    if (splits.size === 0) cells.delete(dataset);
  }
  return cells;
}

const RESAMPLES = 2000;

/** Means with intervals; data sets are drawn, then splits of each. `table[dataset][split][contestant]`. */
function estimates(table: readonly (readonly (readonly number[])[])[], count: number): Estimate[] {
  const random = randomOf(keyOf(3));
  const of = (sets: typeof table, pick: (n: number, i: number) => number): number[] => {
    const means = sets.map((splits) => {
      const drawn = splits.map((_, i) => splits[pick(splits.length, i)]!);
      return Array.from({ length: count }, (_, c) => mean(drawn.map((row) => row[c]!)));
    });
    return Array.from({ length: count }, (_, c) => mean(means.map((row) => row[c]!)));
  };
  const draws = Array.from({ length: RESAMPLES }, () => {
    const sets = table.map(() => table[random.below(table.length)]!);
    return of(sets, (n) => random.below(n));
  });
  return of(table, (_, i) => i).map((value, c) => {
    const sorted = draws.map((draw) => draw[c]!).toSorted((a, b) => a - b);
    const at = (q: number): number => sorted[Math.round(q * (RESAMPLES - 1))]!;
    return { value, low: at(0.025), high: at(0.975) };
  });
}

export function standingOf(lines: readonly Line[]): Standing {
  const cells = cellsOf(lines);
  const contestants = [...new Set(lines.map(({ contestant }) => contestant))];
  const tried = [...cells.values()].map((splits) =>
    [...splits.values()].map((split) => contestants.map((name) => split.get(name)!)),
  );
  const losses = tried.map((splits) => splits.map((row) => row.map(lossOf)));
  const ranks = estimates(
    losses.map((splits) => splits.map(ranksOf)),
    contestants.length,
  );
  const normalized = estimates(
    losses.map((splits) => splits.map(normalizedOf)),
    contestants.length,
  );
  const own = (c: number): Line[] => tried.flatMap((splits) => splits.map((row) => row[c]!));
  const scoreOf = ({ accuracy, rmse }: Line): number => accuracy ?? rmse ?? Number.NaN;
  const contenders = contestants.map(
    (contestant, c): Contender => ({
      contestant,
      scores: Object.fromEntries(
        [...cells.keys()].map((name, d) => [name, mean(tried[d]!.map((row) => scoreOf(row[c]!)))]),
      ),
      ...{ rank: ranks[c]!, normalized: normalized[c]! },
      cpu: mean(own(c).flatMap(({ cpu }) => (cpu === undefined ? [] : [cpu]))),
      failures: own(c).filter((line) => !Number.isFinite(lossOf(line))).length,
    }),
  );
  return {
    datasets: [...cells.keys()].map((name, d) => ({
      ...{ name, splits: tried[d]!.length },
      metric: tried[d]![0]!.some(({ rmse }) => rmse !== undefined) ? "rmse" : "accuracy",
    })),
    contenders: contenders.toSorted((a, b) => a.rank.value - b.rank.value),
  };
}

const shown = ({ value, low, high }: Estimate): string => `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

/** As Markdown; the best of each data set is bold. */
export function printed({ datasets, contenders }: Standing): string {
  const cell = (dataset: Standing["datasets"][number], { scores }: Contender): string => {
    const score = scores[dataset.name]!;
    const all = contenders.map((other) => other.scores[dataset.name]!).filter(Number.isFinite);
    const best = dataset.metric === "rmse" ? Math.min(...all) : Math.max(...all);
    const text = Number.isNaN(score) ? "failed" : score >= 10 ? score.toFixed(0) : score.toFixed(3).replace(/^0/u, "");
    return score === best ? `**${text}**` : text;
  };
  const rows = contenders.map((its) => [
    ...[its.contestant, shown(its.rank), shown(its.normalized)],
    ...datasets.map((dataset) => cell(dataset, its)),
    its.cpu.toFixed(0),
  ]);
  const head = ["contestant", "rank", "normalized", ...datasets.map(({ name }) => name), "CPU s"];
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [head, rule, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
