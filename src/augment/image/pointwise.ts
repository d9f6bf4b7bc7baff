import type { Kernels } from "../../kernel/index.ts";
import { colourOf } from "./colour.ts";
import { greyOrRgb, type Image } from "./image.ts";
import { type Picture, withColourOf } from "./picture.ts";
import { room } from "./room.ts";
import { blank, blankBytes, channelOf, exactBytes, isStored, residentBytes, type Source } from "./source.ts";

/** The image of values that a kernel makes of the values. */
export function remade(image: Image, make: (kernels: Kernels, out: Float32Array, x: Float32Array) => void): Image {
  const out = blank(image);
  make(room().kernels, out.data, image.data);
  return out;
}

/** floor(levels · x) / levels, with 2^bits levels. */
export const posterized = (image: Image, bits: number): Image =>
  remade(image, (kernels, out, x) => kernels.posterize(out, x, 2 ** bits));

/** The byte from which on values are at least a threshold; 256 without any. */
const byteFrom = (threshold: number): number => {
  const [at, least] = [Math.max(0, Math.floor(threshold * 255)), Math.fround(threshold)];
  return Math.min(256, Math.fround(at / 255) >= least ? at : at + 1);
};

/** 1 − x where x ≥ threshold. */
export function solarized(source: Source, threshold: number): Source {
  if (!isStored(source)) return remade(source, (kernels, out, x) => kernels.solarize(out, x, threshold));
  const out = blankBytes(source);
  const bytes = residentBytes(source);
  room().kernels.solarizeBytes(out.bytes.subarray(0, bytes.length), bytes, byteFrom(threshold));
  return out;
}

/** The least and the greatest value of each channel. */
function extremesOf(source: Source): readonly (readonly [least: number, most: number])[] {
  const { kernels } = room();
  return Array.from({ length: source.channels }, (_, i) => {
    const channel = channelOf(source, i);
    if (!isStored(channel)) return [kernels.least(channel.data), kernels.most(channel.data)];
    const bytes = exactBytes(channel);
    return [kernels.leastByte(bytes) / 255, kernels.mostByte(bytes) / 255];
  });
}

/** Each channel stretched to 0 … 1; a channel of one value stays. */
export const stretched = (picture: Picture): Picture =>
  withColourOf(picture, (source) => {
    greyOrRgb("autocontrast", source);
    const ends = extremesOf(source);
    const by = ends.map(([least, most]) => (most === least ? 1 : 1 / (most - least)));
    const entry = (row: number, column: number): number => (row === column ? by[row]! : 0);
    const offset = (row: number): number => (ends[row]![0] === ends[row]![1] ? 0 : -ends[row]![0] * by[row]!);
    return colourOf(source.channels, entry, offset, true);
  });
