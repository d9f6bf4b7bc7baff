import { type Given, randomOf, resolveGiven } from "../../core/index.ts";
import type { ImageAugmentation } from "./define.ts";
import { chance } from "./draw.ts";
import { type Draws, grouped, type Members, partsOf, planAll, resizeAll, sampleAll } from "./group.ts";

interface Decision {
  readonly applied: boolean;
  readonly draws: Draws;
}

const settings = { p: chance(0.5) };
const definition = {
  name: "randomApply",
  doc: "Augmentations that happen together with probability p.",
  use: "library: `augment.image.randomApply([a, b], 0.5)`",
  advice: {
    when: "Augmentations without a p of their own, or some that belong together.",
    typical: "0.8 for colorJitter, 0.5 for gaussianBlur in self-supervised learning",
  },
  settings,
};

function make(members: Members, given?: Given<typeof settings>): ImageAugmentation<Decision> {
  const { p } = resolveGiven("randomApply", settings, "p", given);
  return grouped<Decision>({
    name: "randomApply",
    settings: { p },
    facts: {},
    sample: (key, size) =>
      randomOf(key).uniform() < p
        ? { applied: true, draws: sampleAll(members, key, size) }
        : { applied: false, draws: [] },
    plan: (picture, { applied, draws }) => (applied ? planAll(members, picture, draws) : picture),
    resized: (size, { applied, draws }) => (applied ? resizeAll(members, size, draws) : size),
    parts: ({ applied, draws }) => (applied ? partsOf(members, draws) : []),
  });
}

/** All of the members with probability p, otherwise none. */
export const randomApply = Object.assign(make, { definition });
