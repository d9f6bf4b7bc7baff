import { judgePairs, judgeParts, type Judging } from "../../src/decide/receipt/index.ts";
import type { Outcome } from "../../src/job/summarize.ts";

/** What a receipt claims: parts that help or hurt, pairs that act on each other. */
export interface ReceiptClaims {
  readonly helps: readonly string[];
  readonly hurts: readonly string[];
  readonly adjusted: readonly number[];
  readonly p: readonly number[];
}

const AND = " and ";

/**
 * The receipt of a recipe: the first outcome is of the whole of it, the others are named by what was left out, `A` or
 * `A and B`. A signal is taken for granted: without one a receipt claims nothing.
 */
export function receiptClaims(
  outcomes: readonly Outcome[],
  repeats: readonly number[],
  judging: Judging,
): ReceiptClaims {
  const scoresOf = ({ trials }: Outcome): number[] => repeats.map((repeat) => trials.get(repeat)!.validation);
  const [whole, ...others] = outcomes as [Outcome, ...Outcome[]];
  const without = others.map((outcome) => ({ name: outcome.name, scores: scoresOf(outcome) }));
  const parts = without.filter(({ name }) => !name.includes(AND));
  const pairs = without.flatMap(({ name, scores }) => {
    const [a, b] = name.split(AND);
    return b === undefined ? [] : [{ pair: [a!, b] as const, scores }];
  });
  const lines = judgeParts(scoresOf(whole), parts, judging);
  const joint = judgePairs(scoresOf(whole), parts, pairs, judging);
  const effects = [...lines.map(({ effect }) => effect), ...joint.map(({ interaction }) => interaction)];
  const named = (kind: string): string[] => lines.filter((line) => line.kind === kind).map(({ name }) => name);
  return {
    helps: [...named("helps"), ...joint.filter(({ kind }) => kind !== "none").map(({ pair }) => pair.join(AND))],
    hurts: named("hurts"),
    adjusted: effects.map((effect) => effect?.adjusted ?? Number.NaN),
    p: effects.map((effect) => effect?.p ?? Number.NaN),
  };
}
