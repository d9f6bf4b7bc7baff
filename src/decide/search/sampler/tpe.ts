import type { Assignment } from "../space/index.ts";
import { type Drawing, defineSampler, type Known } from "./define.ts";
import { drawHalton } from "./halton.ts";
import { mixtureOf } from "./parzen.ts";

/** How many of n finished trials count as good: min(⌈0.1 n⌉, 25). */
export const goodCount = (n: number): number => Math.min(Math.ceil(0.1 * n), 25);

/** The best of the scored trials, so many, in the order asked; the earlier of equals. A pruned trial ranks by what it is estimated at. */
function bestOf(trials: readonly Known[], count: number): ReadonlySet<number> {
  const best: number[] = [];
  for (const [i, { state, loss }] of trials.entries()) {
    if (state === "running" || !Number.isFinite(loss)) continue;
    if (best.length === count && !(loss < trials[best.at(-1)!]!.loss)) continue;
    const place = best.findIndex((other) => loss < trials[other]!.loss);
    best.splice(place < 0 ? best.length : place, 0, i);
    if (best.length > count) best.pop();
  }
  return new Set(best);
}

/** Good trials and the others, each in the order asked. Failed and running ones are others: they are lied to be bad. */
export function split(trials: readonly Known[]): { good: readonly Known[]; others: readonly Known[] } {
  let finished = 0;
  for (const { state } of trials) finished += Number(state !== "running");
  const chosen = bestOf(trials, goodCount(finished));
  const isGood = (_: Known, i: number): boolean => chosen.has(i);
  return { good: trials.filter(isGood), others: trials.filter((trial, i) => !isGood(trial, i)) };
}

/** The latest others that make their density: those before would hardly weigh, and cost as much. */
const LATEST = 250;

/** The candidate from the mixture of good trials where good : others is largest. */
function drawLikely({ space, trials, random, isNew }: Drawing, candidates: number): Assignment | undefined {
  const { good, others } = split(trials);
  if (good.length === 0) return undefined;
  const likely = mixtureOf(
    space,
    good.map(({ values }) => values),
  );
  const unlikely = mixtureOf(
    space,
    others.slice(-LATEST).map(({ values }) => values),
  );
  let best: { values: Assignment; ratio: number } | undefined;
  for (let i = 0, tried = 0; i < candidates && tried < 20 * candidates; tried++) {
    const values = likely.sample(random);
    if (!isNew(values)) continue;
    i++;
    const ratio = likely.logDensity(values) - unlikely.logDensity(values);
    if (best === undefined || ratio > best.ratio) best = { values, ratio };
  }
  return best?.values;
}

export const tpe = defineSampler({
  name: "tpe",
  doc: "Multivariate TPE: draws where good trials are dense and others are not; running trials count as bad ones.",
  paper: "Watanabe 2023, arXiv:2304.11127",
  aliases: ["tree-structured Parzen estimator", "Bayesian optimization"],
  advice: {
    when: "30 to some hundred trials over up to some dozen parameters, also gated ones.",
    typical: "10 start-ups, 24 candidates",
    cost: "about a millisecond a trial",
    pitfalls: ["Noise in the scores makes it chase luck: score over folds."],
  },
  settings: {
    startUps: {
      default: 10,
      range: [1, 1e4],
      integer: true,
      doc: "Finished trials before the first model; evenly spread.",
    },
    candidates: { default: 24, range: [1, 1e4], integer: true, doc: "Draws of which the best is taken." },
  },
  draw: (drawing, { startUps, candidates }) => {
    const finished = drawing.trials.filter(({ state }) => state !== "running").length;
    return finished < startUps ? drawHalton(drawing) : drawLikely(drawing, candidates);
  },
});
