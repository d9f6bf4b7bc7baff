import type { ReportPicture } from "../../report/evidence.ts";
import { interleaved, sizesOn } from "./raster.ts";
import type { Sample } from "./types.ts";

/** Sides up to here keep every bit: they are a few hundred bytes anyway. */
const LOSSLESS = 32;
/** Longest side of a picture that is kept, in pixels, and as it is shown. */
const STORED = 96;
const SHOWN = 84;

/** A small picture for a page: no larger than it is shown, and the pixels of tiny images are enlarged by the page alone. */
export async function thumbnail({ image, label }: Sample): Promise<ReportPicture> {
  const { width, height } = image;
  const { default: sharp } = await import("sharp");
  const given = sharp(interleaved(image), { raw: { width, height, channels: 3 } });
  const small = given.resize(STORED, STORED, { fit: "inside", withoutEnlargement: true });
  const lossless = Math.max(width, height) <= LOSSLESS;
  const bytes = await small.webp(lossless ? { lossless } : { quality: 80 }).toBuffer();
  return { webp: bytes.toString("base64"), ...sizesOn([{ width, height }], SHOWN)[0]!, label };
}
