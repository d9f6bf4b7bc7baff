import type { Image, Size } from "./image.ts";
import { room } from "./room.ts";

/** An image as it is stored: bytes 0 … 255, [channels, height, width]. */
export interface Stored extends Size {
  readonly bytes: Uint8Array;
}

/** What a picture begins with. */
export type Source = Image | Stored;

export const isStored = (source: Source): source is Stored => "bytes" in source;

/** The rows from … end of each channel, one after the other. */
export function copyRows<A extends Uint8Array | Float32Array>(
  data: A,
  out: A,
  { channels, height, width }: Size,
  from: number,
  end: number,
): A {
  const length = (end - from) * width;
  if (from === 0 && end === height) out.set(data);
  else
    for (let channel = 0; channel < channels; channel++) {
      const start = (channel * height + from) * width;
      out.set(data.subarray(start, start + length), channel * length);
    }
  return out;
}

/** The rows from … end as bytes in the room. */
export const storedRows = (source: Stored, from: number, end: number): Uint8Array =>
  copyRows(source.bytes, room().bytes(source.channels * (end - from) * source.width), source, from, end);

/** The rows from … end as floats in the room, byte / 255: the image itself when it lies there as a whole. */
export function floatRows(source: Source, from: number, end: number): Image {
  const { kernels, floats, holds } = room();
  const { channels, height, width } = source;
  const whole = from === 0 && end === height;
  if (!isStored(source) && whole && holds(source.data)) return source;
  const data = floats(channels * (end - from) * width);
  if (isStored(source)) kernels.fromBytes(data, storedRows(source, from, end));
  else copyRows(source.data, data, source, from, end);
  return { channels, height: end - from, width, data };
}

/** The image as floats in the room. */
export const resident = (source: Source): Image => floatRows(source, 0, source.height);

/** An image in the room, of whatever pixels. */
export const blank = ({ channels, height, width }: Size): Image => ({
  channels,
  height,
  width,
  data: room().floats(channels * height * width),
});

/** One channel of an image, in its place. */
export const channelOf = ({ height, width, data }: Image, channel: number): Image => ({
  channels: 1,
  height,
  width,
  data: data.subarray(channel * height * width, (channel + 1) * height * width),
});
