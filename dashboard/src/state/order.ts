import type { Better } from "../../../src/train/best.ts";
import type { TrialRow } from "../../../src/serve/types.ts";

/** 1 where higher scores are better, −1 where lower ones are. */
export const signOf = (better: Better | undefined): 1 | -1 => (better === "lower" ? -1 : 1);

type Scored = Pick<TrialRow, "validation">;

/** Sorts rows that were scored, the best first. */
export const bestFirst =
  (better: Better | undefined) =>
  (a: Scored, b: Scored): number =>
    signOf(better) * (b.validation! - a.validation!);
