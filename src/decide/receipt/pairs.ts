import { gain } from "../../train/best.ts";
import { type Effect, pairedEffect } from "../statistics/index.ts";
import { adjustedWithin, ALPHA, judged, PARTS_SHARE, told } from "./judge.ts";
import type { Judging, PairKind, PairLine, PartLine, WithoutPair, WithoutPart } from "./types.ts";

/** What may go when the rest stays. */
export const mayGo = ({ kind }: PartLine): boolean => kind === "negligible" || kind === "hurts";

export interface PairChoice {
  readonly pairs: readonly (readonly [a: string, b: string])[];
  /** How many there were to choose from. */
  readonly candidates: number;
}

/**
 * The pairs that matter: those of which both may go by themselves, for leaving both out may cost what leaving one out does not; and those
 * that are known to act on each other. At most `most`, in an order that no score has a say in: known ones first, then as the recipe has them.
 */
export function pairsThatMatter(
  parts: readonly PartLine[],
  isKnown: (a: string, b: string) => boolean,
  most: number,
): PairChoice {
  const measured = parts.filter(({ effect }) => effect !== undefined);
  const all = measured.flatMap((a, i) => measured.slice(i + 1).map((b) => [a, b] as const));
  const known = all.filter(([a, b]) => isKnown(a.name, b.name));
  const others = all.filter((pair) => !known.includes(pair) && pair.every(mayGo));
  const pairs = [...known, ...others].slice(0, most).map(([a, b]) => [a.name, b.name] as const);
  return { pairs, candidates: all.length };
}

/** The interaction of each pair by the same test, Holm's correction over the pairs with what the parts leave of the 5 %. */
export function judgePairs(
  full: readonly number[],
  parts: readonly WithoutPart[],
  pairs: readonly WithoutPair[],
  judging: Judging,
): PairLine[] {
  const scoresOf = (name: string): readonly number[] => parts.find((part) => part.name === name)?.scores ?? [];
  const interactions = pairs.map(({ pair: [a, b], scores, failed }) => {
    if (failed !== undefined) return undefined;
    const [withoutA, withoutB] = [scoresOf(a), scoresOf(b)];
    const at = (list: readonly number[], i: number): number => list[i] ?? Number.NaN;
    const differences = full.map((score, i) => score - at(withoutA, i) - at(withoutB, i) + at(scores, i));
    return pairedEffect(differences, judging);
  });
  const adjusted = adjustedWithin(
    interactions.map((effect) => effect?.p ?? Number.NaN),
    1 - PARTS_SHARE,
  );
  return pairs.map((measured, i) => {
    const interaction = interactions[i];
    if (interaction === undefined) return withoutBoth(measured);
    const differences = full.map((score, r) => score - (measured.scores[r] ?? Number.NaN));
    const together = pairedEffect(differences, judging);
    return lineOf(measured.pair, { interaction, together, adjusted: adjusted[i]! }, judging);
  });
}

const withoutBoth = ({ pair, failed }: WithoutPair): PairLine => ({
  ...{ pair, kind: "needed", keepsOne: true },
  sentence: `${pair.join(" and ")}: without both training fails (${failed}): keep one`,
});

interface Found {
  readonly interaction: Effect;
  readonly together: Effect;
  readonly adjusted: number;
}

function lineOf(pair: PairLine["pair"], { interaction, together, adjusted }: Found, judging: Judging): PairLine {
  const { better } = judging.metric;
  const [extra, both] = [gain(better, interaction.mean, 0), gain(better, together.mean, 0)];
  // The two alone are worth extra + both: about nothing where either does the other's work, less than nothing where each harms.
  const shown: PairKind = extra > 0 ? "partners" : both > -extra / 2 ? "substitutes" : "rivals";
  const kind = adjusted <= ALPHA ? shown : "none";
  const { mean, se, low, high, p } = together;
  const keepsOne = both > judging.margin;
  const words = WORDS[kind](`no interaction that ${interaction.n} repeats can show`);
  const joint = `together ${told(together, judging)}, interaction ${told(interaction, judging)}`;
  return {
    ...{ pair, kind, keepsOne, interaction: judged(interaction, adjusted), together: { mean, se, low, high, p } },
    sentence: `${pair.join(" and ")} ${joint}: ${words}${keepsOne && kind === "none" ? ", yet not both are dropped" : ""}`,
  };
}

const WORDS: Readonly<Record<PairKind, (none: string) => string>> = {
  substitutes: () => "either does the other's work, keep one",
  partners: () => "each is worth more with the other",
  rivals: () => "in each other's way, drop one",
  none: (none) => none,
  needed: (none) => none,
};
