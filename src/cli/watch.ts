import type { FitEpochEvent, TrialEvent } from "../job/types.ts";
import { formatPlain } from "./text/numbers.ts";
import { sparkline, stretched } from "./text/sparkline.ts";
import { clean, padEnd, truncate } from "./text/width.ts";

/** Columns of a curve. */
const CURVE = 32;
const NAME = 28;

/** Which scores are better: what the notice of the task says after the metric's name. */
export const betterIn = (notice: string): "higher" | "lower" | undefined => {
  const arrow = /metric [^↑↓]*([↑↓])/u.exec(notice)?.[1];
  return arrow === undefined ? undefined : arrow === "↑" ? "higher" : "lower";
};

/** What a person who looks on wants to know of trials, line by line. */
export interface TrialWatch {
  add(event: TrialEvent, better: "higher" | "lower" | undefined): string[];
}

interface Tally {
  sum: number;
  count: number;
}

/** Counts trials, and keeps the best mean score so far of those with as many repeats as any. */
export function watchTrials(workers: number): TrialWatch {
  const tallies = new Map<string, Tally>();
  const course: number[] = [];
  let failed = 0;
  return {
    add: ({ done, total, recipe, status, validation }, better) => {
      if (status === "failed" || validation === undefined) failed++;
      else {
        const tally = tallies.get(recipe) ?? { sum: 0, count: 0 };
        tallies.set(recipe, { sum: tally.sum + validation, count: tally.count + 1 });
      }
      const running = Math.min(workers, total - done);
      const counts = [`${done - failed} done`, `${running} running`, ...(failed > 0 ? [`${failed} failed`] : [])];
      const best = better === undefined ? undefined : bestOf(tallies, better);
      if (best !== undefined) course.push(best.mean);
      const line =
        best === undefined
          ? []
          : [`   best    ${padEnd(formatPlain(best.mean), 8)} ${curve(course)}  ${truncate(clean(best.name), NAME)}`];
      return [`   trials  ${counts.join(" · ")}`, ...line];
    },
  };
}

function bestOf(
  tallies: ReadonlyMap<string, Tally>,
  better: "higher" | "lower",
): { name: string; mean: number } | undefined {
  const most = Math.max(...[...tallies.values()].map(({ count }) => count));
  const whole = [...tallies].filter(([, { count }]) => count === most);
  const means = whole.map(([name, { sum, count }]) => ({ name, mean: sum / count }));
  const sign = better === "higher" ? 1 : -1;
  return means.length === 0 ? undefined : means.reduce((a, b) => (sign * (b.mean - a.mean) > 0 ? b : a));
}

/** What a person who looks on wants to know of one training. */
export interface EpochWatch {
  add(event: FitEpochEvent, better: "higher" | "lower" | undefined): string[];
}

export function watchEpochs(): EpochWatch {
  const train: number[] = [];
  const validation: number[] = [];
  return {
    add: (event, better) => {
      train.push(event.train);
      validation.push(event.validation);
      const at = better === undefined ? -1 : bestAt(validation, better);
      const best =
        at < 0 ? "" : `  best ${formatPlain(validation[at]!)} at epoch ${event.epoch - (validation.length - 1 - at)}`;
      // Both on one scale: a gap is to be seen.
      const both = shared(train, validation);
      return [
        `   train       ${padEnd(formatPlain(event.train), 8)} ${both.first}`,
        `   validation  ${padEnd(formatPlain(event.validation), 8)} ${both.second}${best}`,
      ];
    },
  };
}

function bestAt(values: readonly number[], better: "higher" | "lower"): number {
  const sign = better === "higher" ? 1 : -1;
  return values.reduce(
    (best, value, i) => (Number.isFinite(value) && (best < 0 || sign * (value - values[best]!) > 0) ? i : best),
    -1,
  );
}

const curve = (values: readonly number[]): string => sparkline(stretched(values, CURVE));

/** Two curves by the same lowest and highest number. */
function shared(first: readonly number[], second: readonly number[]): { first: string; second: string } {
  const [a, b] = [stretched(first, CURVE), stretched(second, CURVE)];
  const both = sparkline([...a, ...b]);
  return { first: both.slice(0, a.length), second: both.slice(a.length) };
}
