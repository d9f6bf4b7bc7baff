import { RegularizeError } from "../../core/index.ts";
import { defineStopping, type Rule } from "./define.ts";
import { generalizationLoss } from "./gl.ts";

/** P_k = 1000 (mean / min − 1) of the training losses of a strip, in per mille: how much training still moves. */
export function trainingProgress(strip: readonly number[]): number {
  const least = Math.min(...strip);
  const above = strip.reduce((total, loss) => total + (loss - least), 0) / strip.length;
  return above === 0 ? 0 : (1000 * above) / Math.abs(least);
}

interface Memory {
  /** Training losses of the strip that is running. */
  readonly strip: readonly number[];
}

/** Stops at the first end of a strip of k epochs with GL / P_k > α: validation gets worse and training hardly moves. */
export const pq = defineStopping({
  name: "pq",
  doc: "Prechelt's PQ: stops when validation got worse more than training still progresses.",
  paper: "Prechelt 1998, doi:10.1007/3-540-49430-8_3",
  advice: {
    when: "As gl, where training may still make up for it.",
    typical: "strips of 5 epochs",
    pitfalls: ["It needs the training loss of each epoch."],
  },
  settings: {
    alpha: { default: 1, range: [0, 1e6], search: [0.5, 3, "log"], doc: "α, bound of GL / P_k." },
    stripEpochs: { default: 5, range: [1, 10_000], integer: true, doc: "k, epochs between two looks." },
  },
  main: "alpha",
  rule: ({ alpha, stripEpochs }): Rule<Memory> => ({
    init: () => ({ strip: [] }),
    observe: ({ strip: before }, seen) => {
      if (seen.trainLoss === undefined) throw noTrainLoss();
      const strip = [...before, seen.trainLoss];
      if (strip.length < stripEpochs) return { memory: { strip } };
      const [loss, progress] = [generalizationLoss(seen), trainingProgress(strip)];
      // Not divided: a training loss that stands still has no progress at all.
      if (!(loss > alpha * progress)) return { memory: { strip: [] } };
      const figures = `GL ${loss.toPrecision(3)} %, progress ${progress.toPrecision(3)} ‰`;
      return { memory: { strip: [] }, stop: `validation gets worse and training hardly moves (${figures})` };
    },
  }),
});

const noTrainLoss = (): RegularizeError =>
  new RegularizeError({
    code: "E311",
    where: "pq.trainLoss",
    message: "pq needs the training loss of each epoch",
    todo: "pass it with the score: observe(state, { epoch, score, better, trainLoss })",
  });
