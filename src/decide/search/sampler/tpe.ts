import type { Assignment } from "../space/index.ts";
import { type Drawing, defineSampler, type Known } from "./define.ts";
import { drawHalton } from "./halton.ts";
import { mixtureOf } from "./parzen.ts";

/** How many of n finished trials count as good: min(⌈0.1 n⌉, 25). */
export const goodCount = (n: number): number => Math.min(Math.ceil(0.1 * n), 25);

/** The best of the scored trials, so many, in the order asked; the earlier of equals. A pruned trial ranks by what it is estimated at. */
function bestOf(trials: readonly Known[], count: number): ReadonlySet<number> {
  const best: number[] = [];
  let worst = Number.POSITIVE_INFINITY;
  for (let i = 0; i < trials.length; i++) {
    const { state, loss } = trials[i]!;
    if (state === "running" || !Number.isFinite(loss) || (best.length === count && !(loss < worst))) continue;
    const place = best.findIndex((other) => loss < trials[other]!.loss);
    best.splice(place < 0 ? best.length : place, 0, i);
    if (best.length > count) best.pop();
    worst = trials[best.at(-1)!]!.loss;
  }
  return new Set(best);
}

/**
 * Good trials and the `latest` of the others, each in the order asked. Failed and running ones are others: they are lied to be bad. A long
 * study asks this of all its trials for each new one: it copies none but those it gives.
 */
export function split(
  trials: readonly Known[],
  latest = Number.POSITIVE_INFINITY,
): { good: readonly Known[]; others: readonly Known[] } {
  let finished = 0;
  for (let i = 0; i < trials.length; i++) if (trials[i]!.state !== "running") finished++;
  const chosen = bestOf(trials, goodCount(finished));
  const others: Known[] = [];
  for (let i = trials.length - 1; i >= 0 && others.length < latest; i--) if (!chosen.has(i)) others.push(trials[i]!);
  return { good: [...chosen].toSorted((a, b) => a - b).map((i) => trials[i]!), others: others.reverse() };
}

/** The latest others that make their density: those before would hardly weigh, and cost as much. */
const LATEST = 250;

/** The candidate from the mixture of good trials where good : others is largest. */
function drawLikely({ space, trials, random, isNew }: Drawing, candidates: number): Assignment | undefined {
  const { good, others } = split(trials, LATEST);
  if (good.length === 0) return undefined;
  const likely = mixtureOf(
    space,
    good.map(({ values }) => values),
  );
  const unlikely = mixtureOf(
    space,
    others.map(({ values }) => values),
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
    let finished = 0;
    for (let i = 0; i < drawing.trials.length && finished < startUps; i++)
      if (drawing.trials[i]!.state !== "running") finished++;
    return finished < startUps ? drawHalton(drawing) : drawLikely(drawing, candidates);
  },
});
