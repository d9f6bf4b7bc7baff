import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readImageSet } from "../../../src/data/index.ts";
import { category, scratch, words } from "../files.ts";
import { picture, planes, png, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");
const fresh = (): string => mkdtempSync(join(folder, "set-"));

describe("a folder with a sub-folder per class", () => {
  it("gives the pixels that were written, as floats in [0, 1], [channels, height, width]", async () => {
    const path = fresh();
    const pictures = [0, 1, 2].map((seed) => picture(seed, 20, 24));
    const [a, b, c] = await Promise.all(pictures.map(png));
    writeAll(path, { "cats/b/1.png": b!, "cats/a.png": a!, "dogs/x.png": c! });
    const set = await readImageSet(path, { cache });
    expect(set.names).toEqual(["cats/a.png", "cats/b/1.png", "dogs/x.png"]);
    expect(words(category({ columns: [set.target] } as never, "class"))).toEqual(["cats", "cats", "dogs"]);
    expect(set.shape).toEqual([3, 20, 24]);
    const out = new Float32Array(2 * 3 * 20 * 24);
    set.pixels.gather(Int32Array.of(2, 0), out);
    const expected = [...planes(pictures[2]!), ...planes(pictures[0]!)].map((byte) => Math.fround(byte / 255));
    expect([...out]).toEqual(expected);
    expect([...set.pixels.bytes(1)]).toEqual(planes(pictures[1]!));
    expect(set.pixels.length).toBe(3 * 3 * 20 * 24);
  });
});
