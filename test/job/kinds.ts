import { join } from "node:path";
import sharp from "sharp";
import { afterAll } from "vitest";
import { fold, keyOf, type Random, randomOf } from "../../src/core/index.ts";
import type { DataColumn } from "../../src/data/index.ts";
import { memoryPixels } from "../../src/data/image/pixels.ts";
import type { Prepared } from "../../src/job/prepare.ts";
import { idx, png, writeAll } from "../data/image/make.ts";
import { csv, scratch as folder } from "./make.ts";

/** A scratch folder, in which decoded images are kept too. */
export function scratch(): ReturnType<typeof folder> {
  const made = folder();
  const before = process.env["REGULARIZE_CACHE"];
  process.env["REGULARIZE_CACHE"] = made.at("cache");
  afterAll(() => {
    if (before === undefined) delete process.env["REGULARIZE_CACHE"];
    else process.env["REGULARIZE_CACHE"] = before;
  });
  return made;
}

export interface Pictures {
  readonly rows: number;
  readonly classes: number;
  readonly side: number;
  readonly channels: 1 | 3;
}

/** Noise that no two images share, and a bright patch whose corner is the class. Interleaved [side, side, channels]. */
export function pixelsOf(row: number, { classes, side, channels }: Pictures): Uint8Array {
  const random = randomOf(fold(keyOf(7), "image", row));
  const label = row % classes;
  const half = side >> 1;
  const [top, left] = [(label >> 1) * half, (label & 1) * half];
  return Uint8Array.from({ length: side * side * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % side, Math.floor(i / channels / side)];
    const isIn = y >= top && y < top + half && x >= left && x < left + half;
    return random.below(120) + (isIn ? 120 : 0);
  });
}

/** IDX files; `label` of a row is row modulo classes unless said. */
export function idxFolder(at: string, of: Pictures, label = (row: number): number => row % of.classes): string {
  const data = Uint8Array.from(Array.from({ length: of.rows }, (_, row) => [...pixelsOf(row, of)]).flat());
  writeAll(at, {
    "train-images-idx3-ubyte": idx([of.rows, of.side, of.side], data),
    "train-labels-idx1-ubyte": idx(
      [of.rows],
      Uint8Array.from({ length: of.rows }, (_, row) => label(row)),
    ),
  });
  return at;
}

/** A folder with a sub-folder per class. */
export async function pictureFolder(at: string, of: Pictures): Promise<string> {
  const files: Record<string, Uint8Array> = {};
  for (let row = 0; row < of.rows; row++) {
    const picture = { height: of.side, width: of.side, channels: of.channels, data: pixelsOf(row, of) };
    files[`class ${row % of.classes}/${row}.png`] = await png(picture);
  }
  writeAll(at, files);
  return at;
}

/** A CSV of paths in a picture folder, and what `answer` says of each. */
export function pathList(at: string, of: Pictures, name: string, answer: (row: number) => string | number): string {
  const rows = csv(["file", name], of.rows, (row) => [`class ${row % of.classes}/${row}.png`, answer(row)]);
  writeAll(at, { "list.csv": rows });
  return join(at, "list.csv");
}

/** Decoded again by sharp itself, interleaved. */
export const decoded = async (path: string, channels: 1 | 3): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp(path)
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .removeAlpha()
      .raw()
      .toBuffer(),
  );

const PRAISE = "good great lovely fine superb".split(" ");
const BLAME = "bad awful dreadful poor dull".split(" ");
const FILLER = "the film was quite long and its music went on while people in town talked about it".split(" ");

/** Two thirds filler, one third of words that tell the class; every text ends with a word of its own. */
export function textOf(row: number, isGood: boolean, random: Random): string {
  const some = Array.from({ length: 8 }, (_, i) => {
    const from = i % 3 === 2 ? (isGood ? PRAISE : BLAME) : FILLER;
    return from[random.below(from.length)]!;
  });
  return `${some.join(" ")} token${row}.`;
}

/** Columns review and label, or score with the number of words of praise. */
export function texts(rows: number, kind: "classes" | "numbers" = "classes", seed = 1): string {
  const random = randomOf(keyOf(seed));
  return csv(["review", kind === "classes" ? "label" : "score"], rows, (row) => {
    const isGood = random.below(2) === 0;
    const text = textOf(row, isGood, random);
    const praise = text.split(" ").filter((word) => PRAISE.includes(word)).length;
    return [text, kind === "classes" ? (isGood ? "good" : "bad") : (praise + random.uniform() / 10).toFixed(3)];
  });
}

/** Two numbers that tell a class of a fifth of the rows, a number with gaps, a colour, a town of many. */
export function mixedTable(rows: number, seed = 1): string {
  const random = randomOf(keyOf(seed));
  return csv(["a", "b", "gaps", "color", "town", "label"], rows, (row) => {
    const isRare = row % 5 === 0;
    const gaps = random.below(6) === 0 ? "" : random.uniform().toFixed(4);
    const color = ["red", "green", "blue"][random.below(3)]!;
    const numbers = [random.normal() + (isRare ? 2 : 0), random.normal()].map((v) => v.toFixed(5));
    return [...numbers, gaps, color, `town ${random.below(24)}`, isRare ? "rare" : "common"];
  });
}

/** Numbers alone, and a class of a fifth of the rows; `noise` 0 makes the classes far apart. */
export function numericTable(rows: number, seed = 1): string {
  const random = randomOf(keyOf(seed));
  return csv(["a", "b", "c", "label"], rows, (row) => {
    const isRare = row % 5 === 0;
    const numbers = [random.normal() + (isRare ? 1 : 0), random.normal(), random.normal()].map((v) => v.toFixed(5));
    return [...numbers, isRare ? "rare" : "common"];
  });
}

/** The same data, but that some rows say something else altogether: other values, other words, other pixels, other answers. */
export function changed(prepared: Prepared, rows: ReadonlySet<number>): Prepared {
  const target = changedColumn(prepared.target, rows);
  if (prepared.kind === "table")
    return { ...prepared, target, features: prepared.features.map((column) => changedColumn(column, rows)) };
  if (prepared.kind === "text") {
    const texts = prepared.texts.map((text, row) => (rows.has(row) ? `secret secret${row} zebra quagga secret` : text));
    return { ...prepared, target, texts };
  }
  const { shape, pixels } = prepared.set;
  const width = shape[0] * shape[1] * shape[2];
  const memory = new SharedArrayBuffer(pixels.rows * width);
  const all = new Uint8Array(memory);
  for (let row = 0; row < pixels.rows; row++) {
    const own = pixels.bytes(row);
    all.set(rows.has(row) ? own.map((byte) => 255 - (byte >> 1)) : own, row * width);
  }
  return { ...prepared, target, set: { ...prepared.set, pixels: memoryPixels(memory, pixels.rows, shape) } };
}

/** Numbers far outside, and levels that are others of the column. */
function changedColumn(column: DataColumn, rows: ReadonlySet<number>): DataColumn {
  if (column.kind === "numeric") {
    const values = column.values.map((value, row) => (rows.has(row) ? 1e4 + 37 * row : value));
    return { ...column, values };
  }
  const levels = column.levels.length;
  const codes = column.codes.map((code, row) => (rows.has(row) && code >= 0 ? (code + 1) % levels : code));
  return { ...column, codes };
}
