import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readImages } from "../../src/data/images.ts";

const folder = mkdtempSync(join(tmpdir(), "regularize-images-"));

function file(name: string, shape: readonly number[], data: readonly number[]): string {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  for (const [i, d] of shape.entries()) header.writeUInt32BE(d, 4 + 4 * i);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header, Buffer.from(data)]));
  return path;
}

const images = file("images", [3, 1, 2], [0, 255, 51, 102, 153, 204]);
const labels = file("labels", [3], [2, 0, 1]);

describe("readImages", () => {
  it("gives brightness in [0, 1] and one-hot classes", async () => {
    const { x, ...rest } = await readImages(images, labels);
    expect([...x]).toEqual([0, 1, 0.2, 0.4, 0.6, 0.8].map(Math.fround));
    expect(rest).toEqual({ rows: 3, y: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0), shape: [1, 1, 2], classes: 3 });
  });

  it("standardizes, and has as many classes as it is told", async () => {
    const { x, y, classes } = await readImages(images, labels, { mean: 0.2, deviation: 0.5, classes: 5 });
    expect([...x]).toEqual([0, 1, 0.2, 0.4, 0.6, 0.8].map((v) => Math.fround((v - 0.2) / 0.5)));
    expect(classes).toBe(5);
    expect([...y.subarray(0, 5)]).toEqual([0, 0, 1, 0, 0]);
  });

  it("reads the images shipped here: 500 of ten classes, about as many of each", async () => {
    const at = (name: string): string => resolve(import.meta.dirname, "../../data/fashion", name);
    const { rows, x, y, shape } = await readImages(at("t10k-images-idx3-ubyte.gz"), at("t10k-labels-idx1-ubyte.gz"));
    expect({ rows, shape }).toEqual({ rows: 500, shape: [1, 28, 28] });
    expect(x.every((v) => v >= 0 && v <= 1)).toBe(true);
    for (let k = 0; k < 10; k++) expect(y.filter((v, i) => i % 10 === k && v === 1).length).toBeGreaterThan(30);
  });

  it("refuses files that do not belong together, and labels that are no class", async () => {
    await expect(readImages(labels, labels)).rejects.toMatchObject({ code: "E241", where: labels });
    await expect(readImages(images, images)).rejects.toMatchObject({ code: "E241", where: images });
    const two = file("two", [2], [0, 1]);
    await expect(readImages(images, two)).rejects.toMatchObject({ code: "E241", expected: "[3]", received: "[2]" });
    const few = readImages(images, labels, { classes: 2 });
    await expect(few).rejects.toMatchObject({ code: "E241", expected: "below 2", received: "2" });
    expect((await few.catch((error: unknown) => error)) as Error).toMatchObject({ message: /label 1 is no class/u });
  });
});
