import type { Image, Size } from "./image.ts";
import { room } from "./room.ts";

/** An image as it is stored: bytes 0 … 255, [channels, height, width]. It stays so while steps are exact. */
export interface Stored extends Size {
  readonly bytes: Uint8Array;
}

/** Pixels as floats or as bytes. */
export type Source = Image | Stored;

export const isStored = (source: Source): source is Stored => "bytes" in source;

/** The rows from … end of each channel, one after the other. */
function copyRows<A extends Uint8Array | Float32Array>(
  data: A,
  out: A,
  { channels, height, width }: Size,
  from: number,
  end: number,
): void {
  const length = (end - from) * width;
  for (let channel = 0; channel < channels; channel++) {
    const start = (channel * height + from) * width;
    out.set(data.subarray(start, start + length), channel * length);
  }
}

/** The rows from … end as bytes in the room, and a row and eight bytes more that may be read and mean nothing. */
export function byteRows(source: Stored, from: number, end: number): Stored {
  const { channels, width } = source;
  const n = channels * (end - from) * width;
  const bytes = room().bytes(n + width + 8);
  copyRows(source.bytes, bytes, source, from, end);
  return { channels, height: end - from, width, bytes };
}

/** The pixels of an image, without what may follow them. */
export const exactBytes = ({ channels, height, width, bytes }: Stored): Uint8Array =>
  bytes.subarray(0, channels * height * width);

/** The image as bytes in the room: itself when it lies there. */
export function residentBytes(source: Stored): Uint8Array {
  if (room().holds(source.bytes)) return exactBytes(source);
  return exactBytes(byteRows(source, 0, source.height));
}

/** The rows from … end as floats in the room, byte / 255: the image itself when it lies there as a whole. */
export function floatRows(source: Source, from: number, end: number): Image {
  const { channels, height, width } = source;
  if (!isStored(source) && from === 0 && end === height && room().holds(source.data)) return source;
  const out = blank({ channels, height: end - from, width });
  if (isStored(source)) room().kernels.fromBytes(out.data, exactBytes(byteRows(source, from, end)));
  else copyRows(source.data, out.data, source, from, end);
  return out;
}

/** The image as floats in the room. */
export const resident = (source: Source): Image => floatRows(source, 0, source.height);

/** The image in the room, as it is. */
export const settled = (source: Source): Source =>
  isStored(source) ? { ...source, bytes: residentBytes(source) } : resident(source);

/** An image in the room, of whatever pixels. */
export const blank = ({ channels, height, width }: Size): Image => ({
  channels,
  height,
  width,
  data: room().floats(channels * height * width),
});

/** Bytes in the room, whatever they are, and a row and eight more. */
export const blankBytes = ({ channels, height, width }: Size): Stored => ({
  channels,
  height,
  width,
  bytes: room().bytes(channels * height * width + width + 8),
});

/** One channel of an image, in its place, with what follows it. */
export function channelOf(source: Image, channel: number): Image;
export function channelOf(source: Stored, channel: number): Stored;
export function channelOf(source: Source, channel: number): Source;
export function channelOf(source: Source, channel: number): Source {
  const { height, width } = source;
  const [from, end] = [channel * height * width, (channel + 1) * height * width];
  const size = { channels: 1, height, width };
  return isStored(source)
    ? { ...size, bytes: source.bytes.subarray(from) }
    : { ...size, data: source.data.subarray(from, end) };
}
