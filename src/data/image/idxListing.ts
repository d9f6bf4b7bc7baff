import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { readIdx } from "../idx.ts";
import { headOf, openSource } from "../source.ts";
import { type DataColumn, info, type Notice } from "../table.ts";
import { classColumn, unlabelled } from "./target.ts";
import type { ImageShape, Listing } from "./types.ts";
import { stampOf } from "./walk.ts";

/** `train-images-idx3-ubyte.gz`, `train-images.idx3-ubyte`. */
const IMAGES = /images[-.]idx3/iu;

/** The first four bytes of a file of [rows, height, width] bytes. */
export const IMAGES_MAGIC = 0x0803;

export const isIdxName = (name: string): boolean => IMAGES.test(name);

const plainName = (name: string): string => name.replace(/\.gz$/iu, "");

/** The names that the labels of this file may have: first as it is zipped itself. */
function labelNames(images: string): string[] {
  const labels = plainName(images)
    .replace(/images/iu, (word) => (word === "IMAGES" ? "LABELS" : "labels"))
    .replace(/idx3/iu, "idx1");
  return /\.gz$/iu.test(images) ? [`${labels}.gz`, labels] : [labels, `${labels}.gz`];
}

interface Pair {
  readonly images: string;
  /** Undefined when there are none, which is well only where none are needed. */
  readonly labels: string | undefined;
}

/** Files of images, each with its labels; of a file and its zipped copy the first. */
function pairsOf(names: readonly string[]): Pair[] {
  const seen = new Set<string>();
  return [...names].sort().flatMap((images) => {
    if (!isIdxName(images) || seen.has(plainName(images))) return [];
    seen.add(plainName(images));
    return [{ images, labels: labelsBeside(images, names) }];
  });
}

const labelsBeside = (images: string, names: readonly string[]): string | undefined =>
  labelNames(images).find((name) => name !== images && names.includes(name));

const noLabels = (images: string): RegularizeError =>
  new RegularizeError({
    code: "E275",
    where: images,
    message: `${images} has no file of labels beside it`,
    expected: labelNames(basename(images)).join(" or "),
    todo: "put the labels beside the images",
  });

interface Chosen {
  readonly pair: Pair;
  readonly notices: readonly Notice[];
}

/** The only pair of a folder, or the one called train. */
function choose(path: string, names: readonly string[]): Chosen {
  const all = pairsOf(names);
  const labelled = all.filter(({ labels }) => labels !== undefined);
  const pairs = labelled.length > 0 ? labelled : all;
  const train = pairs.filter(({ images }) => /train/iu.test(images));
  const first = pairs.length === 1 ? pairs[0] : train[0];
  if (first === undefined || (pairs.length > 1 && train.length > 1))
    throw new RegularizeError({
      code: "E275",
      where: path,
      message: `${path} holds several files of images, and not one of them is called train`,
      received: pairs.map(({ images }) => images).join(", "),
      todo: `name one of them: ${join(path, pairs[0]?.images ?? "images-idx3-ubyte")}`,
    });
  const others = pairs.filter((pair) => pair !== first).map(({ images }) => images);
  return {
    pair: first,
    notices: others.length === 0 ? [] : [info(`${first.images} is used, not ${others.join(", ")}`)],
  };
}

/** [rows]: the labels, one for each image. */
async function readLabels(path: string, rows: number): Promise<DataColumn> {
  const marks = await readIdx(path);
  if (marks.shape.length !== 1 || marks.shape[0] !== rows)
    throw misfit(path, "it is not one label per image", `[${rows}]`, `[${marks.shape.join(", ")}]`);
  return classColumn("label", Array.from(marks.data, String));
}

/**
 * A folder of IDX files, or one file of images with its labels beside it. Throws E210, E240 and E241 for files that are
 * damaged or do not belong together, E275 when there are no labels (unless they are optional) or too many pairs.
 */
export async function listIdx(
  path: string,
  isFolder: boolean,
  labelled: "required" | "optional" = "required",
): Promise<Listing> {
  const folder = isFolder ? path : dirname(path);
  const names = await readdir(folder);
  const own: Pair = { images: basename(path), labels: labelsBeside(basename(path), names) };
  const { pair, notices } = isFolder ? choose(path, names) : { pair: own, notices: [] };
  const file = join(folder, pair.images);
  if (pair.labels === undefined && labelled === "required") throw noLabels(file);
  const { shape, rows } = await idxShape(file);
  const load = async (): Promise<Uint8Array> => (await readIdx(file)).data;
  // the header's word for the number of rows is checked: by the labels, or by the pixels
  if (pair.labels === undefined) await load();
  const stamp = stampOf(await stat(file, { bigint: true }));
  return {
    ...{ path, root: resolve(file), rejected: [], notices },
    images: { kind: "array", rows, shape, stamp, load },
    target: pair.labels === undefined ? unlabelled("label", rows) : await readLabels(join(folder, pair.labels), rows),
  };
}

const misfit = (where: string, message: string, expected: string, received: string): RegularizeError =>
  new RegularizeError({ code: "E241", where, message: `${where}: ${message}`, expected, received });

/** The sizes in the header, without unzipping the rest. */
async function idxShape(path: string): Promise<{ rows: number; shape: ImageShape }> {
  const { head } = await headOf(await openSource(path), 16);
  const [rows, height, width] = [4, 8, 12].map((at) => (head.length < 16 ? 0 : head.readUInt32BE(at)));
  if (rows && height && width && head.readUInt32BE(0) === IMAGES_MAGIC) return { rows, shape: [1, height, width] };
  const { shape } = await readIdx(path);
  throw misfit(path, "its entries are not images", "[rows, height, width]", `[${shape.join(", ")}]`);
}
