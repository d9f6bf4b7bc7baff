import { listed, show } from "../wording.ts";
import type { PartKind, PartLine, Verified } from "./types.ts";

export interface ReceiptWords {
  /** Of the recipe. */
  readonly name: string;
  readonly repeats: number;
  /** Whether any score beats guessing. */
  readonly signal: boolean;
  readonly baseline: { readonly score: number; readonly title: string };
  /** What the pruned recipe lacks. */
  readonly dropped: readonly string[];
  readonly verified?: Verified;
}

/** A receipt in one sentence: what to keep, what to drop, what cannot be told, and which recipe to use. */
export function receiptSentence(parts: readonly PartLine[], words: ReceiptWords): string {
  const { name, repeats, signal, baseline, dropped, verified } = words;
  if (parts.length === 0) return `${name} has no regularizer that could be left out`;
  if (!signal)
    return `no signal: validation never beats guessing (${show(baseline.score)} ${baseline.title}) by 2 SE, so no regularizer can show an effect`;
  const of = (...kinds: readonly PartKind[]): string[] =>
    parts.filter(({ kind }) => kinds.includes(kind)).map((part) => part.name);
  const said = [
    ...phrase("keep", of("helps", "needed")),
    ...phrase("drop", dropped),
    ...phrase(`can't tell with ${repeats} repeats:`, of("cannotTell")),
  ];
  return `${said.join("; ")}. ${useOf(words, verified)}`;
}

const phrase = (verb: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${verb} ${listed(names)}`];

function useOf({ name, dropped }: ReceiptWords, verified: Verified | undefined): string {
  if (dropped.length === 0) return `${name} stays as it is`;
  if (verified === undefined) return `Not verified on fresh repeats: ${name} stays as it is`;
  return verified.holds
    ? `Without what is dropped ${name} is ${verified.sentence}`
    : `Together that is ${verified.sentence}: ${name} stays as it is`;
}
