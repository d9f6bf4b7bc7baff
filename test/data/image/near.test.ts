import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../../src/core/index.ts";
import { imageSetOf, readImageSet } from "../../../src/data/index.ts";
import { CandidateGrid } from "../../../src/data/image/candidates.ts";
import { MEAN_DIFFERENCE } from "../../../src/data/image/thumbnail.ts";
import { scratch } from "../files.ts";
import { jpeg, picture, planes, png, sharpOf, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");

const unitsOf = (images: readonly ArrayLike<number>[], shape: readonly [number, number, number]): number[] => [
  ...imageSetOf({
    pixels: Uint8Array.from(images.flatMap((image) => Array.from(image))),
    shape,
    labels: images.map((_, i) => String(i)),
  }).units,
];

describe("images of one picture", () => {
  it("are joined when they are encoded again or scaled, and other pictures are not", async () => {
    const path = mkdtempSync(join(folder, "set-"));
    const files: Record<string, Buffer> = {};
    for (let i = 0; i < 25; i++) {
      const source = picture(i, 128, 160);
      const name = String(i).padStart(2, "0");
      files[`${name}/a.png`] = await png(source);
      files[`${name}/b.jpg`] = await jpeg(source, 75);
      files[`${name}/c.webp`] = await sharpOf(source).webp({ quality: 70 }).toBuffer();
      files[`${name}/d.png`] = await sharpOf(source).resize(80, 64).png().toBuffer();
      files[`${name}/e.jpg`] = await sharp(await jpeg(source))
        .resize(320, 256)
        .jpeg({ quality: 85 })
        .toBuffer();
      files[`${name}/f.png`] = files[`${name}/a.png`]!;
    }
    writeAll(path, files);
    const set = await readImageSet(path, { cache });
    expect([...set.units]).toEqual(set.names.map((_, row) => row - (row % 6)));
    const said = set.notices.map(({ text }) => text).find((text) => text.includes("one side of the split"));
    expect(said).toMatch(/^50 copies of another image and 75 images nearly like another of 150/u);
    expect(set.notices.some(({ text }) => text.includes("several labels"))).toBe(false);
  });

  it("differ in colour alone, and are then not joined", () => {
    const source = planes(picture(1, 16, 16));
    const swapped = [...source.slice(512), ...source.slice(256, 512), ...source.slice(0, 256)];
    expect(unitsOf([source, swapped], [3, 16, 16])).toEqual([0, 1]);
  });

  it("small handwriting of one pixel's width is not joined, however few its pixels", () => {
    const stroke = (column: number): Uint8Array => {
      const image = new Uint8Array(28 * 28);
      for (let y = 4; y < 24; y++) image[y * 28 + column] = 255;
      return image;
    };
    const columns = Array.from({ length: 20 }, (_, i) => stroke(4 + i));
    const units = unitsOf(columns, [1, 28, 28]);
    // thumbnails see two columns as one: neighbours may be joined, strokes further apart never are
    for (const [i, first] of units.entries()) expect(i - first).toBeLessThanOrEqual(1);
  });

  it("that are equal are always joined, to the first of them", () => {
    const images = fc.array(fc.nat(3), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(images, (kinds) => {
        const all = kinds.map((kind) => planes(picture(kind, 8, 8)));
        expect(unitsOf(all, [3, 8, 8])).toEqual(kinds.map((kind) => kinds.indexOf(kind)));
      }),
      { numRuns: 30 },
    );
  });

  it("are told apart by equality alone where all are nearly alike, with a warning", () => {
    const random = randomOf(fold(keyOf(3), "noise"));
    const scene = picture(4, 16, 16, 1).data;
    const frames = Array.from({ length: 60 }, () => scene.map((value) => value + random.below(3)));
    const set = imageSetOf({
      pixels: Uint8Array.from([...frames, frames[0]!].flatMap((frame) => [...frame])),
      shape: [1, 16, 16],
      labels: Array.from({ length: 61 }, () => "x"),
    });
    expect([...set.units]).toEqual([...Array.from({ length: 60 }, (_, i) => i), 0]);
    expect(set.notices.filter(({ level }) => level === "warning").map(({ flag }) => flag)).toEqual(["--group"]);
  });
});

describe("the grid of candidates", () => {
  it("misses no pair whose thumbnails differ by less than the threshold, and proposes each pair once", () => {
    const seeds = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 16 }), (seed, height, width) => {
        const random = randomOf(keyOf(seed));
        const [n, size] = [40, height * width];
        const greys = new Uint8Array(n * size);
        for (let i = 0; i < n; i++) {
          const from = i < 4 ? -1 : random.below(i);
          for (let k = 0; k < size; k++) {
            const near = (greys[from * size + k] ?? 0) + random.below(19) - 9;
            greys[i * size + k] = from < 0 ? random.below(256) : Math.max(0, Math.min(255, near));
          }
        }
        const proposed = new Set<string>();
        const grid = new CandidateGrid(greys, n, [height, width]);
        const complete = grid.visitPairs((i, j) => {
          const pair = `${Math.min(i, j)} ${Math.max(i, j)}`;
          expect(proposed.has(pair)).toBe(false);
          proposed.add(pair);
        });
        expect(complete).toBe(true);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < i; j++) {
            let sum = 0;
            for (let k = 0; k < size; k++) sum += Math.abs(greys[i * size + k]! - greys[j * size + k]!);
            if (sum / size <= MEAN_DIFFERENCE) expect(proposed.has(`${j} ${i}`)).toBe(true);
          }
      }),
      { numRuns: 60 },
    );
  });

  it("gives up before it starts when everything is alike", () => {
    const n = 12_000;
    const grid = new CandidateGrid(new Uint8Array(n * 16).fill(9), n, [4, 4]);
    let pairs = 0;
    expect(grid.visitPairs(() => pairs++)).toBe(false);
    expect(pairs).toBe(0);
  });
});
