import { count } from "../../core/count.ts";
import { open } from "node:fs/promises";
import type { FormatEnum, Metadata, Sharp, SharpOptions } from "sharp";
import { formatOf, HEAD_BYTES, type Refusal, refusalOf } from "./sniff.ts";
import type { ImageFile } from "./types.ts";

export const MOST_PIXELS = 50_000_000;
/** More than 50 million pixels of 64 bits take uncompressed. */
const MOST_BYTES = 512 * 2 ** 20;

/** sharp, loaded when images are. */
export type SharpFactory = (input: string | Buffer | Uint8Array, options?: SharpOptions) => Sharp;

/** What is known of an image before it is decoded. Sizes are as it is shown: after its EXIF rotation. */
export interface Header {
  readonly height: number;
  readonly width: number;
  readonly grey: boolean;
  readonly alpha: boolean;
  readonly pages: number;
  readonly cmyk: boolean;
  readonly deep: boolean;
}

export const isRefusal = (found: object): found is Refusal => "reason" in found;

const megapixels = (pixels: number): string => `${(pixels / 1e6).toFixed(pixels < 1e8 ? 1 : 0)} million pixels`;

function checked(metadata: Metadata, format: keyof FormatEnum): Header | Refusal {
  if (metadata.format !== format) return { code: "E281", reason: `its first bytes are ${format}, the rest is not` };
  const { width, height } = metadata.autoOrient;
  if (width * height > MOST_PIXELS)
    return {
      code: "E283",
      reason: `${count(width)} × ${count(height)} is ${megapixels(width * height)}: more than ${count(MOST_PIXELS / 1e6)} million are not decoded`,
    };
  return {
    height,
    width,
    grey: metadata.space === "b-w" || metadata.space === "grey16",
    alpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1,
    cmyk: metadata.space === "cmyk",
    deep: metadata.depth !== "uchar" && metadata.depth !== undefined,
  };
}

/** The first line of what a library said, without its prefixes. */
export function plainReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = text.split("\n").find((part) => part.trim() !== "") ?? "unknown";
  return line
    .replace(/^Input (?:buffer|file) /u, "")
    .trim()
    .slice(0, 120);
}

export const systemReason = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : plainReason(cause);
  return code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
};

/** The first bytes of a file. */
export async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Reads sizes and format without decoding a pixel; only what the first bytes show to be of a known format gets there. */
export async function readHeader(sharp: SharpFactory, file: ImageFile): Promise<Header | Refusal> {
  const head = await firstBytes(file.absolute).catch(
    (cause: unknown): Refusal => ({ code: "E280", reason: systemReason(cause) }),
  );
  if (isRefusal(head)) return head;
  const format = formatOf(head);
  if (format === undefined) return refusalOf(file.name, head);
  if (file.bytes > MOST_BYTES)
    return {
      code: "E286",
      reason: `it has ${count(Math.round(file.bytes / 2 ** 20))} MB: more than ${MOST_BYTES / 2 ** 20} are not read`,
    };
  try {
    return checked(await sharp(file.absolute, { limitInputPixels: false }).metadata(), format);
  } catch (cause) {
    return { code: "E284", reason: `damaged (${plainReason(cause)})` };
  }
}
