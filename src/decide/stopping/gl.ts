import { gain } from "../../train/best.ts";
import { defineStopping, type Rule, type Seen } from "./define.ts";

/** GL = 100 (E / E_opt − 1) in percent, E the validation error and E_opt its least so far: 100 × loss against the best / |best|. */
export function generalizationLoss({ score, better, best }: Pick<Seen, "score" | "better" | "best">): number {
  const lost = -gain(better, score, best.score);
  return lost === 0 ? 0 : (100 * lost) / Math.abs(best.score);
}

/** Stops after the first epoch with GL > α: validation is α percent worse than at its best. */
export const gl = defineStopping({
  name: "gl",
  doc: "Prechelt's GL: stops when validation is α percent worse than at its best.",
  paper: "Prechelt 1998, doi:10.1007/3-540-49430-8_3",
  aliases: ["generalization loss"],
  advice: {
    when: "A stop by how much validation got worse, not by how long.",
    typical: "α 5",
  },
  settings: {
    alpha: { default: 5, range: [0, 1e6], search: [1, 10, "log"], doc: "α, in percent of the best score." },
  },
  main: "alpha",
  rule: ({ alpha }): Rule<null> => ({
    init: () => null,
    observe: (memory, seen) => {
      const loss = generalizationLoss(seen);
      return {
        memory,
        stop: loss > alpha ? `validation is ${loss.toPrecision(3)} % worse than at its best` : undefined,
      };
    },
  }),
});
