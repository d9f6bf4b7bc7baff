import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { readIdx } from "../idx.ts";
import { headOf, openSource } from "../source.ts";
import { info, type Notice } from "../table.ts";
import { classColumn } from "./target.ts";
import type { ImageShape, Listing } from "./types.ts";
import { stampOf } from "./walk.ts";

/** `train-images-idx3-ubyte.gz`, `train-images.idx3-ubyte`. */
const IMAGES = /images[-.]idx3/iu;

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
  readonly labels: string;
}

/** Files of images with labels beside them; of a file and its zipped copy the first. */
function pairsOf(names: readonly string[]): Pair[] {
  const seen = new Set<string>();
  return [...names].sort().flatMap((images) => {
    if (!isIdxName(images) || seen.has(plainName(images))) return [];
    const labels = labelNames(images).find((name) => names.includes(name));
    if (labels === undefined) return [];
    seen.add(plainName(images));
    return [{ images, labels }];
  });
}

const noLabels = (images: string): RegularizeError =>
  new RegularizeError({
    code: "E275",
    where: images,
    message: `${images} has no file of labels beside it`,
    expected: labelNames(basename(images)).join(" or "),
    todo: "put the labels beside the images",
  });

function choose(path: string, names: readonly string[]): { pair: Pair; notices: Notice[] } {
  const pairs = pairsOf(names);
  const [only] = pairs;
  if (only === undefined) throw noLabels(join(path, names.find(isIdxName) ?? "images-idx3-ubyte"));
  if (pairs.length === 1) return { pair: only, notices: [] };
  const train = pairs.filter(({ images }) => /train/iu.test(images));
  const [first] = train;
  if (train.length !== 1 || first === undefined)
    throw new RegularizeError({
      code: "E275",
      where: path,
      message: `${path} holds several pairs of images and labels, and not one of them is called train`,
      received: pairs.map(({ images }) => images).join(", "),
      todo: `name one of them: ${join(path, only.images)}`,
    });
  const others = pairs.filter((pair) => pair !== first).map(({ images }) => images);
  return { pair: first, notices: [info(`${first.images} is used, not ${others.join(", ")}`)] };
}

/** A folder of a pair of IDX files, or one file of images with its labels beside it. Throws E210, E240, E241 and E275. */
export async function listIdx(path: string, isFolder: boolean): Promise<Listing> {
  const folder = isFolder ? path : dirname(path);
  const names = await readdir(folder);
  const name = basename(path);
  const labels = isFolder ? undefined : labelNames(name).find((other) => other !== name && names.includes(other));
  if (!isFolder && labels === undefined) throw noLabels(path);
  const { pair, notices } =
    labels === undefined ? choose(path, names) : { pair: { images: name, labels }, notices: [] };
  const file = join(folder, pair.images);
  const marks = await readIdx(join(folder, pair.labels));
  const { shape, rows } = await idxShape(file);
  if (marks.shape.length !== 1 || marks.shape[0] !== rows)
    throw misfit(
      join(folder, pair.labels),
      "it is not one label per image",
      `[${rows}]`,
      `[${marks.shape.join(", ")}]`,
    );
  return {
    path,
    root: resolve(file),
    images: {
      ...{ kind: "array", rows, shape, stamp: stampOf(await stat(file, { bigint: true })) },
      load: async () => (await readIdx(file)).data,
    },
    target: classColumn("label", Array.from(marks.data, String)),
    rejected: [],
    notices,
  };
}

const misfit = (where: string, message: string, expected: string, received: string): RegularizeError =>
  new RegularizeError({ code: "E241", where, message: `${where}: ${message}`, expected, received });

/** The sizes in the header, without unzipping the rest. */
async function idxShape(path: string): Promise<{ rows: number; shape: ImageShape }> {
  const { head } = await headOf(await openSource(path), 16);
  if (head.length < 16 || head.readUInt32BE(0) !== 0x0803) {
    const { shape } = await readIdx(path);
    throw misfit(path, "its entries are not images", "[rows, height, width]", `[${shape.join(", ")}]`);
  }
  return { rows: head.readUInt32BE(4), shape: [1, head.readUInt32BE(8), head.readUInt32BE(12)] };
}
