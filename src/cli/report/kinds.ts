import type { Member, MemberKind } from "../../catalog.ts";

/** Headings of the kinds of technique, in the order of lists and docs. */
export const KINDS: { readonly [kind in MemberKind]: string } = {
  practice: "Practices and settings",
  imageAugmentation: "Augmentations of images",
  textAugmentation: "Augmentations of text",
  tableAugmentation: "Augmentations of tables",
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
  sampler: "Samplers of searches",
  metric: "Metrics",
};

/** A kind in words: `image augmentation`. */
export const spoken = (kind: MemberKind): string => kind.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

/** The name alone where only one technique has it, else with its kind: `mixup (table augmentation)`. */
export function nameAmong({ name, kind }: Member, all: readonly Member[]): string {
  const isShared = all.some((other) => other.name === name && other.kind !== kind);
  return isShared ? `${name} (${spoken(kind)})` : name;
}

export const kinds = Object.keys(KINDS) as MemberKind[];
