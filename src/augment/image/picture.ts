import { appendColour, type Colour, isLinear, meanGrey, recolour } from "./colour.ts";
import type { Image, Size } from "./image.ts";
import { resample } from "./resample.ts";
import { type Step, still, thenStep, type Warp } from "./warp.ts";

/**
 * An image with what is still to be done to it: a warp, then colour maps. Steps are only multiplied together here;
 * pixels are touched when a transform needs to see them, and at the end.
 */
export interface Picture {
  readonly image: Image;
  readonly warp?: Warp;
  readonly colours: readonly Colour[];
}

export const pictureOf = (image: Image): Picture => ({ image, colours: [] });

/** The size after what is pending. */
export const sizeOf = ({ image, warp }: Picture): Size =>
  warp === undefined ? image : { channels: image.channels, height: warp.height, width: warp.width };

const warped = ({ image, warp, colours }: Picture): Picture => ({
  image: warp === undefined ? image : resample(image, warp),
  colours,
});

/** Does what is pending. */
export function finish(picture: Picture): Image {
  const { image, colours } = warped(picture);
  return colours.length === 0 ? image : recolour(image, colours);
}

/** One more geometric step, multiplied into the pending warp; colours that come before it are done first. */
export function withStep(picture: Picture, step: Step): Picture {
  const { image, warp = still(image), colours } = picture.colours.length === 0 ? picture : pictureOf(finish(picture));
  return { image, warp: thenStep(warp, step), colours };
}

/** One more colour map, multiplied into the pending one where no clamp lies between them. */
export const withColour = (picture: Picture, colour: Colour): Picture => ({
  ...picture,
  colours: appendColour(picture.colours, colour),
});

/** One more colour map, made of the mean grey of the picture as it is by then. */
export function withColourOfMean(picture: Picture, make: (mean: number) => Colour): Picture {
  const { image, colours } = warped(picture);
  const [pending, ...more] = colours;
  const linear = more.length === 0 && (pending === undefined || isLinear(pending));
  const ready = linear ? { image, colours } : pictureOf(finish({ image, colours }));
  return withColour(ready, make(meanGrey(ready.image, linear ? pending : undefined)));
}

/** A transform that has to see pixels. It gets an image of its own choosing to make, and must not change the given one. */
export const withPixels = (picture: Picture, make: (image: Image) => Image): Picture =>
  pictureOf(make(finish(picture)));
