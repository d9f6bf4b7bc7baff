import type { ColourNumbers, Limits } from "../../kernel/index.ts";
import type { Image } from "./image.ts";
import { room } from "./room.ts";
import { isStored, resident, residentBytes, type Source } from "./source.ts";

/**
 * An affine map of each pixel's channels: [channels, channels + 1], row-major, the last column is added. Three by four for RGB.
 * Clamped to 0 … 1 afterwards where the transform does so.
 */
export interface Colour {
  readonly matrix: readonly number[];
  readonly clamped: boolean;
}

/** Luma, ITU-R 601-2, with torchvision's digits. */
export const LUMA = [0.2989, 0.587, 0.114] as const;

/** The weights of the channels in the grey of a pixel. */
export const greyWeights = (channels: number): readonly number[] => (channels === 3 ? LUMA : [1]);

/** A colour map of its entries. */
export const colourOf = (
  channels: number,
  entry: (row: number, column: number) => number,
  offset: (row: number) => number,
  clamped: boolean,
): Colour => ({
  matrix: Array.from({ length: channels * (channels + 1) }, (_, i) => {
    const [row, column] = [Math.floor(i / (channels + 1)), i % (channels + 1)];
    return column === channels ? offset(row) : entry(row, column);
  }),
  clamped,
});

/** Channels of a map. */
const channelsOf = ({ matrix }: Colour): number => Math.round((Math.sqrt(1 + 4 * matrix.length) - 1) / 2);

/** Whether 0 … 1 is mapped into itself, so that clamping afterwards changes nothing. */
export function isContained(colour: Colour): boolean {
  const channels = channelsOf(colour);
  for (let row = 0; row < channels; row++) {
    const entries = colour.matrix.slice(row * (channels + 1), (row + 1) * (channels + 1));
    const offset = entries[channels]!;
    const total = (keep: (v: number) => boolean): number =>
      entries
        .slice(0, channels)
        .filter(keep)
        .reduce((sum, v) => sum + v, offset);
    if (total((v) => v > 0) > 1 + 1e-12 || total((v) => v < 0) < -1e-12) return false;
  }
  return true;
}

/** Whether nothing happens between the map and the next one but mathematics. */
export const isLinear = (colour: Colour): boolean => !colour.clamped || isContained(colour);

/** `second` of `first`, as one map. */
export function afterColour(second: Colour, first: Colour): Colour {
  const channels = channelsOf(first);
  const at = ({ matrix }: Colour, row: number, column: number): number => matrix[row * (channels + 1) + column]!;
  const product = (row: number, column: number): number => {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += at(second, row, k) * at(first, k, column);
    return sum;
  };
  const offset = (row: number): number => product(row, channels) + at(second, row, channels);
  return colourOf(channels, product, offset, second.clamped);
}

/** Appends a map to a chain: one matrix where the mathematics allows, two with a clamp between them where not. */
export function appendColour(chain: readonly Colour[], colour: Colour): readonly Colour[] {
  const last = chain.at(-1);
  return last !== undefined && isLinear(last) ? [...chain.slice(0, -1), afterColour(colour, last)] : [...chain, colour];
}

type Write = (from: Source, to: Float32Array, colour: Colour) => void;

const limitsOf = ({ clamped }: Colour): Limits =>
  clamped ? { least: 0, most: 1 } : { least: -Infinity, most: Infinity };

/** The map of any number of channels. */
const mapAny: Write = (source, to, colour) => {
  const { channels, height, width, data } = resident(source);
  const plane = height * width;
  const { least, most } = limitsOf(colour);
  const pixel = new Float64Array(channels);
  for (let i = 0; i < plane; i++) {
    for (let k = 0; k < channels; k++) pixel[k] = data[k * plane + i]!;
    for (let row = 0; row < channels; row++) {
      const at = row * (channels + 1);
      let sum = colour.matrix[at + channels]!;
      for (let k = 0; k < channels; k++) sum += colour.matrix[at + k]! * pixel[k]!;
      to[row * plane + i] = Math.min(Math.max(sum, least), most);
    }
  }
};

const mapRgb: Write = (source, to, colour) => {
  const matrix = colour.matrix as unknown as ColourNumbers;
  const { kernels } = room();
  if (isStored(source)) kernels.mapBytes(to, residentBytes(source), matrix, limitsOf(colour));
  else kernels.mapRgb(to, resident(source).data, matrix, limitsOf(colour));
};

/** Whether each channel goes by itself. */
export const isDiagonal = ({ matrix }: Colour, channels: number): boolean =>
  matrix.every((v, i) => v === 0 || i % (channels + 1) === channels || i % (channels + 2) === 0);

/** Factor and summand of a channel in a map that takes each by itself; none is no change. */
export const scaleOf = (
  colour: Colour | undefined,
  channel: number,
  channels: number,
): readonly [scale: number, shift: number] =>
  colour === undefined
    ? [1, 0]
    : [colour.matrix[channel * (channels + 2)]!, colour.matrix[channel * (channels + 1) + channels]!];

/** Each channel by a factor of its own. */
const scaleEach: Write = (source, to, colour) => {
  const { channels, height, width } = source;
  const [{ kernels }, limits] = [room(), limitsOf(colour)];
  const bytes = isStored(source) ? residentBytes(source) : undefined;
  const floats = isStored(source) ? undefined : resident(source).data;
  for (let channel = 0; channel < channels; channel++) {
    const [start, end] = [channel * height * width, (channel + 1) * height * width];
    const [scale, shift] = scaleOf(colour, channel, channels);
    const out = to.subarray(start, end);
    if (bytes !== undefined) kernels.scaleBytes(out, bytes.subarray(start, end), scale, shift, limits);
    else kernels.scaleShift(out, floats!.subarray(start, end), scale, shift, limits);
  }
};

/** Applies the maps of a chain, one after the other; `out` may be the source. */
export function recolour(source: Source, chain: readonly Colour[], out: Image): Image {
  for (const [i, colour] of chain.entries()) {
    const write = isDiagonal(colour, out.channels) ? scaleEach : out.channels === 3 ? mapRgb : mapAny;
    write(i === 0 ? source : out, out.data, colour);
  }
  return out;
}

/** The mean of each channel. */
function meansOf(source: Source): readonly number[] {
  const { kernels } = room();
  const plane = source.height * source.width;
  const [bytes, floats] = isStored(source) ? [residentBytes(source), undefined] : [undefined, resident(source).data];
  return Array.from({ length: source.channels }, (_, k) => {
    const [from, end] = [k * plane, (k + 1) * plane];
    const sum =
      bytes === undefined
        ? kernels.sum(floats!.subarray(from, end))
        : kernels.sumBytes(bytes.subarray(from, end)) / 255;
    return sum / plane;
  });
}

/** The mean grey of an image after a linear map. */
export function meanGrey(source: Source, colour?: Colour): number {
  const { channels } = source;
  const means = meansOf(source);
  const mapped = (row: number): number => {
    if (colour === undefined) return means[row]!;
    const entries = colour.matrix.slice(row * (channels + 1), (row + 1) * (channels + 1));
    return means.reduce((sum, mean, k) => sum + mean * entries[k]!, entries[channels]!);
  };
  return greyWeights(channels).reduce((sum, weight, row) => sum + weight * mapped(row), 0);
}
