import { gain } from "../../train/best.ts";
import { type Effect, pairedEffect } from "../statistics/index.ts";
import { adjustedWithin, ALPHA, enoughRepeats, judged, PARTS_SHARE, told, worth } from "./judge.ts";
import type { Judging, PartKind, PartLine, WithoutPart } from "./types.ts";

/**
 * What each regularizer of a recipe brings: the score with it minus the score without it on the same splits and seeds, by the corrected
 * resampled t with Holm's correction over all of them. `signal` false: no score beats guessing, and nothing is claimed.
 */
export function judgeParts(
  full: readonly number[],
  parts: readonly WithoutPart[],
  judging: Judging,
  { signal = true }: { readonly signal?: boolean } = {},
): PartLine[] {
  const effects = parts.map((part) => effectOf(full, part, judging));
  const share = parts.length > 1 ? PARTS_SHARE : 1;
  const adjusted = adjustedWithin(
    effects.map((effect) => effect?.p ?? Number.NaN),
    share,
  );
  const tests = effects.filter((effect) => effect !== undefined).length;
  return parts.map((part, i) => {
    const effect = effects[i];
    if (effect === undefined) return unmeasured(part);
    const kind = kindOf(effect, adjusted[i]!, { judging, signal });
    const enough = kind === "cannotTell" && signal ? enoughRepeats(effect, judging, tests) : undefined;
    const line = { name: part.name, kind, effect: judged(effect, adjusted[i]!) };
    const timed = part.seconds === undefined ? line : { ...line, seconds: part.seconds };
    const sentence = `${part.name} ${told(effect, judging)}: ${adviceFor(kind, effect, { enough, signal, judging })}`;
    return { ...timed, ...(enough === undefined ? {} : { enough }), sentence };
  });
}

function effectOf(full: readonly number[], { scores, failed, idle }: WithoutPart, judging: Judging) {
  if (failed !== undefined || idle !== undefined) return undefined;
  const differences = full.map((score, i) => score - (scores[i] ?? Number.NaN));
  return pairedEffect(differences, judging);
}

function unmeasured({ name, failed, idle }: WithoutPart): PartLine {
  return idle === undefined
    ? { name, kind: "needed", sentence: `${name}: without it training fails (${failed}): keep` }
    : { name, kind: "idle", sentence: `${name}: ${idle}: drop it` };
}

/** Repeats that a judgement needs: with one degree of freedom an interval is as long or as short as chance will have it. */
export const FEWEST = 3;

interface Case {
  readonly judging: Judging;
  readonly signal: boolean;
}

function kindOf(effect: Effect, adjusted: number, { judging, signal }: Case): PartKind {
  if (!signal || effect.n < FEWEST) return "cannotTell";
  const isGain = gain(judging.metric.better, effect.mean, 0) > 0;
  if (adjusted <= ALPHA) return isGain ? "helps" : "hurts";
  return worth(effect, judging).most <= judging.margin ? "negligible" : "cannotTell";
}

function adviceFor(
  kind: PartKind,
  effect: Effect,
  { enough, signal, judging }: Case & { readonly enough: number | undefined },
): string {
  const { n, note } = effect;
  if (kind === "helps") return "keep";
  if (kind === "hurts") return "hurts, drop it";
  if (kind === "negligible") return `no effect that ${n} repeats can show, drop it`;
  if (!signal) return "can't tell without a signal";
  if (note !== undefined) return note;
  const { least, most } = worth(effect, judging);
  const likely = least > 0 ? "probably helps, " : most < 0 ? "probably hurts, " : "";
  const more = enough === undefined ? "no number of repeats of these rows would" : `about ${enough} repeats would`;
  return `${likely}${likely === "" ? "can't tell" : "not beyond doubt"}: ${more}`;
}
