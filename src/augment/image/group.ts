import { fold, type Key } from "../../core/index.ts";
import type { AugmentationFacts } from "../define.ts";
import type { ImageAugmentation, Part } from "./define.ts";
import type { Image, Size } from "./image.ts";
import { type Picture, planned } from "./picture.ts";

export type Members = readonly ImageAugmentation[];

/** Draws of several augmentations, in their order. */
export type Draws = readonly unknown[];

type Group<Drawn> = Omit<ImageAugmentation<Drawn>, "apply" | "parts"> &
  Required<Pick<ImageAugmentation<Drawn>, "parts">>;

/** An augmentation of a plan over others. */
export const grouped = <Drawn>(group: Group<Drawn>): ImageAugmentation<Drawn> => ({
  ...group,
  apply: (image: Image, drawn: Drawn) => planned(image, (picture) => group.plan(picture, drawn)),
});

/** Each draws from the size that the one before it leaves. */
export function sampleAll(members: Members, key: Key, size: Size): Draws {
  const draws: unknown[] = [];
  let at = size;
  for (const [i, member] of members.entries()) {
    const drawn = member.sample(fold(key, i, member.name), at);
    draws.push(drawn);
    at = member.resized(at, drawn);
  }
  return draws;
}

export const planAll = (members: Members, picture: Picture, draws: Draws): Picture =>
  members.reduce((p, member, i) => member.plan(p, draws[i]), picture);

export const resizeAll = (members: Members, size: Size, draws: Draws): Size =>
  members.reduce((s, member, i) => member.resized(s, draws[i]), size);

export const partsOf = (members: Members, draws: Draws): readonly Part[] =>
  members.map((augmentation, i) => ({ augmentation, drawn: draws[i] }));

export const factsOfAll = (members: Members): AugmentationFacts =>
  members.every((member) => member.facts.deterministic === true) ? { deterministic: true } : {};
