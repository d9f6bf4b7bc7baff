import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { type BuildOptions, buildCache, checkRejected } from "./build.ts";
import { type CacheContent, HEADER_BYTES, readCache, readPixels } from "./cacheFile.ts";
import { CACHE_SUFFIX, cacheFolder, tidy, touch } from "./cacheFolder.ts";
import { contentHash } from "./contentHash.ts";
import { listImages } from "./listImages.ts";
import type { ImageSet } from "./imageSet.ts";
import { labelNotices, rejectedNotices } from "./notices.ts";
import { filePixels, memoryPixels, type PixelStore } from "./pixels.ts";
import { parseSize, type SizeOption } from "./size.ts";
import type { ListOptions } from "./tableListing.ts";
import { labelText, takeRows } from "./target.ts";
import { imageCount, imageName, type Listing } from "./types.ts";

/** Part of every cache's name: a change of the format, or of how pixels are made (another sharp), needs another number. */
const CACHE_VERSION = "2 sharp-0.35";
const MEMORY_BYTES = 256 * 2 ** 20;

export interface ReadImageOptions extends ListOptions {
  /** Pixels on each side, or height × width: images are scaled to it by their shorter side and cut at the ends of the longer. */
  readonly size?: SizeOption;
  /** 1 is grey, 3 is RGB; grey when every image is grey if not given. */
  readonly channels?: 1 | 3;
  /** Folder of decoded images, instead of `$REGULARIZE_CACHE` or the user's cache folder. */
  readonly cache?: string;
  /** Pixels beyond this many bytes stay on the disk (default 256 MB). */
  readonly memoryBytes?: number;
  /** Called as images are decoded; not at all when the cache has them. */
  readonly progress?: (done: number, total: number) => void;
}

/** Of what the cache's file is named after: the files with their sizes and times, and what is asked of their pixels. */
function keyOf({ root, images }: Listing, { size, channels }: BuildOptions): string {
  const hash = createHash("sha256").update(JSON.stringify([CACHE_VERSION, root, size ?? null, channels ?? null]));
  if (images.kind === "array") hash.update(JSON.stringify([images.rows, images.shape, images.stamp]));
  else for (const { name, stamp } of images.files) hash.update(JSON.stringify([name, stamp]));
  return hash.digest("hex").slice(0, 32);
}

async function openCache(
  path: string,
  most: number,
): Promise<{ content: CacheContent; pixels: PixelStore } | undefined> {
  const content = await readCache(path);
  if (content === undefined) return undefined;
  const { rows, shape } = content;
  const file = { path, offset: HEADER_BYTES };
  if (rows * shape[0] * shape[1] * shape[2] > most) return { content, pixels: filePixels(file, rows, shape) };
  const memory = await readPixels(path, content);
  return memory === undefined ? undefined : { content, pixels: memoryPixels(memory, rows, shape, file) };
}

async function build(path: string, listing: Listing, options: BuildOptions): Promise<void> {
  try {
    await buildCache(path, listing, options);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code !== "ENOSPC" && code !== "EDQUOT") throw cause;
    throw new RegularizeError({
      code: "E278",
      where: path,
      message: `There is no room for the decoded images in ${path}`,
      todo: "REGULARIZE_CACHE=/folder/with/room, or a smaller --image-size",
      cause,
    });
  }
}

function assemble(listing: Listing, content: CacheContent, pixels: PixelStore): ImageSet {
  const kept = Int32Array.from(content.index.kept);
  const units = Int32Array.from(content.index.units);
  const rejected = [...listing.rejected, ...content.index.rejected];
  const names = Array.from(kept, (at) => imageName(listing.images, at));
  const target = takeRows(listing.target, kept);
  const label = (row: number): string => labelText(target, row);
  const total = imageCount(listing.images) + listing.rejected.length;
  checkRejected(listing.path, rejected, total);
  return {
    ...{ path: listing.path, rows: content.rows, names, target, shape: content.shape, pixels, units, rejected },
    notices: [
      ...listing.notices,
      ...content.index.notices,
      ...rejectedNotices(rejected, total),
      ...labelNotices(units, label),
    ],
    hash: contentHash(names, label, (row) => content.digests.subarray(32 * row, 32 * (row + 1))),
  };
}

/**
 * Reads images and their labels: a folder with a sub-folder per class, a table (CSV, Parquet, JSON lines) of paths and
 * labels, or IDX files. Decodes each image once into a cache; what cannot be read is listed in `rejected`, and the rest goes on.
 * Throws E270–E278; E202–E219 for the table; E210, E240 and E241 for IDX files.
 *
 * @example
 * const set = await readImageSet("data/fashion");
 * const batch = new Float32Array(32 * set.pixels.length / set.rows);
 * set.pixels.gather(Int32Array.from({ length: 32 }, (_, i) => i), batch);
 */
export async function readImageSet(path: string, options: ReadImageOptions = {}): Promise<ImageSet> {
  const listing = await listImages(path, options);
  const wanted: BuildOptions = {
    ...(options.size === undefined ? {} : { size: parseSize(options.size) }),
    ...(options.channels === undefined ? {} : { channels: options.channels }),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  };
  const folder = resolve(await cacheFolder(options.cache));
  const file = join(folder, keyOf(listing, wanted) + CACHE_SUFFIX);
  const most = options.memoryBytes ?? MEMORY_BYTES;
  let opened = await openCache(file, most);
  if (opened === undefined) {
    await build(file, listing, wanted);
    opened = await openCache(file, most);
    await tidy(folder);
  }
  if (opened === undefined)
    throw new RegularizeError({
      code: "E277",
      where: file,
      message: `${file}: the decoded images cannot be read back`,
      todo: "check the disk, or name another folder: REGULARIZE_CACHE=FOLDER",
    });
  await touch(file);
  return assemble(listing, opened.content, opened.pixels);
}
