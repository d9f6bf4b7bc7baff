import type { MemberKind } from "../../catalog.ts";

/** Headings of the kinds of technique, in the order of lists and docs. */
export const KINDS: { readonly [kind in MemberKind]: string } = {
  practice: "Practices and settings",
  layer: "Layers",
  loss: "Losses",
  penalty: "Penalties",
  constraint: "Constraints",
  stopping: "Stopping",
  optimizer: "Optimizers",
  gradient: "Gradients",
  schedule: "Schedules",
  averaging: "Averages of weights",
  sharpness: "Sharpness-aware steps",
  metric: "Metrics",
};

export const kinds = Object.keys(KINDS) as MemberKind[];
