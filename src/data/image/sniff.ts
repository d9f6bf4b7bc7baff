import type { RejectedCode } from "./types.ts";

/** Formats that are decoded, as sharp calls them. */
export type ImageFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "heif";

/** Bytes that are enough to tell. */
export const HEAD_BYTES = 64;

const IMAGE_NAME =
  /\.(?:jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|svgz?|bmp|heic|heif|jp2|jxl|ico|psd|tga|ppm|pgm|pbm)$/iu;

/** True for names that promise an image, also in a format that is not read: such files are listed, not ignored. */
export const looksLikeImage = (name: string): boolean => IMAGE_NAME.test(name);

/** The format by the first bytes, never by the name; undefined when it is none that is decoded. */
export function formatOf(head: Buffer): ImageFormat | undefined {
  const text = head.toString("latin1");
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a/u.test(text)) return "gif";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "tiff";
  return text.slice(4, 8) === "ftyp" && /avi[fs]/u.test(text.slice(8, 32)) ? "heif" : undefined;
}

export interface Refusal {
  readonly code: RejectedCode;
  readonly reason: string;
}

/** First bytes of formats that are not decoded; a dot stands for any byte. */
const KNOWN: readonly (readonly [begins: string, reason: string])[] = [
  ["BM", "BMP is not read: convert it to PNG"],
  ["....ftyp", "HEIC is not read: convert it to JPEG"],
  ["\0\0\0\x0cJXL", "JPEG XL is not read: convert it to PNG"],
  ["\xff\n", "JPEG XL is not read: convert it to PNG"],
  ["\0\0\0\x0cjP", "JPEG 2000 is not read: convert it to PNG"],
  ["\0\0\x01\0", "an icon is not read: convert it to PNG"],
  ["8BPS", "a Photoshop file is not read: export it as PNG"],
  ["P3\n", "PPM is not read: convert it to PNG"],
  ["P5\n", "PGM is not read: convert it to PNG"],
  ["P6\n", "PPM is not read: convert it to PNG"],
  ["%PDF", "it is a PDF"],
  ["<!doctype html", "it is a web page: the download went wrong"],
  ["<html", "it is a web page: the download went wrong"],
  ["version https://git-lfs", "it is a Git LFS pointer: git lfs pull"],
];

const beginsWith = (text: string, pattern: string): boolean =>
  Array.from({ length: pattern.length }, (_, i) => [pattern[i], text[i]]).every(
    ([wanted, byte]) => wanted === "." || wanted === byte || wanted === byte?.toLowerCase(),
  );

/** Why a file with these first bytes is not decoded. SVG is known by its content, whatever its name. */
export function refusalOf(name: string, head: Buffer): Refusal {
  if (head.length === 0) return { code: "E281", reason: "it is empty" };
  const text = head.toString("latin1").replace(/^\xef\xbb\xbf/u, "");
  const zipped = text.startsWith("\x1f\x8b") && /svgz?$/iu.test(name);
  const drawing = /^\s*<(?:svg\b|\?xml|!doctype svg|!--)/iu.test(text);
  if (zipped || drawing || (/\.svgz?$/iu.test(name) && /^\s*</u.test(text)))
    return { code: "E282", reason: "SVG is a drawing, not pixels: export it as PNG" };
  const known = KNOWN.find(([begins]) => beginsWith(text, begins));
  return { code: "E281", reason: known?.[1] ?? "it is no image" };
}
