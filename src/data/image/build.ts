import { availableParallelism } from "node:os";
import { count, plural } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import type { Notice } from "../table.ts";
import { type CacheIndex, CacheWriter } from "./cacheFile.ts";
import { type Decoded, decodeFile, resizeArray } from "./decode.ts";
import { type Header, isRefusal, readHeader, type SharpFactory } from "./header.ts";
import { pictureUnits } from "./near.ts";
import { inOrder } from "./pool.ts";
import { headerNotices, pictureNotices, sizeNotice } from "./notices.ts";
import { withSharp } from "./sharp.ts";
import { defaultSize } from "./size.ts";
import type { Refusal } from "./sniff.ts";
import { type ImageShape, imageCount, imageName, type Listing, type Rejected } from "./types.ts";

/** How images become pixels. */
export interface BuildOptions {
  readonly size?: readonly [height: number, width: number];
  readonly channels?: 1 | 3;
  /** Called as images are decoded. */
  readonly progress?: (done: number, total: number) => void;
}

/** Pixels of images in flight: what is decoded at the same time is bounded, however large single images are. */
const MOST_IN_FLIGHT = 50_000_000;
/** libuv runs four of them at a time unless `UV_THREADPOOL_SIZE` says otherwise: the rest wait in its queue. */
const limits = (): { width: number; weight: number } => ({ width: 2 * availableParallelism(), weight: MOST_IN_FLIGHT });

/** An image that is to be decoded: its place in the listing, and its size. */
interface Wanted {
  readonly at: number;
  readonly header: Pick<Header, "height" | "width" | "grey">;
}

interface Surveyed {
  readonly wanted: readonly Wanted[];
  readonly rejected: readonly Rejected[];
  readonly notices: readonly Notice[];
}

async function survey(sharp: SharpFactory, { images }: Listing): Promise<Surveyed> {
  if (images.kind === "array") {
    const [channels, height, width] = images.shape;
    const header = { height, width, grey: channels === 1 };
    return { wanted: Array.from({ length: images.rows }, (_, at) => ({ at, header })), rejected: [], notices: [] };
  }
  const { files } = images;
  const headers: { at: number; header: Header }[] = [];
  const rejected: Rejected[] = [];
  const found = inOrder(
    files.length,
    limits(),
    () => 1,
    (at) => readHeader(sharp, files[at]!),
  );
  let at = 0;
  for await (const header of found) {
    if (isRefusal(header)) rejected.push({ name: files[at]!.name, ...header });
    else headers.push({ at, header });
    at++;
  }
  const named = headers.map((one) => ({ name: files[one.at]!.name, header: one.header }));
  return { wanted: headers, rejected, notices: headerNotices(named) };
}

/** E272 when most of what was listed cannot be used: the fault is then elsewhere. */
export function checkRejected(path: string, rejected: readonly Rejected[], total: number): void {
  if (rejected.length <= total / 2) return;
  throw new RegularizeError({
    code: "E272",
    where: path,
    message: `${count(rejected.length)} of the ${plural(total, "image")} of ${path} cannot be used`,
    expected: "at most half",
    details: rejected.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`),
    todo: "check the paths and how the files were written",
  });
}

function shapeOf(wanted: readonly Wanted[], options: BuildOptions): ImageShape {
  const [height, width] = options.size ?? defaultSize(wanted.map(({ header }) => header));
  return [options.channels ?? (wanted.every(({ header }) => header.grey) ? 1 : 3), height, width];
}

type Decode = (image: Wanted) => Promise<Decoded | Refusal>;

async function decoderOf(sharp: SharpFactory, { images }: Listing, shape: ImageShape): Promise<Decode> {
  if (images.kind === "files")
    return ({ at, header }) => decodeFile(sharp, images.files[at]!, shape, header.height * header.width);
  const all = await images.load();
  const size = images.shape[0] * images.shape[1] * images.shape[2];
  return ({ at }) => resizeArray(sharp, all.subarray(at * size, (at + 1) * size), images.shape, shape);
}

interface DecodedAll {
  readonly kept: readonly number[];
  readonly rejected: readonly Rejected[];
  readonly colourful: boolean;
}

async function decodeAll(
  sharp: SharpFactory,
  listing: Listing,
  wanted: readonly Wanted[],
  writer: CacheWriter,
  options: BuildOptions,
): Promise<DecodedAll> {
  const decode = await decoderOf(sharp, listing, writer.shape);
  const weightOf = (i: number): number => wanted[i]!.header.height * wanted[i]!.header.width;
  const kept: number[] = [];
  const rejected: Rejected[] = [];
  let colourful = false;
  let done = 0;
  for await (const image of inOrder(wanted.length, limits(), weightOf, (i) => decode(wanted[i]!))) {
    const { at } = wanted[done]!;
    if (isRefusal(image)) rejected.push({ name: imageName(listing.images, at), ...image });
    else {
      await writer.add(image.pixels, image.digest);
      kept.push(at);
      colourful ||= image.colourful;
    }
    done++;
    options.progress?.(done, wanted.length);
  }
  return { kept, rejected, colourful };
}

/**
 * Decodes everything that is listed into a cache file: headers first, then pixels, then which pictures are alike.
 * Throws E272 when more than half of the images are unreadable.
 */
export function buildCache(path: string, listing: Listing, options: BuildOptions): Promise<void> {
  return withSharp(async (sharp) => {
    const surveyed = await survey(sharp, listing);
    const total = imageCount(listing.images) + listing.rejected.length;
    const lost = [...listing.rejected, ...surveyed.rejected];
    checkRejected(listing.path, lost, total);
    const writer = await CacheWriter.create(path, shapeOf(surveyed.wanted, options));
    try {
      const decoded = await decodeAll(sharp, listing, surveyed.wanted, writer, options);
      checkRejected(listing.path, [...lost, ...decoded.rejected], total);
      if (writer.shape[0] === 3 && options.channels === undefined && !decoded.colourful) await writer.dropColour();
      await writer.flush();
      await writer.finish(indexOf(writer, surveyed, decoded, options));
    } catch (cause) {
      await writer.abandon();
      throw cause;
    }
  });
}

function indexOf(writer: CacheWriter, surveyed: Surveyed, decoded: DecodedAll, options: BuildOptions): CacheIndex {
  const alike = pictureUnits(writer);
  return {
    kept: decoded.kept,
    units: [...alike.units],
    rejected: [...surveyed.rejected, ...decoded.rejected],
    notices: [
      sizeNotice(
        surveyed.wanted.map(({ header }) => header),
        writer.shape,
        options,
      ),
      ...surveyed.notices,
      ...pictureNotices(alike, writer.rows),
    ],
  };
}
