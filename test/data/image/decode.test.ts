import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type ImageSet, readImageSet } from "../../../src/data/index.ts";
import { scratch } from "../files.ts";
import { jpeg, type Picture, picture, planes, png, sharpOf, writeAll } from "./make.ts";

const { folder } = scratch();
const cache = join(folder, "cache");

async function read(files: Readonly<Record<string, Uint8Array>>, options = {}): Promise<ImageSet> {
  const path = mkdtempSync(join(folder, "set-"));
  writeAll(path, Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`class/${name}`, bytes])));
  return readImageSet(path, { cache, ...options });
}
const texts = ({ notices }: ImageSet): string => notices.map(({ text }) => text).join("\n");
const flat = (r: number, g: number, b: number, side = 8): Picture => ({
  ...{ height: side, width: side, channels: 3 },
  data: Uint8Array.from({ length: 3 * side * side }, (_, i) => [r, g, b][i % 3]!),
});
/** Largest difference of two lists of bytes. */
const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((most, d) => Math.max(most, d), 0);

/** A picture as a camera stores it under an EXIF orientation: row and column 0 are the sides that the standard names. */
function storedAs({ height, width, data }: Picture, orientation: number): Picture {
  const turned = orientation > 4;
  const [h, w] = turned ? [width, height] : [height, width];
  const stored = new Uint8Array(data.length);
  const rowFromEnd = [3, 4, 6, 7].includes(orientation);
  const columnFromEnd = [2, 3, 7, 8].includes(orientation);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [down, along] = turned ? [x, y] : [y, x];
      const to = (rowFromEnd ? h - 1 - down : down) * w + (columnFromEnd ? w - 1 - along : along);
      stored.set(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3), 3 * to);
    }
  return { height: h, width: w, channels: 3, data: stored };
}

describe("decoding", () => {
  it("reads red, green and blue planes of every format", async () => {
    const source = picture(5, 24, 24);
    const set = await read({
      "a.avif": await sharpOf(source).avif({ lossless: true, chromaSubsampling: "4:4:4" }).toBuffer(),
      "b.png": await png(source),
      "c.tiff": await sharpOf(source).tiff({ compression: "lzw" }).toBuffer(),
      "d.webp": await sharpOf(source).webp({ lossless: true }).toBuffer(),
      "e.jpg": await sharpOf(source).jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
      "f.gif": await sharpOf(flat(250, 20, 120, 24))
        .gif()
        .toBuffer(),
      "g.jpg": await png(source),
    });
    expect(set.rejected).toEqual([]);
    const rows = Object.fromEntries(set.names.map((name, row) => [name.slice(6), set.pixels.bytes(row)]));
    for (const name of ["b.png", "c.tiff", "d.webp", "g.jpg"]) expect([...rows[name]!]).toEqual(planes(source));
    expect(gap(rows["a.avif"]!, planes(source))).toBeLessThanOrEqual(3);
    expect(gap(rows["e.jpg"]!, planes(source))).toBeLessThanOrEqual(6);
    const gif = rows["f.gif"]!;
    expect([gif[0], gif[576], gif[1152]]).toEqual([250, 20, 120]);
  });

  it("gives what sharp gives when it is asked directly, scaled by the shorter side and cut in the middle", async () => {
    const source = picture(6, 90, 140);
    const bytes = await jpeg(source);
    const set = await read({ "a.jpg": bytes }, { size: [40, 48] });
    const direct = await sharp(bytes).resize(48, 40, { fit: "cover", fastShrinkOnLoad: false }).raw().toBuffer();
    expect([...set.pixels.bytes(0)]).toEqual(planes({ height: 40, width: 48, channels: 3, data: direct }));
    expect(texts(set)).toContain("images resized to 40 × 48 pixels (shorter side scaled, middle kept), RGB");
    // the middle of a picture twice as wide as high is its middle half
    const wide = Uint8Array.from({ length: 3 * 64 * 32 }, (_, i) => (Math.floor(i / 3) % 64 < 32 ? 10 : 200));
    const halves = await read({ "a.png": await png({ height: 32, width: 64, channels: 3, data: wide }) }, { size: 32 });
    const row = halves.pixels.bytes(0).subarray(0, 32);
    expect([...row]).toEqual([...new Array<number>(16).fill(10), ...new Array<number>(16).fill(200)]);
  });

  it("streams large files, and hashes them whole", async () => {
    const tile = await png(picture(6, 40, 40));
    const large = sharp(tile).resize(2500, 2500, { kernel: "nearest" }).tiff({ compression: "none" });
    const bytes = await large.toBuffer();
    expect(bytes.length).toBeGreaterThan(16 * 2 ** 20);
    const set = await read({ "a.tiff": bytes }, { size: 40 });
    expect(gap(set.pixels.bytes(0), planes(picture(6, 40, 40)))).toBeLessThanOrEqual(16);
    bytes[bytes.length - 5_000_000]! ^= 1;
    expect((await read({ "a.tiff": bytes }, { size: 40 })).hash).not.toBe(set.hash);
  });

  it("turns images upright: all eight EXIF orientations show one picture", async () => {
    const upright = picture(7, 20, 30);
    const files: Record<string, Buffer> = {};
    for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8])
      files[`${orientation}.png`] = await sharpOf(storedAs(upright, orientation))
        .withMetadata({ orientation })
        .png()
        .toBuffer();
    const set = await read(files);
    expect(set.shape).toEqual([3, 20, 30]);
    for (const row of set.names.keys()) expect([...set.pixels.bytes(row)], set.names[row]!).toEqual(planes(upright));
    expect([...new Set(set.units)]).toEqual([0]);
  });

  it("is grey when every image is, also when grey is stored as RGB", async () => {
    const grey = picture(8, 16, 16, 1);
    const asRgb: Picture = {
      ...grey,
      channels: 3,
      data: Uint8Array.from({ length: 768 }, (_, i) => grey.data[Math.floor(i / 3)]!),
    };
    const files = { "a.png": await sharpOf(grey).toColourspace("b-w").png().toBuffer(), "b.png": await png(asRgb) };
    const set = await read(files);
    expect(set.shape).toEqual([1, 16, 16]);
    for (const row of [0, 1]) expect([...set.pixels.bytes(row)]).toEqual([...grey.data]);
    expect(texts(set)).toContain("16 × 16 pixels, grey");
    const rgb = await read(files, { channels: 3 });
    expect(rgb.shape).toEqual([3, 16, 16]);
    expect([...rgb.pixels.bytes(0)]).toEqual(planes(asRgb));
    const mixed = await read({ ...files, "c.png": await png(picture(9, 16, 16)) });
    expect(mixed.shape).toEqual([3, 16, 16]);
    expect([...mixed.pixels.bytes(1)]).toEqual(planes(asRgb));
  });

  it("weighs colours as ITU-R 601 does when one channel is asked of RGB", async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
      [12, 200, 90],
    ] as const;
    const files = await Promise.all(
      colours.map(async (c, i) => [`${i}.png`, await png(flat(c[0], c[1], c[2]))] as const),
    );
    const set = await read(Object.fromEntries(files), { channels: 1 });
    expect(set.shape).toEqual([1, 8, 8]);
    const luma = colours.map(([r, g, b]) => Math.round(0.299 * r + 0.587 * g + 0.114 * b));
    expect(colours.map((_, row) => set.pixels.bytes(row)[9])).toEqual(luma);
  });

  it("puts transparent parts on white", async () => {
    const data = Uint8Array.from({ length: 4 * 64 }, (_, i) => [200, 10, 30, Math.floor(i / 4) < 32 ? 255 : 0][i % 4]!);
    const set = await read({ "a.png": await png({ height: 8, width: 8, channels: 4, data }) });
    const pixels = set.pixels.bytes(0);
    expect([pixels[0], pixels[64], pixels[128]]).toEqual([200, 10, 30]);
    expect([pixels[63], pixels[127], pixels[191]]).toEqual([255, 255, 255]);
    expect(texts(set)).toContain("1 image with transparency → on white");
  });

  it("reads CMYK, 16 bits and palettes as 8-bit sRGB", async () => {
    const set = await read({
      "cmyk.jpg": await sharpOf(flat(220, 40, 60))
        .toColourspace("cmyk")
        .jpeg({ quality: 100 })
        .toBuffer(),
      "deep.png": await sharpOf(flat(120, 90, 7))
        .toColourspace("rgb16")
        .png()
        .toBuffer(),
      "palette.png": await sharpOf(flat(9, 99, 199))
        .png({ palette: true })
        .toBuffer(),
    });
    const first = (row: number): (number | undefined)[] => [0, 64, 128].map((at) => set.pixels.bytes(row)[at]);
    expect(gap(first(0) as number[], [220, 40, 60])).toBeLessThanOrEqual(25);
    expect(first(1)).toEqual([120, 90, 7]);
    expect(first(2)).toEqual([9, 99, 199]);
    expect(texts(set)).toContain("1 image in CMYK → sRGB");
    expect(texts(set)).toContain("1 image of more than 8 bits per channel → 8 bits");
  });

  it("reads 16-bit grey by its upper byte", async () => {
    const deep = Uint16Array.from({ length: 64 }, (_, i) => i * 1000 + 300);
    const image = sharp(deep, { raw: { width: 8, height: 8, channels: 1 } });
    const set = await read({ "a.png": await image.toColourspace("grey16").png().toBuffer() });
    expect(set.shape).toEqual([1, 8, 8]);
    expect([...set.pixels.bytes(0)]).toEqual([...deep].map((value) => value >> 8));
  });

  it("takes the first frame of an animation, and says so", async () => {
    const frames = [flat(255, 0, 0), flat(0, 255, 0)].map(({ data }) => data);
    const raw = { width: 8, height: 16, channels: 3 as const, pageHeight: 8 };
    const strip = sharp(Buffer.concat(frames), { raw });
    const set = await read({
      "a.gif": await strip.clone().gif().toBuffer(),
      "b.webp": await strip.clone().webp({ lossless: true }).toBuffer(),
    });
    expect(set.shape).toEqual([3, 8, 8]);
    for (const row of [0, 1]) expect([0, 64, 128].map((at) => set.pixels.bytes(row)[at])).toEqual([255, 0, 0]);
    expect(texts(set)).toContain("2 images with several frames or pages: class/a.gif, class/b.webp → the first");
  });
});

describe("size", () => {
  const shapeOf = async (sides: readonly (readonly [number, number])[], options = {}): Promise<readonly number[]> => {
    const files = sides.map(async ([h, w], i) => [`${i}.png`, await png(picture(i, h, w))] as const);
    return (await read(Object.fromEntries(await Promise.all(files)), options)).shape.slice(1);
  };

  it("stays when all images have one that is small, else is 32 or 64 by the median shorter side", async () => {
    expect(
      await shapeOf([
        [20, 28],
        [20, 28],
      ]),
    ).toEqual([20, 28]);
    expect(
      await shapeOf([
        [20, 28],
        [28, 20],
      ]),
    ).toEqual([32, 32]);
    expect(
      await shapeOf([
        [70, 70],
        [70, 70],
      ]),
    ).toEqual([64, 64]);
    expect(
      await shapeOf([
        [70, 40],
        [30, 200],
        [300, 63],
      ]),
    ).toEqual([32, 32]);
    expect(
      await shapeOf([
        [70, 140],
        [30, 200],
        [300, 164],
      ]),
    ).toEqual([64, 64]);
  });

  it("is what is asked for: one side, or height × width", async () => {
    expect(await shapeOf([[20, 28]], { size: "16" })).toEqual([16, 16]);
    expect(await shapeOf([[20, 28]], { size: "16 x 24" })).toEqual([16, 24]);
    expect(await shapeOf([[20, 28]], { size: 12 })).toEqual([12, 12]);
    for (const size of ["", "a", "0", "1.5", "3x4x5", "-4", "5000", [3, 4, 5]])
      await expect(shapeOf([[20, 28]], { size })).rejects.toMatchObject({ code: "E276" });
  });
});
