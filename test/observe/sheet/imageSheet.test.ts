import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fromBytes, type Image } from "../../../src/augment/image/image.ts";
import { fold, keyOf, randomOf } from "../../../src/core/index.ts";
import { drawnLabel, type ImageRow, type ImageSheet, imageSheet } from "../../../src/observe/sheet/index.ts";
import { HOSTILE } from "./hostile.ts";

function noise(seed: number, height: number, width: number, channels = 1): Image {
  const random = randomOf(keyOf(seed));
  const bytes = Uint8Array.from({ length: channels * height * width }, () => random.below(256));
  return fromBytes(bytes, { channels, height, width });
}

const sheetOf = (rows: readonly ImageRow[]): ImageSheet => ({
  ...{ title: "A sheet", data: "noise", seed: 42, command: "regularize augment noise --out sheet.png", rows },
});

async function decoded(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Upper left corners of a block of pixels in a picture, each pixel enlarged `zoom` times. */
function places(
  picture: Awaited<ReturnType<typeof decoded>>,
  image: Image,
  zoom: number,
): (readonly [number, number])[] {
  const bytes = (c: number, y: number, x: number): number =>
    Math.round(255 * image.data[((image.channels === 1 ? 0 : c) * image.height + y) * image.width + x]!);
  const fits = (left: number, top: number): boolean => {
    for (let y = 0; y < image.height * zoom; y++)
      for (let x = 0; x < image.width * zoom; x++)
        for (let c = 0; c < 3; c++) {
          const found = picture.data[3 * ((top + y) * picture.width + left + x) + c];
          if (found !== bytes(c, Math.floor(y / zoom), Math.floor(x / zoom))) return false;
        }
    return true;
  };
  const found: (readonly [number, number])[] = [];
  for (let top = 0; top + image.height * zoom <= picture.height; top++)
    for (let left = 0; left + image.width * zoom <= picture.width; left++) if (fits(left, top)) found.push([left, top]);
  return found;
}

describe("imageSheet", () => {
  it("shows every pixel of tiny images as a square, in rows and columns", async () => {
    const [a, b, c, d] = [noise(1, 28, 28), noise(2, 28, 28), noise(3, 28, 28, 3), noise(4, 28, 28)];
    const rows: ImageRow[] = [
      { name: "first", original: { label: "original", image: a! }, samples: [{ label: "one", image: b! }] },
      { name: "second", original: { label: "original", image: c! }, samples: [{ label: "one", image: d! }] },
    ];
    const picture = await decoded(await imageSheet(sheetOf(rows)));
    const corners = [a, b, c, d].map((image) => places(picture, image!, 6));
    expect(corners.map((found) => found.length)).toEqual([1, 1, 1, 1]);
    const [pa, pb, pc, pd] = corners.map((found) => found[0]!);
    expect(pa![1]).toBe(pb![1]);
    expect(pa![0]).toBe(pc![0]);
    expect(pb![0]).toBe(pd![0]);
    expect(pb![0]).toBeGreaterThanOrEqual(pa![0] + 168);
    expect(pc![1]).toBeGreaterThanOrEqual(pa![1] + 168);
  });

  it("fits large images into their boxes, with their proportions and colours", async () => {
    const flat = (height: number, width: number, grey: number): Image =>
      fromBytes(new Uint8Array(height * width).fill(grey), { channels: 1, height, width });
    const samples = [flat(300, 400, 10), flat(1000, 100, 60), flat(90, 100, 120)];
    const picture = await decoded(
      await imageSheet(sheetOf([{ name: "photos", samples: samples.map((image) => ({ label: "", image })) }])),
    );
    const area = (grey: number): number => {
      let n = 0;
      for (let i = 0; i < picture.data.length; i += 3) if ([0, 1, 2].every((c) => picture.data[i + c] === grey)) n++;
      return n;
    };
    expect(area(10)).toBe(168 * 126);
    expect(area(60)).toBe(168 * 17);
    expect(area(120)).toBe(168 * 151);
  });

  it("draws sides of one pixel and values outside 0 … 1", async () => {
    const line = fromBytes(
      Uint8Array.from({ length: 500 }, () => 0),
      { channels: 1, height: 1, width: 500 },
    );
    const wild = { channels: 1, height: 1, width: 2, data: Float32Array.of(-3, Number.NaN) };
    await expect(
      imageSheet(
        sheetOf([
          {
            name: "thin",
            samples: [
              { label: "", image: line },
              { label: "", image: wild },
            ],
          },
        ]),
      ),
    ).resolves.toBeInstanceOf(Uint8Array);
  });

  it("names, labels, titles and commands of any kind neither break nor widen it", async () => {
    const image = noise(5, 8, 8);
    const row = (name: string): ImageRow => ({
      ...{ name, details: [name, name], status: "risky" },
      original: { label: name, image },
      samples: [{ label: name, image }],
    });
    const width = (await decoded(await imageSheet(sheetOf([row("plain")])))).width;
    for (const name of HOSTILE) {
      const sheet = { ...sheetOf([row(name)]), title: name, subtitle: name, data: name, command: name, notes: [name] };
      expect((await decoded(await imageSheet(sheet))).width).toBe(width);
    }
  }, 60_000);

  it("tells no absolute path", async () => {
    const image = noise(6, 4, 4);
    const rows = [{ name: "one", samples: [{ label: "", image }] }];
    const long = await imageSheet({
      ...sheetOf(rows),
      data: "/home/ana/pets",
      command: "regularize augment /home/ana/pets",
    });
    const short = await imageSheet({ ...sheetOf(rows), data: "pets", command: "regularize augment pets" });
    expect(Buffer.from(long).equals(Buffer.from(short))).toBe(true);
  });

  it("draws boxes smaller when there are many, and refuses when there are too many", async () => {
    const image = noise(7, 28, 28);
    const rows = (n: number): ImageRow[] =>
      Array.from({ length: n }, (_, i) => ({ name: `row ${i}`, samples: [{ label: "", image }] }));
    const picture = await decoded(await imageSheet(sheetOf(rows(24))));
    expect(picture.height).toBeLessThanOrEqual(4000);
    await expect(imageSheet(sheetOf(rows(60)))).rejects.toMatchObject({ code: "E530", todo: /fewer rows/u });
    const wide = [{ name: "wide", samples: Array.from({ length: 60 }, () => ({ label: "", image })) }];
    await expect(imageSheet(sheetOf(wide))).rejects.toMatchObject({ code: "E530" });
    await expect(imageSheet(sheetOf([{ name: "none", samples: [] }]))).rejects.toMatchObject({ code: "E531" });
    await expect(imageSheet(sheetOf([]))).rejects.toMatchObject({ code: "E531" });
    const two = { channels: 2, height: 2, width: 2, data: new Float32Array(8) };
    await expect(imageSheet(sheetOf([{ name: "two", samples: [{ label: "", image: two }] }]))).rejects.toMatchObject({
      code: "E261",
    });
  });

  it("a status is seen, and each one is another shape", async () => {
    const image = noise(8, 8, 8);
    const statuses = ["safe", "risky", "breaks", undefined] as const;
    const greys = await Promise.all(
      statuses.map(async (status) => {
        const png = await imageSheet(
          sheetOf([
            {
              name: "op",
              details: ["x"],
              samples: [{ label: "", image }],
              ...(status === undefined ? {} : { status }),
            },
          ]),
        );
        const grey = await sharp(png).greyscale().raw().toBuffer();
        return Buffer.from(grey.map((value) => (value < 200 ? 0 : 255))).toString("base64");
      }),
    );
    expect(new Set(greys).size).toBe(4);
  });

  it("the same sheet gives the same bytes", async () => {
    const rows = [
      {
        name: "a",
        samples: [
          { label: "x", image: noise(9, 28, 28, 3) },
          { label: "y", image: noise(9, 120, 100, 3) },
        ],
      },
    ];
    expect(Buffer.from(await imageSheet(sheetOf(rows))).equals(Buffer.from(await imageSheet(sheetOf(rows))))).toBe(
      true,
    );
  });
});

describe("drawnLabel", () => {
  it("says in a few words what was drawn", () => {
    expect(drawnLabel({ angle: -12.62 })).toBe("angle −12.6");
    expect(drawnLabel({ angle: 3.942, translate: [0, 0], scale: 1, shear: [0, 0] })).toBe("angle 3.94");
    expect(drawnLabel({ flipped: false })).toBe("not flipped");
    expect(drawnLabel({ flipped: true })).toBe("flipped");
    expect(drawnLabel({ box: { top: 20, left: 3, height: 6, width: 9 }, noise: fold(keyOf(1), 2) })).toBe(
      "6 × 9 at 20, 3",
    );
    expect(
      drawnLabel({
        chosen: [
          { name: "shearX", magnitude: -0.18 },
          { name: "rotate", magnitude: 0 },
        ],
      }),
    ).toBe("shearX −.18 + rotate 0");
    expect(drawnLabel({ order: ["hue", "contrast"], brightness: 1.18, contrast: 1, hue: 0 })).toBe("brightness 1.18");
    expect(drawnLabel({ top: 2, left: 1 })).toBe("top 2, left 1");
    expect(drawnLabel({ top: 0, left: 0 })).toBe("top 0, left 0");
    expect(drawnLabel({})).toBe("");
    expect(drawnLabel(undefined)).toBe("");
  });

  it("has words for any plain data", () => {
    fc.assert(
      fc.property(fc.anything(), (drawn) => {
        expect(drawnLabel(drawn)).toBeTypeOf("string");
      }),
    );
  });
});
