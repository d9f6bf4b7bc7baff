import type { ImageAugmentation } from "./define.ts";
import { type Draws, factsOfAll, grouped, type Members, partsOf, planAll, resizeAll, sampleAll } from "./group.ts";

const definition = {
  name: "compose",
  doc: "Augmentations one after the other, resampling once.",
  use: "library: `augment.image.compose(a, b)`; in a recipe the list `augment: [a, b]` is one",
  advice: {
    when: "More than one augmentation, one after the other.",
    typical: "flip, rotation or affine, crop; then colour; then noise or erasing",
    pitfalls: ["A step that must see pixels, such as a blur, between two geometric ones makes them resample twice."],
  },
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
    parts: (draws) => partsOf(members, draws),
  });
}

/**
 * One after the other. Neighbouring geometric steps become one matrix and neighbouring linear colours another, so an
 * image is resampled once where nothing between them has to see pixels: put geometry first.
 *
 * @example
 * const augment = compose(randomHorizontalFlip(), randomRotation(15), randomResizedCrop(224), normalize());
 * const image = fromBytes(new Uint8Array(3 * 300 * 400), { channels: 3, height: 300, width: 400 });
 * augment.apply(image, augment.sample(keyOf(1), image));
 */
export const compose = Object.assign(make, { definition });
