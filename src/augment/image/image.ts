import { RegularizeError } from "../../core/index.ts";

/** The size of an image: all that most augmentations look at before they draw. Pixels. */
export interface Size {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * One image, [channels, height, width], row-major, float32 in 0 … 1 until `normalize`. Bytes come in through `fromBytes` and
 * leave through `toBytes`; `augmentBatch` takes them as they are stored.
 */
export interface Image extends Size {
  readonly data: Float32Array;
}

/** E260: the numbers are not channels · height · width. */
export const unfit = ({ channels, height, width }: Size, received: number): RegularizeError =>
  new RegularizeError({
    code: "E260",
    where: "image",
    message: "The numbers do not make an image of this size",
    expected: `channels · height · width = ${channels} · ${height} · ${width} numbers`,
    received: `${received}`,
  });

/** An image of its numbers. E260 where there are not channels · height · width of them. */
export function imageOf(data: Float32Array, size: Size): Image {
  const { channels, height, width } = size;
  const good = [channels, height, width].every((n) => Number.isInteger(n) && n > 0);
  if (!good || data.length !== channels * height * width) throw unfit(size, data.length);
  return { channels, height, width, data };
}

/** Bytes 0 … 255 as 0 … 1. */
export function fromBytes(bytes: Uint8Array | Uint8ClampedArray, size: Size): Image {
  const data = new Float32Array(bytes.length);
  for (let i = 0; i < data.length; i++) data[i] = bytes[i]! / 255;
  return imageOf(data, size);
}

/** torchvision's name of `fromBytes`. */
export const toTensor = fromBytes;

/** 0 … 1 as the nearest bytes; what is outside is clamped. */
export function toBytes({ data }: Image): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = data[i]! * 255;
  return bytes;
}

/** Refuses images that are neither grey nor RGB, where a transform is only defined for these. E261. */
export function greyOrRgb(owner: string, { channels }: Size): void {
  if (channels !== 1 && channels !== 3)
    throw new RegularizeError({
      code: "E261",
      where: owner,
      message: `${owner} is defined for grey and RGB images`,
      expected: "1 or 3 channels",
      received: `${channels}`,
      todo: "leave it out, or give it the colour channels only",
    });
}
