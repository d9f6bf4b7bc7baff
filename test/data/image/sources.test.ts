import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  type DataColumn,
  type ImageSet,
  imageSetOf,
  isImageSource,
  readImageSet,
  writeParquet,
} from "../../../src/data/index.ts";
import { errorOf, scratch } from "../files.ts";
import { idx, picture, planes, png, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");
const fresh = (): string => mkdtempSync(join(folder, "set-"));
const read = (path: string, options = {}): Promise<ImageSet> => readImageSet(path, { cache, ...options });

const labels = (column: DataColumn): (string | number | undefined)[] =>
  column.kind === "numeric" ? [...column.values] : Array.from(column.codes, (code) => column.levels[code]);
const texts = ({ notices }: ImageSet): string => notices.map(({ text }) => text).join("\n");

const pictures = [0, 1, 2, 3].map((seed) => picture(seed, 16, 16));
const files = async (): Promise<Record<string, Buffer>> =>
  Object.fromEntries(await Promise.all(pictures.map(async (one, i) => [`img/${i}.png`, await png(one)] as const)));

describe("a folder with a sub-folder per class", () => {
  it("names images by their path, at any depth, in a fixed order, and gives the pixels that were written", async () => {
    const path = fresh();
    const [a, b, c, d] = Object.values(await files());
    writeAll(path, { "dogs/x.png": c!, "cats/b/1.png": b!, "cats/a.PNG": a!, "dogs/no-extension": d! });
    const set = await read(path);
    expect(set.names).toEqual(["cats/a.PNG", "cats/b/1.png", "dogs/no-extension", "dogs/x.png"]);
    expect(labels(set.target)).toEqual(["cats", "cats", "dogs", "dogs"]);
    expect(set).toMatchObject({ path, rows: 4, shape: [3, 16, 16], rejected: [] });
    for (const [row, of] of [0, 1, 3, 2].entries()) expect([...set.pixels.bytes(row)]).toEqual(planes(pictures[of]!));
    const out = new Float32Array(2 * 3 * 16 * 16);
    set.pixels.gather(Int32Array.of(3, 0), out);
    const bytes = [...planes(pictures[2]!), ...planes(pictures[0]!)];
    expect([...out]).toEqual(bytes.map((byte) => Math.fround(byte / 255)));
    expect(set.pixels.length).toBe(4 * 3 * 16 * 16);
  });

  it("reads train/ when the sub-folders are parts, and says so", async () => {
    const path = fresh();
    const [a, b, c, d] = Object.values(await files());
    writeAll(path, { "train/x/a.png": a!, "train/y/b.png": b!, "test/x/c.png": c!, "val/y/d.png": d! });
    const set = await read(path);
    expect(set.names).toEqual(["x/a.png", "y/b.png"]);
    expect(texts(set)).toContain("the images of train/ are used, not those of test/, val/");
  });

  it("takes images without a class where labels are optional", async () => {
    const path = fresh();
    const [a, b] = Object.values(await files());
    writeAll(path, { "a.png": a!, "b.png": b! });
    const set = await read(path, { labels: "optional" });
    expect(labels(set.target)).toEqual([undefined, undefined]);
    const one = await read(join(path, "b.png"), { labels: "optional" });
    expect([...one.pixels.bytes(0)]).toEqual(planes(pictures[1]!));
    expect(await errorOf(read(join(path, "b.png")))).toMatchObject({ code: "E271" });
  });
});

describe("a table of paths and labels", () => {
  const list = async (text: string, name = "list.csv"): Promise<string> => {
    const path = fresh();
    writeAll(path, { ...(await files()), [name]: text });
    return join(path, name);
  };

  it("finds the column of paths by its values, and the only other column is the label", async () => {
    const set = await read(await list("file,kind\nimg/2.png,b\nimg/0.png,a\nimg/3.png,b\n"));
    expect(set.names).toEqual(["img/2.png", "img/0.png", "img/3.png"]);
    expect(labels(set.target)).toEqual(["b", "a", "b"]);
    expect([...set.pixels.bytes(0)]).toEqual(planes(pictures[2]!));
  });

  it("keeps numbers as numbers: a regression", async () => {
    const path = await list("age\timg\tsex\n1.5\timg/0.png\tm\n\timg/1.png\tf\n7\timg/2.png\tf\n", "list.tsv");
    const set = await read(path, { target: "age" });
    expect(set.target).toMatchObject({ kind: "numeric", name: "age", missing: 1, distinct: 2, min: 1.5, max: 7 });
    expect(labels(set.target)).toEqual([1.5, Number.NaN, 7]);
    expect(texts(set)).toContain("the pixels of img are used, not sex");
  });

  it("reads JSON lines and Parquet", async () => {
    const rows = ["0", "1", "2"].map((i) => JSON.stringify({ image: `img/${i}.png`, label: `k${i}` })).join("\n");
    expect(labels((await read(await list(rows, "list.jsonl"))).target)).toEqual(["k0", "k1", "k2"]);
    const parquet = await list("", "empty.txt").then((path) => path.replace("empty.txt", "list.parquet"));
    await writeParquet(parquet, [
      { name: "image", values: ["img/1.png", "img/3.png"] },
      { name: "label", values: ["p", "q"] },
    ]);
    const set = await read(parquet);
    expect(labels(set.target)).toEqual(["p", "q"]);
    expect([...set.pixels.bytes(1)]).toEqual(planes(pictures[3]!));
  });

  it("holds many different paths and more than a thousand labels", async () => {
    const lines = Array.from({ length: 1100 }, (_, i) => `img/${i % 4}.png,person ${i}`);
    const set = await read(await list(`file,who\n${lines.join("\n")}\n`));
    expect(set.rows).toBe(1100);
    expect(new Set(labels(set.target)).size).toBe(1100);
    expect([...new Set(set.units)]).toEqual([0, 1, 2, 3]);
    expect(texts(set)).toContain("4 pictures with several labels");
  });

  it("says which column it needs to be told", async () => {
    expect(await errorOf(read(await list("a,b,c\nimg/0.png,img/1.png,1\n")))).toMatchObject({
      code: "E273",
      received: '"a", "b"',
      todo: '--image "a"',
    });
    expect(await errorOf(read(await list("a,b\n1,2\n3,4\n")))).toMatchObject({ code: "E273" });
    expect(await errorOf(read(await list("a,b\nimg/0.png,2\n"), { image: "aa" }))).toMatchObject({ code: "E273" });
    const three = await list("a,b,c\nimg/0.png,1,2\nimg/1.png,2,3\n");
    expect(await errorOf(read(three))).toMatchObject({ code: "E274", received: '"b", "c"' });
    expect(await errorOf(read(three, { target: "a" }))).toMatchObject({ code: "E274" });
    expect(await errorOf(read(three, { target: "d" }))).toMatchObject({ code: "E201" });
  });

  it("lists files that are missing and rows without a path, and goes on", async () => {
    const set = await read(
      await list("file,kind\nimg/0.png,a\nimg/9.png,b\n,c\nimg/1.png,d\nimg,e\nimg/2.png,f\nimg/3.png,g\n"),
      { image: "file" },
    );
    expect(set.rejected).toEqual([
      { name: "img/9.png", code: "E280", reason: "there is no such file" },
      { name: "row 3", code: "E287", reason: "the list names no file" },
      { name: "img", code: "E280", reason: "it is no file" },
    ]);
    expect(labels(set.target)).toEqual(["a", "d", "f", "g"]);
    expect(set.target).toMatchObject({ levels: ["a", "d", "f", "g"] });
  });

  it("takes rows without labels where they are optional", async () => {
    const set = await read(await list("file\nimg/0.png\n"), { labels: "optional", target: "kind" });
    expect(set.target).toEqual({ kind: "category", name: "kind", levels: [], codes: Int32Array.of(-1), missing: 1 });
  });
});

describe("IDX files", () => {
  const pixels = Uint8Array.from({ length: 3 * 4 * 5 }, (_, i) => (i * 37) % 256);
  const pair = (name: string, zip: boolean, marks = [7, 0, 10]): Record<string, Buffer> => {
    const as = (bytes: Buffer): Buffer => (zip ? gzipSync(bytes) : bytes);
    const end = zip ? ".gz" : "";
    return {
      [`${name}images-idx3-ubyte${end}`]: as(idx([3, 4, 5], pixels)),
      [`${name}labels-idx1-ubyte${end}`]: as(idx([marks.length], Uint8Array.from(marks))),
    };
  };

  it("reads a pair from its folder, or beside the file of images", async () => {
    const path = fresh();
    writeAll(path, pair("", true));
    for (const at of [path, join(path, "images-idx3-ubyte.gz")]) {
      const set = await read(at);
      expect(set.names).toEqual(["image 1", "image 2", "image 3"]);
      expect(set.shape).toEqual([1, 4, 5]);
      expect(labels(set.target)).toEqual(["7", "0", "10"]);
      expect([...set.pixels.bytes(1)]).toEqual([...pixels.subarray(20, 40)]);
    }
  });

  it("prefers the pair called train and says so; refuses to choose among others", async () => {
    const path = fresh();
    writeAll(path, { ...pair("train-", false), ...pair("t10k-", true, [1, 2, 3]), "readme.txt": "x" });
    const set = await read(path);
    expect(labels(set.target)).toEqual(["7", "0", "10"]);
    expect(texts(set)).toContain("train-images-idx3-ubyte is used, not t10k-images-idx3-ubyte.gz");
    const two = fresh();
    writeAll(two, { ...pair("a-", false), ...pair("b-", false) });
    expect(await errorOf(read(two))).toMatchObject({ code: "E275" });
  });

  it("scales them when asked, and gives a third channel", async () => {
    const path = fresh();
    writeAll(path, pair("", false));
    const set = await read(path, { size: "8x6", channels: 3 });
    expect(set.shape).toEqual([3, 8, 6]);
    const [red, green] = [set.pixels.bytes(0).subarray(0, 48), set.pixels.bytes(0).subarray(48, 96)];
    expect([...red]).toEqual([...green]);
    expect(new Set(red).size).toBeGreaterThan(20);
  });

  it("refuses what does not belong together, and files without labels unless they are optional", async () => {
    const path = fresh();
    writeAll(path, pair("", false, [1, 2]));
    expect(await errorOf(read(path))).toMatchObject({ code: "E241", expected: "[3]", received: "[2]" });
    const alone = fresh();
    writeAll(alone, { "images-idx3-ubyte": idx([3, 4, 5], pixels) });
    expect(await errorOf(read(alone))).toMatchObject({ code: "E275" });
    expect(labels((await read(alone, { labels: "optional" })).target)).toEqual([undefined, undefined, undefined]);
    const liar = fresh();
    writeAll(liar, { ...pair("", false), "images-idx3-ubyte": idx([3, 4, 9], pixels) });
    expect(await errorOf(read(liar))).toMatchObject({ code: "E240" });
    const none = fresh();
    writeAll(none, { ...pair("", false), "images-idx3-ubyte": idx([3, 0, 9], new Uint8Array(0)) });
    expect(await errorOf(read(none))).toMatchObject({ code: "E241" });
  });
});

describe("arrays", () => {
  const pixels = Uint8Array.from({ length: 3 * 12 }, (_, i) => (i * 41) % 256);

  it("are held as they are given", () => {
    const set = imageSetOf({ pixels, shape: [3, 2, 2], labels: ["b", "a", "b"] });
    expect(set).toMatchObject({ rows: 3, shape: [3, 2, 2], names: ["image 1", "image 2", "image 3"] });
    expect([...set.pixels.bytes(2)]).toEqual([...pixels.subarray(24)]);
    expect(labels(set.target)).toEqual(["b", "a", "b"]);
  });

  it("have numbers to predict, or classes that numbers stand for", () => {
    expect(imageSetOf({ pixels, shape: [3, 2, 2], labels: [0.5, 2, 2] }).target).toMatchObject({ kind: "numeric" });
    const set = imageSetOf({ pixels, shape: [3, 2, 2], labels: [1, 0, 1], classes: ["dog", "cat"] });
    expect(labels(set.target)).toEqual(["cat", "dog", "cat"]);
  });

  it("must agree with their shape and labels", () => {
    const refused = [
      { pixels, shape: [3, 2, 2], labels: ["a"] },
      { pixels, shape: [2, 2, 3], labels: ["a", "b", "c"] },
      { pixels, shape: [3, 2, 2], labels: [0, 1, 2], classes: ["x", "y"] },
    ] as const;
    for (const arrays of refused)
      expect(() => imageSetOf(arrays)).toThrow(expect.objectContaining({ code: "E241" }) as Error);
  });
});

describe("isImageSource", () => {
  it("tells images from tables", async () => {
    const path = fresh();
    writeAll(path, {
      ...(await files()),
      "a/images-idx3-ubyte": idx([1, 1, 1], Uint8Array.of(1)),
      "a/anything": idx([1, 1, 1], Uint8Array.of(1)),
      "list.csv": "file,label\nimg/0.png,x\nimg/1.png,y\n",
      "gone.csv": "file,label\ngone/0.jpg,x\ngone/1.jpg,y\n",
      "shop.csv": "id,price,photo,stock\n1,2,nowhere/0.jpg,4\n2,3,nowhere/1.jpg,5\n",
      "faces.csv": "id,age,photo,sex\n1,2,img/0.png,m\n2,3,img/1.png,f\n",
      "urls.csv": "photo,label\nhttps://x.org/a.jpg,1\nhttps://x.org/b.jpg,2\n",
      "table.csv": "a,b\n1,2\n3,4\n",
      "broken.csv": 'a,b\n"1,2\n',
      "rows.jsonl": '{"image":"img/0.png","label":"x","more":[1]}\n{"image":"img/1.png","label":"y"}',
      "text.jsonl": '[1]\nno\n{"text":"a.png is a file"}\n',
    });
    const at = (name: string, options = {}): Promise<boolean> => isImageSource(join(path, name), options);
    const images = [
      "",
      "img",
      "img/0.png",
      "a",
      "a/images-idx3-ubyte",
      "a/anything",
      "list.csv",
      "gone.csv",
      "faces.csv",
      "rows.jsonl",
    ];
    for (const name of images) expect(await at(name), name).toBe(true);
    for (const name of ["text.jsonl", "shop.csv", "urls.csv", "table.csv", "broken.csv"])
      expect(await at(name), name).toBe(false);
    expect(await at("shop.csv", { image: "photo" })).toBe(true);
    expect(await errorOf(at("none.csv"))).toMatchObject({ code: "E202" });
  });
});
