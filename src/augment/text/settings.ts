import type { NumberSetting } from "../../core/index.ts";

/** The setting that the operations of EDA share. */
export const ALPHA = {
  default: 0.1,
  range: [0, 1],
  search: [0.05, 0.3, "linear"],
  doc: "Fraction of the words that is touched, at least one word.",
} as const satisfies NumberSetting;

/** Of an audit, from weak to strong. */
export const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.5] as const;

export const EDA_PAPER = "Wei & Zou 2019, arXiv:1901.11196";
