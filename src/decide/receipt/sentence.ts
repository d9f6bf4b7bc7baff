import { listed, show } from "../wording.ts";
import { lastThatHolds } from "./prune.ts";
import type { PartKind, PartLine, PruningStep } from "./types.ts";

export interface ReceiptWords {
  /** Of the recipe. */
  readonly name: string;
  readonly repeats: number;
  /** Whether any score beats guessing. */
  readonly signal: boolean;
  readonly baseline: { readonly score: number; readonly title: string };
  /** Prunings in the order in which they were tested. */
  readonly steps: readonly PruningStep[];
}

/** A receipt in one sentence: what to keep, what to drop, what cannot be told. */
export function receiptSentence(parts: readonly PartLine[], words: ReceiptWords): string {
  const { name, repeats, signal, baseline, steps } = words;
  if (parts.length === 0) return `${name} has no regularizer that could be left out`;
  if (!signal)
    return `no signal: validation never beats guessing (${show(baseline.score)} ${baseline.title}) by 2 SE, so no regularizer can show an effect`;
  const of = (...kinds: readonly PartKind[]): string[] =>
    parts.filter(({ kind }) => kinds.includes(kind)).map((part) => part.name);
  const best = lastThatHolds(steps);
  return [
    ...phrase("keep", of("helps", "needed")),
    ...phrase("drop", [...of("idle"), ...(best?.dropped ?? [])], best?.verified?.sentence),
    ...heldBack(steps, best),
    ...phrase(`can't tell with ${repeats === 1 ? "one repeat" : `${repeats} repeats`}:`, of("cannotTell")),
  ].join("; ");
}

function phrase(verb: string, names: readonly string[], why?: string): string[] {
  return names.length === 0 ? [] : [`${verb} ${listed(names)}${why === undefined ? "" : `: ${why}`}`];
}

/** What may go by itself, and stays: without all of it the recipe was not shown to be as good. */
function heldBack(steps: readonly PruningStep[], best: PruningStep | undefined): string[] {
  const last = steps.at(-1);
  if (last === undefined || last === best) return [];
  const failed = steps[best === undefined ? 0 : steps.indexOf(best) + 1]!;
  const names = last.dropped.filter((name) => best?.dropped.includes(name) !== true);
  const why = failed.verified === undefined ? "not verified on fresh repeats" : failed.verified.sentence;
  const also = best === undefined ? "" : "also ";
  return [
    `no effect shown of ${listed(names)} alone, but ${also}without ${names.length === 1 ? "it" : "them"} ${why}: ${names.length === 1 ? "it stays" : "they stay"}`,
  ];
}
