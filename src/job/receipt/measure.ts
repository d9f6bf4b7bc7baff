import type { Judging, WithoutPart } from "../../decide/receipt/index.ts";
import { meanAndError } from "../../decide/statistics/index.ts";
import { gain } from "../../train/best.ts";
import type { Bench } from "./bench.ts";
import { failureOf, scoresOf, type Staged } from "./stage.ts";

/** An effect of at most this share of the lead over guessing is not worth having. */
const NEGLIGIBLE = 0.05;
/** Standard errors by which a score must beat guessing to be a signal. */
const SIGNAL_ERRORS = 2;

/** What was measured of each part, those that can do nothing among them. */
export function measuredOf({ parts, work }: Bench, { outcomes, finished, seconds }: Staged): WithoutPart[] {
  const whole = seconds.get(work.recipe.name) ?? Number.NaN;
  return parts.map(({ name, without, idle }) => {
    if (idle !== undefined) return { name, scores: [], idle };
    const outcome = outcomes.find((one) => one.name === without.name)!;
    const cost = whole - (seconds.get(without.name) ?? Number.NaN);
    const timed = Number.isFinite(cost) ? { seconds: cost } : {};
    return { name, scores: scoresOf(outcome, finished), ...timed, ...failureOf(outcome) };
  });
}

/** How to judge, and whether there is anything to judge by. */
interface Judged {
  readonly judging: Judging;
  readonly signal: boolean;
}

/** The margin follows from the best lead over guessing of any variant; without one there is no signal. */
export function judgingOf({ work, testFraction, baseline }: Bench, { outcomes, finished }: Staged): Judged {
  const { title, better } = work.metric;
  const leads = outcomes
    .filter(({ error }) => error === undefined)
    .map((outcome) => {
      const { mean, se } = meanAndError(scoresOf(outcome, finished), { testFraction });
      return { lead: gain(better, mean, baseline), se: Number.isFinite(se) ? se : 0 };
    });
  const lead = Math.max(0, ...leads.map((of) => of.lead));
  const judging: Judging = { metric: { title, better }, testFraction, margin: (work.margin ?? NEGLIGIBLE) * lead };
  const signal = !Number.isFinite(baseline) || leads.some((of) => of.lead > SIGNAL_ERRORS * of.se);
  return { judging, signal };
}
