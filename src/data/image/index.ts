export { type ImageArrays, imageSetOf } from "./imageSetOf.ts";
export { isImageSource } from "./listImages.ts";
export { openPixels, type PixelDescription, type PixelFile, type PixelStore } from "./pixels.ts";
export { type ReadImageOptions, readImageSet } from "./readImageSet.ts";
export type { SizeOption } from "./size.ts";
export type { ImageSet } from "./imageSet.ts";
export type { ImageShape, Rejected, RejectedCode } from "./types.ts";
