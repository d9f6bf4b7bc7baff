import type { ImageAugmentation } from "./define.ts";
import { type Draws, factsOfAll, grouped, type Members, planAll, resizeAll, sampleAll } from "./group.ts";

const definition = {
  name: "compose",
  doc: "Augmentations one after the other, resampling once.",
  settings: {},
} as const;

function make(...members: Members): ImageAugmentation<Draws> {
  return grouped({
    name: "compose",
    settings: {},
    facts: factsOfAll(members),
    sample: (key, size) => sampleAll(members, key, size),
    plan: (picture, draws) => planAll(members, picture, draws),
    resized: (size, draws) => resizeAll(members, size, draws),
  });
}

/**
 * One after the other. Neighbouring geometric steps become one matrix and neighbouring linear colours another, so an
 * image is resampled once where nothing between them has to see pixels: put geometry first.
 */
export const compose = Object.assign(make, { definition });
