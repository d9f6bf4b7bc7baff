import type { NumberSetting } from "../../core/index.ts";

/** The setting that the operations of EDA share. */
export const ALPHA = {
  default: 0.1,
  range: [0, 1],
  search: [0.05, 0.3, "linear"],
  doc: "Fraction of the words that is touched, at least one word.",
} as const satisfies NumberSetting;

export const EDA_PAPER = "Wei & Zou 2019, arXiv:1901.11196";
