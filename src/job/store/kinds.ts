/** Jobs that are made of trials, all of which are known before the first. */
export const TRIALS_KINDS = ["compare", "sweep", "learning-curve", "ablate"] as const;
export type TrialsKind = (typeof TRIALS_KINDS)[number];
