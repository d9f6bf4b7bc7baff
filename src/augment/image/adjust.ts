import { colourOf, greyWeights } from "./colour.ts";
import { greyOrRgb } from "./image.ts";
import { type Picture, sizeOf, withColour, withColourOfMean, withPixels } from "./picture.ts";
import { remade } from "./pointwise.ts";

const checked = (owner: string, picture: Picture): number => {
  const size = sizeOf(picture);
  greyOrRgb(owner, size);
  return size.channels;
};

const none = (): number => 0;

/** y = factor · x, clamped. */
export function adjustBrightness(picture: Picture, factor: number): Picture {
  const channels = checked("brightness", picture);
  return withColour(
    picture,
    colourOf(channels, (row, column) => (row === column ? factor : 0), none, true),
  );
}

/** y = factor · x + (1 − factor) · mean grey of the image, clamped. */
export function adjustContrast(picture: Picture, factor: number): Picture {
  const channels = checked("contrast", picture);
  return withColourOfMean(picture, (mean) =>
    colourOf(
      channels,
      (row, column) => (row === column ? factor : 0),
      () => (1 - factor) * mean,
      true,
    ),
  );
}

/** y = factor · x + (1 − factor) · grey of the pixel, clamped. Grey images stay. */
export function adjustSaturation(picture: Picture, factor: number): Picture {
  const channels = checked("saturation", picture);
  if (channels === 1) return picture;
  const grey = greyWeights(channels);
  const entry = (row: number, column: number): number => (row === column ? factor : 0) + (1 - factor) * grey[column]!;
  return withColour(picture, colourOf(channels, entry, none, true));
}

/** Every channel becomes the grey of the pixel. */
export function adjustToGrey(picture: Picture): Picture {
  const channels = checked("grayscale", picture);
  if (channels === 1) return picture;
  const grey = greyWeights(channels);
  return withColour(
    picture,
    colourOf(channels, (_row, column) => grey[column]!, none, false),
  );
}

/** Turns the colour circle by a fraction of a turn, −½ … ½, in HSV. Grey images stay. */
export function adjustHue(picture: Picture, turn: number): Picture {
  const channels = checked("hue", picture);
  if (channels === 1 || turn === 0) return picture;
  return withPixels(picture, (image) => remade(image, (kernels, out, x) => kernels.turnHue(out, x, turn)));
}

/** y = 1 − x. */
export const invert = (picture: Picture): Picture =>
  withColour(
    picture,
    colourOf(
      sizeOf(picture).channels,
      (row, column) => (row === column ? -1 : 0),
      () => 1,
      false,
    ),
  );
