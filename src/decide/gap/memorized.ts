import type { LabelEvidence, SaidOfClasses, Suspect } from "./suspects.ts";
import { likeliest } from "./suspects.ts";

/** Probability from which a label counts as known by heart. */
const SURE = 0.8;

/**
 * Training rows that may be known by heart: right at the kept weights with probability 0.8 or more, although over training another
 * class was preferred on average (an area under the margin below 0: what the other rows teach speaks against the label). A cheap
 * stand-in for Feldman & Zhang 2020 (arXiv:2008.03703), P(right | learned from) − P(right | left out), which takes many trainings.
 */
export function lateLearned({ train, story }: LabelEvidence<SaidOfClasses>): Suspect[] {
  const found: Suspect[] = [];
  for (let row = 0; row < train.targets.length; row++) {
    const label = train.targets[row]!;
    const confidence = train.probabilities[row * train.classes + label]!;
    if (confidence < SURE || likeliest(train, row) !== label) continue;
    const of = story(row);
    if (of.seen > 0 && of.margin < 0)
      found.push({ ...of, row, label, suggested: likeliest(train, row, label), confidence });
  }
  return found.sort((a, b) => a.margin - b.margin);
}

/** Of these, rows whose neighbours mostly have other labels. `agreement` is the share of a row's neighbours that have its label. */
export const memorized = (late: readonly Suspect[], agreement: (row: number) => number): Suspect[] =>
  late.filter(({ row }) => agreement(row) < 0.5);
