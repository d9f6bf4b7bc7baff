import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { foldOf, prepare } from "../../src/job/prepare.ts";
import { augmentSheet, drawSheet } from "../../src/job/sheet/augmentSheet.ts";
import type { AugmentSheetEvent, AugmentSheetOptions, SheetFormat } from "../../src/job/sheet/types.ts";
import { idx, writeAll } from "../data/image/make.ts";
import { changed, idxFolder, mixedTable, numericTable, pictureFolder, scratch, texts } from "./kinds.ts";
import { csv, errorOf, numbers } from "./make.ts";

const { at, write } = scratch();
const PICTURES = { rows: 40, classes: 4, side: 12, channels: 1 } as const;
const images = idxFolder(at("idx"), PICTURES);
const reviews = { data: write("reviews.csv", texts(60)), target: "label", text: "review" } as const;
const mixed = { data: write("mixed.csv", mixedTable(200)), target: "label" } as const;
const rare = { data: write("rare.csv", numericTable(120)), target: "label" } as const;

const pictureOf = async (path: string) => {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** The training rows of the first repeat, counted from 1. */
async function training(options: AugmentSheetOptions): Promise<Set<number>> {
  return new Set(foldOf(await prepare(options, options.seed ?? 42), 0).train.ids);
}

describe("a sheet of images", () => {
  it("is a PNG with every operation, and tells what it holds", async () => {
    const options = { data: images, out: at("images.png"), samples: 2 };
    const events: AugmentSheetEvent[] = [];
    const result = await augmentSheet(options, (event) => events.push(event));
    expect(result).toMatchObject({ v: 1, type: "result", kind: "image", format: "png", path: options.out });
    expect(events.at(-1)).toBe(result);
    expect(events.some((event) => event.type === "notice" && event.topic === "data")).toBe(true);
    for (const name of ["randomRotation", "randomHorizontalFlip", "colorJitter", "randomErasing", "mixup", "augMix"])
      expect(result.operations.some((of) => of.startsWith(`${name} (`))).toBe(true);
    // What draws nothing, holds others, or changes nothing in grey images is left out.
    for (const name of ["resize", "normalize", "compose", "oneOf", "randomGrayscale"])
      expect(result.operations.some((of) => of.startsWith(name))).toBe(false);
    expect(result.operations.find((of) => of.startsWith("colorJitter"))).not.toContain("hue");
    const { width, height } = await pictureOf(options.out);
    expect(Math.max(width, height)).toBeLessThanOrEqual(4000);
  });

  it("shows hue and saturation where there are colours", async () => {
    const data = await pictureFolder(at("colours"), { ...PICTURES, channels: 3 });
    const { operations } = await augmentSheet({ data, out: at("colours.png"), samples: 1 });
    expect(operations.find((of) => of.startsWith("colorJitter"))).toMatch(/saturation.*hue/u);
    expect(operations.some((of) => of.startsWith("randomGrayscale"))).toBe(true);
  });

  it("shows images of small numbers brighter, and no others", async () => {
    const random = randomOf(keyOf(3));
    const small = Uint8Array.from({ length: 40 * 12 * 12 }, () => random.below(18));
    const top = async (folder: string, bytes: Uint8Array): Promise<Buffer> => {
      const labels = Uint8Array.from({ length: 40 }, (_, row) => row % 4);
      writeAll(at(folder), {
        "train-images-idx3-ubyte": idx([40, 12, 12], bytes),
        "train-labels-idx1-ubyte": idx([40], labels),
      });
      const out = at("bright.png");
      await augmentSheet({ data: at(folder), out, augment: ["randomVerticalFlip"], samples: 1 });
      const { data, width } = await pictureOf(out);
      // The notes below differ, for one of them tells that it is brighter.
      return data.subarray(0, 3 * width * 1200);
    };
    const bright = await top(
      "bright/same",
      small.map((v) => 15 * v),
    );
    expect((await top("dark/same", small)).equals(bright)).toBe(true);
    expect(
      (
        await top(
          "grey/same",
          small.map((v) => 5 * v),
        )
      ).equals(bright),
    ).toBe(false);
  });

  it("shows one step on images of every class, several alone and together", async () => {
    const one = await augmentSheet({ data: images, out: at("one.png"), augment: [{ randomRotation: 20 }], samples: 2 });
    expect(one.operations).toEqual(["randomRotation (degrees 20)"]);
    expect(new Set(one.shown!.map((row) => (row - 1) % PICTURES.classes)).size).toBe(PICTURES.classes);
    const steps = ["randomHorizontalFlip", { randomCrop: { padding: 2 } }, "mixup"];
    const some = await augmentSheet({ data: images, out: at("some.png"), augment: steps, samples: 2 });
    expect(some.operations).toEqual(["randomHorizontalFlip (p .50)", "randomCrop (padding 2)", "mixup (alpha 1)"]);
  });
});

describe("a sheet of texts", () => {
  it("is given back as a listing, or written in any form", async () => {
    const { text, path, operations } = await augmentSheet({ ...reviews, augment: ["aeda", { wordDropout: 0.2 }] });
    expect(path).toBeUndefined();
    expect(operations).toEqual(["aeda (most .30)", "wordDropout (rate .20)"]);
    expect(text).toContain("[-");
    expect(text).toContain("all together");
    for (const format of ["txt", "html", "svg", "png"] as const) {
      const out = at(`reviews-out.${format}`);
      const result = await augmentSheet({ ...reviews, out, augment: ["aeda"], samples: 2 });
      expect(result).toMatchObject({ format, path: out, kind: "text" });
      expect(result.text).toBeUndefined();
      expect(readFileSync(out).includes("regularize augment")).toBe(true);
      // A sheet may be replaced.
      expect(await augmentSheet({ ...reviews, out, augment: ["aeda"], samples: 1 })).toMatchObject({ path: out });
    }
  });

  it("shows every augmentation of texts that needs no model", async () => {
    const { operations } = await augmentSheet(reviews);
    expect(operations.map((of) => of.split(" ")[0]).sort()).toEqual(
      ["aeda", "eda", "randomInsertion", "randomSwap", "synonymReplacement", "wordDropout"].sort(),
    );
  });
});

describe("a sheet of a table", () => {
  const noticesOf = async (options: AugmentSheetOptions): Promise<readonly [string[], readonly string[]]> => {
    const notices: string[] = [];
    const { operations } = await augmentSheet(options, (event) => {
      if (event.type === "notice" && event.topic === "model") notices.push(event.message);
    });
    return [notices, operations];
  };

  it("balances classes by what the columns allow", async () => {
    expect(await noticesOf({ ...mixed, out: at("mixed.png") })).toEqual([[], ["smotenc (k 5)"]]);
    expect(await noticesOf({ ...rare, out: at("rare.svg") })).toEqual([[], ["smote (k 5)"]]);
    expect(readFileSync(at("rare.svg"), "utf8")).toMatch(/after smote.*72 rows|before.*72 rows/su);
    const words = csv(["town", "label"], 100, (i) => [`town ${i % 7}`, i % 5 === 0 ? "rare" : "common"]);
    const [notices, operations] = await noticesOf({
      ...{ data: write("words.csv", words), target: "label", out: at("words.png") },
    });
    expect(operations).toEqual(["randomOverSampler (ratio 1)"]);
    expect(notices[0]).toMatch(/no columns of numbers/u);
  });

  it("takes fewer neighbours where there are few rows, and says so", async () => {
    const few = csv(["a", "b", "label"], 100, (i) => [i % 13, (i * 7) % 17, i < 6 ? "rare" : "common"]);
    const options = { data: write("few.csv", few), target: "label", out: at("few.png"), split: [60, 20, 20] } as const;
    const [notices, operations] = await noticesOf(options);
    const k = Number(/k (\d)/u.exec(operations[0]!)![1]);
    expect(k).toBeLessThan(5);
    expect(notices).toEqual([`smote with ${k} neighbours: rare has ${k + 1} training rows`]);
  });

  it("shows noise where there are no classes, in the units of the data", async () => {
    const data = write("numbers.csv", numbers());
    const [notices, operations] = await noticesOf({ data, target: "churn", out: at("numbers.svg") });
    expect(operations).toEqual(["gaussianNoise (strength .10)"]);
    expect(notices[0]).toContain("this is regression");
    const svg = readFileSync(at("numbers.svg"), "utf8");
    // Ages lie between 20 and 70.
    expect(svg).toMatch(/>40<[\s\S]*>60</u);
    expect(svg).not.toContain("other classes");
  });

  it("tells kept rows from new and changed ones", async () => {
    const drawn = async (augment: AugmentSheetOptions["augment"]): Promise<string> => {
      await augmentSheet({ ...rare, out: at("kept.svg"), augment: augment! });
      return readFileSync(at("kept.svg"), "utf8");
    };
    const count = (svg: string, kind: string): number => svg.split(`class="${kind}"`).length - 1;
    const over = await drawn(["randomOverSampler"]);
    const noise = await drawn(["gaussianNoise"]);
    const under = await drawn(["randomUnderSampler"]);
    // 14 of 72 rows are rare; a mark of the legend each.
    const [focus, fresh] = [count(over, "focus"), count(over, "fresh")];
    expect([count(under, "focus"), count(under, "fresh")]).toEqual([focus, 1]);
    expect(count(noise, "focus")).toBe((focus - 1) / 2 + 1);
    expect(count(noise, "fresh")).toBe((focus - 1) / 2 + 1);
    expect(fresh).toBeGreaterThan(20);
  });
});

describe("what is shown", () => {
  const KINDS: readonly (readonly [string, AugmentSheetOptions, SheetFormat])[] = [
    ["images", { data: images, samples: 1, augment: ["randomRotation", "randomErasing", "mixup"] }, "png"],
    ["texts", reviews, "txt"],
    ["a table", mixed, "svg"],
  ];

  it.each(KINDS)("of %s follows from the seed", async (_, options, format) => {
    const draw = async (seed: number) => {
      const { content } = await drawSheet(await prepare(options, 1), { ...options, seed }, format);
      return Buffer.from(content as string).toString("base64");
    };
    const five = await draw(5);
    expect(await draw(5)).toBe(five);
    expect(await draw(6)).not.toBe(five);
  });

  it.each(KINDS)("of %s is training rows alone: others could say anything", async (_, options, format) => {
    const prepared = await prepare(options, 42);
    const train = new Set(foldOf(prepared, 0).train.ids);
    const others = Array.from({ length: prepared.data.rows }, (_v, row) => row).filter((row) => !train.has(row + 1));
    expect(others.length).toBeGreaterThan(0);
    const [honest, other] = [
      await drawSheet(prepared, options, format),
      await drawSheet(changed(prepared, new Set(others)), options, format),
    ];
    expect(Buffer.from(other.content as string).equals(Buffer.from(honest.content as string))).toBe(true);
    // And the training rows do matter.
    const moved = await drawSheet(changed(prepared, new Set([...train].map((id) => id - 1))), options, format);
    expect(Buffer.from(moved.content as string).equals(Buffer.from(honest.content as string))).toBe(false);
  });

  it.each(KINDS)("of %s is told by the numbers of the rows", async (_, options) => {
    const result = await augmentSheet({ ...options, out: at(`told-${options.data.length}.png`) });
    const train = await training(options);
    expect(result.trainingRows).toBe(train.size);
    for (const row of result.shown ?? []) expect(train).toContain(row);
  });
});

describe("mistakes are told before any work", () => {
  const failing = (more: Partial<AugmentSheetOptions>): Promise<{ code: string; todo?: string | undefined }> =>
    errorOf(augmentSheet({ data: images, out: at("never.png"), ...more }));

  it.each([
    ["sheet.jpg", "E134", "--out sheet.png"],
    ["sheet", "E134", "--out sheet.png"],
    ["sheet.htm", "E134", "--out sheet.html"],
  ])("%s is no sheet", async (out, code, todo) => {
    // Before the data is looked for.
    expect(await failing({ data: at("nothing"), out })).toMatchObject({ code, todo });
  });

  it("each kind has its forms", async () => {
    expect(await failing({ out: at("x.html") })).toMatchObject({ code: "E134", expected: ".png" });
    expect(await errorOf(augmentSheet({ ...rare, out: at("x.txt") }))).toMatchObject({
      code: "E134",
      expected: ".png, .svg",
    });
  });

  it("names of augmentations, and what cannot act on training rows", async () => {
    expect(await failing({ data: at("nothing"), augment: ["randomRotaton"] })).toMatchObject({
      code: "E136",
      todo: 'did you mean "randomRotation"?',
    });
    expect(await failing({ augment: [{ normalize: {} }] })).toMatchObject({ code: "E136" });
    expect(await failing({ augment: ["smote"] })).toMatchObject({ code: "E136", message: /for tables/u });
    expect(await errorOf(augmentSheet({ ...reviews, augment: ["mixup"] }))).toMatchObject({ code: "E136" });
    expect(await errorOf(augmentSheet({ ...reviews, augment: ["backTranslation"] }))).toMatchObject({ code: "E297" });
    expect(await failing({ augment: [] })).toMatchObject({ code: "E112" });
    expect(existsSync(at("never.png"))).toBe(false);
  });

  it("an impossible number of neighbours names the one that works", async () => {
    const error = await errorOf(augmentSheet({ ...rare, out: at("k.png"), augment: [{ smote: { k: 50 } }] }));
    expect(error).toMatchObject({ code: "E235", todo: /^k: \d+ works$/u });
  });

  it("what is not ours is never replaced, a sheet is", async () => {
    const out = at("mine.png");
    writeFileSync(out, "a photograph");
    const options = { data: images, out, augment: ["randomVerticalFlip"], samples: 1 };
    expect(await errorOf(augmentSheet(options))).toMatchObject({ code: "E140", todo: `--out ${at("mine-2.png")}` });
    expect(readFileSync(out, "utf8")).toBe("a photograph");
    writeFileSync(at("notes.txt"), `how I called it:\n${"\n".repeat(3000)}regularize augment photos`);
    expect(await errorOf(augmentSheet({ ...reviews, out: at("notes.txt") }))).toMatchObject({ code: "E140" });
    writeFileSync(out, "");
    await augmentSheet(options);
    const first = readFileSync(out);
    await augmentSheet({ ...options, seed: 7 });
    expect(readFileSync(out).equals(first)).toBe(false);
    mkdirSync(at("folder.png"));
    expect(await failing({ out: at("folder.png") })).toMatchObject({ code: "E140" });
  });

  it("nothing is written among the data, or where there is no folder", async () => {
    expect(await failing({ out: join(images, "sheet.png") })).toMatchObject({
      code: "E140",
      message: /among the data/u,
    });
    const text = write("texts.txt", texts(60));
    expect(await errorOf(augmentSheet({ data: text, target: "label", text: "review", out: text }))).toMatchObject({
      code: "E140",
    });
    expect((await failing({ out: at("no/such/folder.png") })).code).toMatch(/^E52/u);
  });

  it("a stopped one writes nothing", async () => {
    expect(await failing({ augment: ["equalize"], signal: AbortSignal.abort() })).toMatchObject({ code: "E107" });
    expect(existsSync(at("never.png"))).toBe(false);
  });
});
