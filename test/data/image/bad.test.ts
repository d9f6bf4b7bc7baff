import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImageSet, type Rejected, readImageSet } from "../../../src/data/index.ts";
import { errorOf, scratch } from "../files.ts";
import { jpeg, picture, png, sharpOf, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");
const fresh = (): string => mkdtempSync(join(folder, "set-"));
const texts = ({ notices }: ImageSet): string => notices.map(({ text }) => text).join("\n");

const good = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => png(picture(seed, 16, 16))));

/** Reads the files among eight good images, so that the run goes on. */
async function among(files: Readonly<Record<string, Uint8Array | string>>): Promise<ImageSet> {
  const path = fresh();
  const named = (await good).map((bytes, i) => [`good/${i}.png`, bytes] as const);
  writeAll(path, { ...Object.fromEntries(named), ...files });
  return readImageSet(path, { cache });
}

async function rejected(files: Readonly<Record<string, Uint8Array | string>>): Promise<readonly Rejected[]> {
  const set = await among(files);
  expect(set.rows).toBe(8);
  expect(set.names.every((name) => name.startsWith("good/"))).toBe(true);
  return set.rejected;
}

const chunk = (kind: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
};

/** A PNG whose header claims a size; its pixels are zeros, and too few when `honest` is not set. */
function hugePng(width: number, height: number, honest: boolean): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(honest ? (width + 1) * height : 1000));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

describe("images that are not read are listed with the reason, and the run goes on", () => {
  it("SVG, by its content and whatever its name", async () => {
    const found = await rejected({
      "x/a.svg": SVG,
      "x/b.png": SVG,
      "x/c.jpg": `<?xml version="1.0"?>\n<!-- hello -->\n${SVG}`,
      "x/d.webp": `\ufeff  \n${SVG}`,
      "x/e.svgz": Buffer.from([0x1f, 0x8b, 8, 0]),
      "x/f.png": `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN">${SVG}`,
    });
    expect(found.map(({ name, code }) => `${name} ${code}`)).toEqual(
      ["a.svg", "b.png", "c.jpg", "d.webp", "e.svgz", "f.png"].map((name) => `x/${name} E282`),
    );
  });

  it("a picture of 60 million pixels and a PNG bomb, by their headers", async () => {
    const found = await rejected({
      "x/big.png": hugePng(10_000, 6_000, true),
      "x/bomb.png": hugePng(60_000, 60_000, false),
    });
    expect(found).toEqual([
      {
        name: "x/big.png",
        code: "E283",
        reason: "10,000 × 6,000 is 60.0 million pixels: more than 50 million are not decoded",
      },
      {
        name: "x/bomb.png",
        code: "E283",
        reason: "60,000 × 60,000 is 3600 million pixels: more than 50 million are not decoded",
      },
    ]);
  });

  it("a picture whose pixels are fewer than its header says", async () => {
    const found = await rejected({ "x/short.png": hugePng(3_000, 3_000, false) });
    expect(found).toMatchObject([{ name: "x/short.png", code: "E284" }]);
  });

  it("other formats and files that are no images, each with its reason", async () => {
    const found = await rejected({
      "x/1.jpg": "",
      "x/2.jpg": "hello, I am a text",
      "x/3.jpg": "<!DOCTYPE html><html>not found</html>",
      "x/4.png": "version https://git-lfs.github.com/spec/v1\noid sha256:…",
      "x/5.bmp": "BM and so on",
      "x/6.heic": "\0\0\0\x18ftypheic\0\0\0\0mif1heic",
      "x/7.png": "%PDF-1.4",
      "x/8.png": Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rXXXX", "latin1"),
    });
    expect(found.map(({ name, code, reason }) => `${name} ${code} ${reason}`)).toEqual([
      "x/1.jpg E281 it is empty",
      "x/2.jpg E281 it is no image",
      "x/3.jpg E281 it is a web page: the download went wrong",
      "x/4.png E281 it is a Git LFS pointer: git lfs pull",
      "x/5.bmp E281 BMP is not read: convert it to PNG",
      "x/6.heic E281 HEIC is not read: convert it to JPEG",
      "x/7.png E281 it is a PDF",
      expect.stringMatching(/^x\/8.png E284 damaged/u),
    ]);
  });

  it("a file of too many bytes", async () => {
    const path = fresh();
    const [a, b] = await good;
    writeAll(path, { "x/a.png": a!, "x/b.png": b!, "x/c.png": a! });
    truncateSync(join(path, "x/c.png"), 513 * 2 ** 20);
    const { rejected: found } = await readImageSet(path, { cache });
    expect(found).toEqual([{ name: "x/c.png", code: "E286", reason: "it has 513 MB: more than 512 are not read" }]);
  });

  it("JPEG, PNG, WebP and GIF that are cut short", async () => {
    const source = sharpOf(picture(20, 64, 64));
    const whole = {
      jpg: await source.clone().jpeg().toBuffer(),
      png: await source.clone().png().toBuffer(),
      webp: await source.clone().webp().toBuffer(),
      gif: await source.clone().gif().toBuffer(),
    };
    const files = Object.entries(whole).flatMap(([kind, bytes]) =>
      [0.3, 0.6, 0.9].map(
        (share) => [`x/${share}.${kind}`, bytes.subarray(0, Math.floor(share * bytes.length))] as const,
      ),
    );
    const set = await among({ ...Object.fromEntries(files.slice(0, 6)), "x/whole.jpg": whole.jpg });
    expect(set.rejected.map(({ name }) => name).sort()).toEqual(
      files
        .slice(0, 6)
        .map(([name]) => name)
        .sort(),
    );
    expect(set.rejected.every(({ code }) => code === "E284")).toBe(true);
    const rest = await among(Object.fromEntries(files.slice(6)));
    expect(rest.rejected.map(({ name }) => name).sort()).toEqual(
      files
        .slice(6)
        .map(([name]) => name)
        .sort(),
    );
  });

  it("any damage to a file leaves a picture or a reason, never a crash", async () => {
    const bytes = await jpeg(picture(21, 32, 32));
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 3, maxLength: 3 }), async (all) => {
        const files = all.map((changes, i) => {
          const copy = Buffer.from(bytes);
          for (const [at, value] of changes) copy[at] = value;
          return [`x/${i}.jpg`, copy] as const;
        });
        const set = await among(Object.fromEntries(files));
        expect(set.rows + set.rejected.length).toBe(11);
      }),
      { numRuns: 10 },
    );
  });

  it("is an error when more than half cannot be used", async () => {
    const path = fresh();
    writeAll(path, { "a/1.png": (await good)[0]!, "a/2.png": "no", "b/3.png": SVG });
    expect(await errorOf(readImageSet(path, { cache }))).toMatchObject({
      code: "E272",
      message: `2 of the 3 images of ${path} cannot be used`,
      details: ["a/2.png: it is no image", "b/3.png: SVG is a drawing, not pixels: export it as PNG"],
    });
    writeFileSync(join(path, "a/2.png"), (await good)[1]!);
    expect((await readImageSet(path, { cache })).rows).toBe(2);
  });
});

describe("images of one pixel", () => {
  it("are read, with a warning", async () => {
    const set = await among({
      "x/dot.png": await png({ height: 1, width: 1, channels: 3, data: Uint8Array.of(9, 8, 7) }),
    });
    expect(set.rows).toBe(9);
    expect(texts(set)).toContain("1 image of 1 × 1 pixel: x/dot.png");
    const dot = set.pixels.bytes(8);
    const [, height, width] = set.shape;
    expect([...new Set(dot.subarray(0, height * width))]).toEqual([9]);
  });
});

describe("links", () => {
  it("that leave the folder are refused, those within are followed, and loops end", async () => {
    const outside = fresh();
    const path = fresh();
    const [a, b] = await good;
    writeAll(outside, { "secret.png": a!, "more/x.png": b! });
    writeAll(path, { "cats/a.png": a!, "dogs/b.png": b!, ".store/object": b! });
    for (const i of [1, 2, 3]) writeAll(path, { [`zebras/${i}.png`]: a! });
    symlinkSync(join(outside, "secret.png"), join(path, "cats/leak.png"));
    symlinkSync(outside, join(path, "others"));
    symlinkSync("../../..", join(path, "cats/up.png"));
    symlinkSync("../dogs/b.png", join(path, "cats/inside.png"));
    symlinkSync("../.store/object", join(path, "dogs/stored.png"));
    symlinkSync("..", join(path, "cats/loop"));
    symlinkSync("self", join(path, "cats/self"));
    symlinkSync("nothing.png", join(path, "dogs/dangling.png"));
    symlinkSync("cats", join(path, "kittens"));
    const set = await readImageSet(path, { cache });
    expect(set.names.slice(0, 6)).toEqual([
      "cats/a.png",
      "cats/inside.png",
      "dogs/b.png",
      "dogs/stored.png",
      "kittens/a.png",
      "kittens/inside.png",
    ]);
    expect(set.rejected.map(({ name, code }) => `${name} ${code}`)).toEqual([
      "cats/leak.png E285",
      "cats/self E280",
      "cats/up.png E285",
      "dogs/dangling.png E280",
      "kittens/leak.png E285",
      "kittens/self E280",
      "kittens/up.png E285",
      "others E285",
    ]);
  });
});

describe("folders", () => {
  it("ignores hidden files and other files, and counts them; tells of empty and loose ones", async () => {
    const path = fresh();
    const [a, b, c] = await good;
    writeAll(path, {
      "cats/a.png": a!,
      "dogs/b.png": b!,
      "loose.png": c!,
      ".DS_Store": "x",
      "cats/.hidden.png": a!,
      "cats/Thumbs.db": "x",
      "dogs/notes.txt": "x",
      "dogs/README": "no image",
      "__MACOSX/cats/._a.png": "x",
      ".git/x.png": a!,
    });
    mkdirSync(join(path, "birds"));
    const set = await readImageSet(path, { cache });
    expect(set.names).toEqual(["cats/a.png", "dogs/b.png"]);
    expect(texts(set)).toContain("5 files that are no images → ignored");
    expect(texts(set)).toContain("1 image outside of a class folder → left out");
    expect(texts(set)).toContain("class folder without images: birds");
    expect(set.target).toMatchObject({ levels: ["cats", "dogs"] });
  });

  it("without images, or without classes, are errors that say what is expected", async () => {
    const path = fresh();
    expect(await errorOf(readImageSet(path, { cache }))).toMatchObject({ code: "E270", where: path });
    writeAll(path, { "a.txt": "x", "b/c.txt": "x" });
    expect(await errorOf(readImageSet(path, { cache }))).toMatchObject({ code: "E270", received: "2 other files" });
    writeAll(path, { "a.png": (await good)[0]! });
    expect(await errorOf(readImageSet(path, { cache }))).toMatchObject({ code: "E271", received: "a.png" });
    expect(await errorOf(readImageSet(join(path, "none"), { cache }))).toMatchObject({ code: "E202" });
  });
});
