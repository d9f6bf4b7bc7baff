import { type Described, type Given, type Key, resolveGiven, type Schema, type ValuesOf } from "../../core/index.ts";
import { type Augmentation, type AugmentationFacts, type AugmentationFactory, defineAugmentation } from "../define.ts";
import type { Aspect } from "../aspect.ts";
import type { Image, Size } from "./image.ts";
import { type Picture, planned } from "./picture.ts";

/** An augmentation within another, and its share of the draw. */
export interface Part {
  readonly augmentation: ImageAugmentation;
  readonly drawn: unknown;
}

/** An augmentation of one image. It draws from the size alone, so it can be drawn before the image is read. */
export interface ImageAugmentation<Drawn = unknown> extends Augmentation<Image, Image, Drawn, Size> {
  /** `apply` without its last step: what is to be done is added to what is pending, so that a composition resamples once. */
  plan(picture: Picture, drawn: Drawn): Picture;
  /** The size that comes out. */
  resized(size: Size, drawn: Drawn): Size;
  /** What a group does at this draw, in order; absent where there is nothing within. */
  parts?(drawn: Drawn): readonly Part[];
}

export interface ImageDefinition<S extends Schema, Drawn> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  readonly facts?: AugmentationFacts;
  readonly audit?: readonly Aspect<NoInfer<S>>[];
  readonly sample: (key: Key, size: Size, settings: ValuesOf<S>) => Drawn;
  readonly plan: (picture: Picture, drawn: Drawn, settings: ValuesOf<S>) => Picture;
  /** The size stays when absent. */
  readonly resized?: (size: Size, drawn: Drawn, settings: ValuesOf<S>) => Size;
}

export interface ImageFactory<S extends Schema = Schema, Drawn = unknown> {
  (given?: Given<S>): ImageAugmentation<Drawn>;
  readonly definition: AugmentationFactory<S, Size, Drawn, Image, Image>["definition"];
}

/** Makes an image augmentation of one definition. Settings are checked when it is made. */
export function defineImage<const S extends Schema, Drawn>(
  definition: ImageDefinition<S, Drawn>,
): ImageFactory<S, Drawn> {
  const { plan, resized = (size) => size, ...rest } = definition;
  const factory = defineAugmentation<S, Size, Drawn, Image, Image>({
    ...rest,
    apply: (image, drawn, settings) => planned(image, (picture) => plan(picture, drawn, settings)),
  });
  const make = (given?: Given<S>): ImageAugmentation<Drawn> => {
    const settings = resolveGiven(definition.name, definition.settings, definition.main, given);
    return {
      ...factory(given),
      plan: (picture, drawn) => plan(picture, drawn, settings),
      resized: (size, drawn) => resized(size, drawn, settings),
    };
  };
  return Object.assign(make, { definition: factory.definition });
}
