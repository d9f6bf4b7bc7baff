import { appendColour, type Colour, isLinear, meanGrey, recolour } from "./colour.ts";
import type { Image, Size } from "./image.ts";
import { resample } from "./resample.ts";
import { room, within } from "./room.ts";
import { blank, isStored, resident, settled, type Source } from "./source.ts";
import { type Step, still, thenStep, type Warp } from "./warp.ts";

/**
 * An image, as floats or as bytes, with what is still to be done to it: a warp, then colour maps. Steps are only multiplied together here;
 * pixels are touched when a transform needs to see them, and at the end.
 */
export interface Picture {
  readonly image: Source;
  readonly warp?: Warp;
  readonly colours: readonly Colour[];
}

export const pictureOf = (image: Source): Picture => ({ image, colours: [] });

/** The size after what is pending. */
export const sizeOf = ({ image, warp }: Picture): Size =>
  warp === undefined ? image : { channels: image.channels, height: warp.height, width: warp.width };

const warped = ({ image, warp }: Picture): Source => (warp === undefined ? image : resample(image, warp, []).pixels);

/** Does what is pending. Bytes on which nothing but exact steps was done stay bytes. */
function done({ image, warp, colours }: Picture): Source {
  const { pixels, left } = warp === undefined ? { pixels: image, left: colours } : resample(image, warp, colours);
  if (left.length === 0) return pixels;
  // What was warped just now is nobody else's: its colours may change in their place.
  const isOwn = warp !== undefined && !isStored(pixels);
  return recolour(pixels, left, isOwn ? pixels : blank(pixels));
}

/** Does what is pending. The pixels lie in the room, unless there was nothing to do to an image of floats. */
export function finish(picture: Picture): Image {
  const pixels = done(picture);
  return isStored(pixels) ? resident(pixels) : pixels;
}

/** What is left of the image after what `plan` adds to it: all the work in one room, the result not in it. */
export const planned = (image: Source, plan: (picture: Picture) => Picture): Image =>
  within(() => {
    const done = finish(plan(pictureOf(image)));
    return room().holds(done.data) ? { ...done, data: done.data.slice() } : done;
  });

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
  const [pending, ...more] = picture.colours;
  const linear = more.length === 0 && (pending === undefined || isLinear(pending));
  const image = settled(linear ? warped(picture) : done(picture));
  const mean = meanGrey(image, linear ? pending : undefined);
  return withColour({ image, colours: linear ? picture.colours : [] }, make(mean));
}

/** One more colour map, made of the pixels as they are by then, floats or bytes in the room. */
export function withColourOf(picture: Picture, make: (source: Source) => Colour): Picture {
  const image = settled(done(picture));
  return withColour(pictureOf(image), make(image));
}

/** A transform that has to see pixels, floats or bytes in the room. It must not change or keep the given ones. */
export const withSource = (picture: Picture, make: (source: Source) => Source): Picture =>
  pictureOf(make(settled(done(picture))));

/** A transform that has to see floats in the room. It must not change or keep the given ones. */
export const withPixels = (picture: Picture, make: (image: Image) => Image): Picture =>
  withSource(picture, (source) => make(resident(source)));
