import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { firstBytes, MOST_PIXELS, plainReason, type SharpFactory, systemReason } from "./header.ts";
import { formatOf, HEAD_BYTES, type Refusal, refusalOf } from "./sniff.ts";
import type { ImageFile, ImageShape } from "./types.ts";

/** Pixels of one image and the SHA-256 of what they were decoded from. */
export interface Decoded {
  /** [channels, height, width] */
  readonly pixels: Uint8Array;
  readonly digest: Buffer;
  /** Some pixel is not grey. */
  readonly colourful: boolean;
}

/** Without `fastShrinkOnLoad`: it would make the pixels of a JPEG differ from those of the same picture as PNG. */
const RESIZE = { fit: "cover", position: "centre", fastShrinkOnLoad: false } as const;

/** Brightness of ITU-R 601 in 16-bit fixed point, as Pillow's "L"; grey stays what it is. */
const luma = (r: number, g: number, b: number): number => (r * 19595 + g * 38470 + b * 7471 + 32768) >> 16;

/** [height, width, 1 | 3] → [channels, height, width]: planes, or the brightness. */
export function planar(pixels: Uint8Array, size: number, channels: number): { pixels: Uint8Array; colourful: boolean } {
  const out = new Uint8Array(channels * size);
  if (pixels.length === size) {
    for (let channel = 0; channel < channels; channel++) out.set(pixels, channel * size);
    return { pixels: out, colourful: false };
  }
  let difference = 0;
  for (let i = 0; i < size; i++) {
    const r = pixels[3 * i]!;
    const g = pixels[3 * i + 1]!;
    const b = pixels[3 * i + 2]!;
    difference |= (r ^ g) | (g ^ b);
    if (channels === 1) out[i] = luma(r, g, b);
    else {
      out[i] = r;
      out[size + i] = g;
      out[2 * size + i] = b;
    }
  }
  return { pixels: out, colourful: difference !== 0 };
}

/** Files up to this are read whole, so that what is hashed is what is decoded; larger ones are streamed. */
const WHOLE_BYTES = 16 * 2 ** 20;
/** WebP is decoded whole unless its decoder scales it: larger ones would take ten bytes per pixel. */
const LARGE_WEBP = 8_000_000;

interface Content {
  readonly head: Buffer;
  readonly input: Buffer | string;
  readonly digest: Buffer;
}

async function contentOf({ absolute, bytes }: ImageFile): Promise<Content> {
  const hash = createHash("sha256");
  if (bytes <= WHOLE_BYTES) {
    const input = await readFile(absolute);
    return { head: input.subarray(0, HEAD_BYTES), input, digest: hash.update(input).digest() };
  }
  for await (const piece of createReadStream(absolute, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return { head: await firstBytes(absolute), input: absolute, digest: hash.digest() };
}

/**
 * Decodes one file to 8-bit sRGB of the asked size: upright (EXIF), its first frame, transparent parts on white, the shorter
 * side scaled and the longer cut on both ends alike (`fit: "cover"`). What is damaged, or larger than its header said, is refused.
 */
export async function decodeFile(
  sharp: SharpFactory,
  file: ImageFile,
  [channels, height, width]: ImageShape,
  pixels: number,
): Promise<Decoded | Refusal> {
  const content = await contentOf(file).catch(
    (cause: unknown): Refusal => ({ code: "E280", reason: systemReason(cause) }),
  );
  if ("reason" in content) return content;
  const format = formatOf(content.head);
  if (format === undefined) return refusalOf(file.name, content.head);
  const fastShrinkOnLoad = format === "webp" && pixels > LARGE_WEBP;
  try {
    const raw = await sharp(content.input, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: "error" })
      .autoOrient()
      .resize(width, height, { ...RESIZE, fastShrinkOnLoad })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer();
    return { ...planar(raw, height * width, channels), digest: content.digest };
  } catch (cause) {
    return { code: "E284", reason: `cut short or damaged (${plainReason(cause)})` };
  }
}

/** Resizes an image that lies in an array, [channels, height, width], as `decodeFile` does. */
export async function resizeArray(
  sharp: SharpFactory,
  pixels: Uint8Array,
  from: ImageShape,
  to: ImageShape,
): Promise<Decoded> {
  const digest = createHash("sha256").update(pixels).digest();
  const [, height, width] = from;
  if (from.every((d, i) => d === to[i])) return { pixels, digest, colourful: from[0] === 3 };
  const channels = from[0] === 3 ? 3 : 1;
  const mixed = interleaved(pixels, channels, height * width);
  const raw =
    height === to[1] && width === to[2]
      ? mixed
      : await sharp(mixed, { raw: { width, height, channels } })
          .resize(to[2], to[1], RESIZE)
          .toColourspace(channels === 3 ? "srgb" : "b-w")
          .raw({ depth: "uchar" })
          .toBuffer();
  return { ...planar(raw, to[1] * to[2], to[0]), digest };
}

/** [channels, size] → [size, channels]. */
function interleaved(pixels: Uint8Array, channels: number, size: number): Uint8Array {
  const out = new Uint8Array(channels * size);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) out[i * channels + channel] = pixels[channel * size + i]!;
  return out;
}
