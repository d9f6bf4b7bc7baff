import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageSet, readImageSet } from "../../../src/data/index.ts";
import { cacheFolder, tidy } from "../../../src/data/image/cacheFolder.ts";
import { scratch } from "../files.ts";
import { idx, picture, png, writeAll } from "./make.ts";

const { folder } = scratch();
const fresh = (): string => mkdtempSync(join(folder, "set-"));
const good = Promise.all([1, 2, 3, 4].map((seed) => png(picture(seed, 16, 16))));

async function images(): Promise<string> {
  const path = fresh();
  const [a, b, c, d] = await good;
  writeAll(path, { "x/a.png": a!, "x/b.png": b!, "y/c.png": c!, "y/d.png": d!, "y/e.png": "broken" });
  return path;
}

/** Reads, and says how many images were decoded for it. */
async function read(path: string, cache: string, options = {}): Promise<{ set: ImageSet; decoded: number }> {
  let decoded = 0;
  const set = await readImageSet(path, { cache, progress: (done) => (decoded = done), ...options });
  return { set, decoded };
}
const filesOf = (cache: string): string[] => readdirSync(cache).filter((name) => name.endsWith(".pixels"));
const contentOf = ({ pixels, units, names, rejected, notices, hash, shape }: ImageSet): unknown => ({
  ...{ units, names, rejected, notices, hash, shape },
  bytes: names.map((_, row) => [...pixels.bytes(row)]),
});

describe("the cache", () => {
  it("gives the second time what it gave the first, without decoding", async () => {
    const [path, cache] = [await images(), fresh()];
    const first = await read(path, cache);
    const again = await read(path, cache);
    expect([first.decoded, again.decoded]).toEqual([4, 0]);
    expect(contentOf(again.set)).toEqual(contentOf(first.set));
    expect(readdirSync(cache)).toEqual(filesOf(cache));
  });

  it("decodes anew when a file, its size, its time or what is asked changes, and not when labels do", async () => {
    const [path, cache] = [await images(), fresh()];
    const decoded = async (options = {}): Promise<number> => (await read(path, cache, options)).decoded;
    expect(await decoded()).toBe(4);
    expect(await decoded({ size: 8 })).toBe(4);
    expect(await decoded({ channels: 1 })).toBe(4);
    expect(await decoded({ size: "8" })).toBe(0);
    utimesSync(join(path, "x/a.png"), 1, 1);
    expect(await decoded()).toBe(4);
    writeFileSync(join(path, "y/e.png"), (await good)[0]!);
    expect(await decoded()).toBe(5);
    renameSync(join(path, "x/b.png"), join(path, "y/b.png"));
    expect(await decoded()).toBe(5);
    writeFileSync(join(path, "list.csv"), "file,label\nx/a.png,1\ny/b.png,2\n");
    const list = join(path, "list.csv");
    expect((await read(list, cache)).decoded).toBe(2);
    writeFileSync(list, "file,label\nx/a.png,one\ny/b.png,two\n");
    const { set, decoded: again } = await read(list, cache);
    expect(again).toBe(0);
    expect(set.target).toMatchObject({ levels: ["one", "two"] });
  });

  it("is rebuilt when it is cut short, longer, or has any byte changed", async () => {
    const [path, cache] = [await images(), fresh()];
    const expected = contentOf((await read(path, cache)).set);
    const file = join(cache, filesOf(cache)[0]!);
    const whole = readFileSync(file);
    const damage = fc.oneof(
      fc.nat(whole.length - 1).map((n) => whole.subarray(0, n)),
      fc.constant(Buffer.concat([whole, Buffer.of(0)])),
      fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
        const copy = Buffer.from(whole);
        copy[at] = copy[at]! ^ flip;
        return copy;
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        writeFileSync(file, bytes);
        const { set, decoded } = await read(path, cache);
        expect(decoded).toBe(4);
        expect(contentOf(set)).toEqual(expected);
        expect(readFileSync(file).equals(whole)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("on the disk, tells of damage when a damaged image is read, and only then", async () => {
    const [path, cache] = [await images(), fresh()];
    const { set } = await read(path, cache, { memoryBytes: 0 });
    const file = join(cache, filesOf(cache)[0]!);
    const bytes = readFileSync(file);
    const offset = set.pixels.describe().file!.offset;
    bytes[offset + 768 + 5]! ^= 1;
    writeFileSync(file, bytes);
    const again = (await read(path, cache, { memoryBytes: 0 })).set;
    expect([...again.pixels.bytes(0)]).toEqual([...set.pixels.bytes(0)]);
    expect(() => again.pixels.bytes(1)).toThrow(expect.objectContaining({ code: "E277" }) as Error);
    truncateSync(file, offset + 768);
    expect(() => again.pixels.bytes(2)).toThrow(expect.objectContaining({ code: "E277" }) as Error);
    set.pixels.close();
    again.pixels.close();
  });

  it("may be built by two at once, and leaves no temporary file", async () => {
    const [path, cache] = [await images(), fresh()];
    const all = await Promise.all([1, 2, 3, 4].map(() => read(path, cache)));
    for (const { set } of all) expect(contentOf(set)).toEqual(contentOf(all[0]!.set));
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it("leaves nothing when reading fails", async () => {
    const [path, cache] = [fresh(), fresh()];
    writeAll(path, {
      "images-idx3-ubyte": idx([2, 2, 2], Uint8Array.of(1)),
      "labels-idx1-ubyte": idx([2], Uint8Array.of(0, 1)),
    });
    await expect(read(path, cache)).rejects.toMatchObject({ code: "E240" });
    writeAll(path, { "b/1.png": "no" });
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe("the folder of the cache", () => {
  it("is the one that is named, else the user's, else one for temporary files", async () => {
    const [named, xdg] = [fresh(), fresh()];
    expect(await cacheFolder(undefined, { REGULARIZE_CACHE: named, XDG_CACHE_HOME: xdg })).toBe(named);
    expect(await cacheFolder(undefined, { XDG_CACHE_HOME: xdg })).toBe(join(xdg, "regularize"));
    expect(await cacheFolder(join(named, "a/b"), {})).toBe(join(named, "a/b"));
    writeFileSync(join(named, "file"), "");
    const temporary = await cacheFolder(undefined, { REGULARIZE_CACHE: join(named, "file/x") });
    expect(temporary).toMatch(/regularize-cache-/u);
    expect(statSync(temporary).mode & 0o022).toBe(0);
  });

  it("keeps the files that were used last within its size, those of the last hour always", async () => {
    const cache = fresh();
    const now = 1e12;
    const file = (name: string, hours: number): void => {
      writeFileSync(join(cache, name), Buffer.alloc(100));
      utimesSync(join(cache, name), (now - hours * 3.6e6) / 1000, (now - hours * 3.6e6) / 1000);
    };
    for (const [name, hours] of Object.entries({
      "a.pixels": 50,
      "b.pixels": 2,
      "c.pixels": 30,
      "d.pixels": 0.5,
      "e.pixels": 0.1,
    }))
      file(name, hours);
    file(".0.tmp", 25);
    file(".1.tmp", 1);
    file("other", 1000);
    await tidy(cache, 350, now);
    expect(readdirSync(cache).sort()).toEqual([".1.tmp", "b.pixels", "d.pixels", "e.pixels", "other"]);
    await tidy(cache, 10, now);
    expect(readdirSync(cache).sort()).toEqual([".1.tmp", "d.pixels", "e.pixels", "other"]);
  });

  it("has its files renewed by use", async () => {
    const [path, cache] = [await images(), fresh()];
    await read(path, cache);
    const file = join(cache, filesOf(cache)[0]!);
    utimesSync(file, 1, 1);
    await read(path, cache);
    expect(statSync(file).mtimeMs).toBeGreaterThan(1e12);
  });
});

describe("the hash of a data set", () => {
  it("is that of its content: not of its place, its times or the size that is asked", async () => {
    const [path, cache] = [await images(), fresh()];
    const hash = async (at: string, options = {}): Promise<string> => (await read(at, cache, options)).set.hash;
    const before = await hash(path);
    expect(before).toMatch(/^[0-9a-f]{64}$/u);
    const copy = join(fresh(), "elsewhere");
    cpSync(path, copy, { recursive: true });
    utimesSync(join(copy, "x/a.png"), 5, 5);
    chmodSync(join(copy, "x/a.png"), 0o600);
    expect(await hash(copy)).toBe(before);
    expect(await hash(path, { size: 8 })).toBe(before);
  });

  it("changes with any image's content, name or label", async () => {
    const cache = fresh();
    const [a, b, c] = await good;
    const hashes = new Set<string>();
    const variants: Record<string, Uint8Array>[] = [
      { "x/a.png": a!, "y/b.png": b! },
      { "x/a.png": a!, "y/b.png": c! },
      { "x/a.png": b!, "y/b.png": a! },
      { "x/a.png": a!, "y/c.png": b! },
      { "x/a.png": a!, "z/b.png": b! },
      { "x/a.png": a!, "y/b.png": b!, "y/c.png": c! },
    ];
    for (const files of variants) {
      const path = fresh();
      writeAll(path, files);
      hashes.add((await read(path, cache)).set.hash);
    }
    for (const labels of ["1,2", "2,1", "1,"]) {
      const path = fresh();
      const [first, second] = labels.split(",");
      writeAll(path, { "a.png": a!, "b.png": b!, "l.csv": `f,l\na.png,${first}\nb.png,${second}\n` });
      hashes.add((await read(join(path, "l.csv"), cache)).set.hash);
    }
    expect(hashes.size).toBe(variants.length + 3);
  });
});
