import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fold as foldKey, keyOf, permutation } from "../../src/core/index.ts";
import { type Fold, foldOf, type Input, prepare, type Prepared } from "../../src/job/prepare.ts";
import { type GivenRecipe, type Recipe, resolveRecipe } from "../../src/job/recipe.ts";
import { situationOf } from "../../src/job/source/situation.ts";
import { SHELVES } from "../../src/job/augment/steps.ts";
import { balancedWeights } from "../../src/train/balance/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { gatherInto } from "../../src/train/rows.ts";
import { jpeg, picture, png, sharpOf, writeAll } from "../data/image/make.ts";
import { changed, idxFolder, mixedTable, numericTable, scratch, texts } from "./kinds.ts";

const { at, write } = scratch();

type Augment = GivenRecipe["augment"] & {};
const recipeOf = (augment: Augment, more: Partial<GivenRecipe> = {}): Recipe =>
  resolveRecipe({ name: "x", ...more, augment });

const SEED = 5;
const REPEATS = 2;
let mixed: Prepared;
let numeric: Prepared;
let pictures: Prepared;
let words: Prepared;
beforeAll(async () => {
  const label = { target: "label" };
  mixed = await prepare({ ...label, data: write("mixed.csv", mixedTable(150)), keep: ["town"] }, SEED);
  numeric = await prepare({ ...label, data: write("numeric.csv", numericTable(150)) }, SEED);
  pictures = await prepare({ data: idxFolder(at("pictures"), { rows: 105, classes: 3, side: 10, channels: 1 }) }, SEED);
  words = await prepare({ ...label, data: write("words.csv", texts(120)) }, SEED);
  expect([mixed, numeric, pictures, words].map(({ kind }) => kind)).toEqual(["table", "table", "image", "text"]);
});

/** Every batch of some epochs, as the loop draws them. */
async function batchesOf(part: Fold, recipe: Recipe, epochs = 2, batchSize = 16): Promise<Examples[]> {
  const source = (await part.source(recipe))!;
  const batches: Examples[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(source.rows, foldKey(keyOf(part.seed), "epoch", epoch));
    for (let from = 0; from < order.length; from += batchSize) {
      const key = foldKey(keyOf(part.seed), "augment", epoch);
      batches.push((await source.draw(order.subarray(from, from + batchSize), { epoch, key })) as Examples);
    }
  }
  return batches;
}

/** SHA-256 of all that batches hold. */
function hashOf(batches: readonly Examples[]): string {
  const hash = createHash("sha256");
  for (const { rows, x, y, ids } of batches) hash.update(String(rows)).update(x).update(y).update(ids!);
  return hash.digest("hex");
}

const idsOf = (ids: Int32Array | undefined): Set<number> => new Set(ids);

/** Rows of the data that are not training rows of a repeat. */
function outside(prepared: Prepared, part: Fold): Set<number> {
  const train = idsOf(part.train.ids);
  return new Set(Array.from({ length: prepared.data.rows }, (_, row) => row).filter((row) => !train.has(row + 1)));
}

const rowsIn = async ({ x, rows }: Fold["train"]): Promise<Float32Array> => {
  const out = new Float32Array(x.length);
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  await gatherInto(out, x, all, x.length / rows);
  return out;
};

/** A setting for what is harmless by default, and sizes that stay. */
const SETTINGS: Readonly<Record<string, unknown>> = {
  ...{ randomAffine: { degrees: 20, translate: [0.1, 0.1] }, randomCrop: { padding: 2 }, eda: { alpha: 0.3 } },
  ...{ oneOf: ["randomHorizontalFlip", "equalize"], randomApply: { of: ["gaussianBlur"], p: 0.5 } },
  compose: ["randomVerticalFlip", { randomErasing: { p: 1 } }],
};
const stepOf = (name: string): Augment[number] => (name in SETTINGS ? { [name]: SETTINGS[name] as never } : name);
const drawing = (kind: keyof typeof SHELVES, without: readonly string[] = []): string[] =>
  Object.keys(SHELVES[kind]).filter((name) => !without.includes(name));

/** Every step of every catalogue, on data that it takes. */
const CASES: readonly (readonly [data: string, of: () => Prepared, names: readonly string[]])[] = [
  ["a table of numbers", () => numeric, drawing("table", ["smotenc"])],
  ["a table with categories", () => mixed, drawing("table", ["smote", "borderlineSmote", "adasyn"])],
  ["images", () => pictures, drawing("image", ["resize", "centerCrop", "normalize"])],
  ["texts", () => words, drawing("text", ["backTranslation", "paraphrase"])],
];

describe.each(CASES)("%s: no row but a training row ever enters training", (_, of, names) => {
  it.each(names)("%s", async (name) => {
    const prepared = of();
    const recipe = recipeOf([stepOf(name)]);
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const part = foldOf(prepared, repeat, recipe);
      const train = idsOf(part.train.ids);
      const batches = await batchesOf(part, recipe);
      const ids = new Set(batches.flatMap((batch) => [...batch.ids!]));
      for (const id of ids) expect(train).toContain(id);
      for (const { x } of batches) expect(x.every(Number.isFinite)).toBe(true);
      // Whatever else the other rows say, their answers included: the very same batches, bit for bit.
      const others = outside(prepared, part);
      expect(others.size).toBeGreaterThan(40);
      const own = hashOf(batches);
      expect(hashOf(await batchesOf(foldOf(changed(prepared, others), repeat, recipe), recipe))).toBe(own);
      // And a single training row would be seen.
      const one = new Set([part.train.ids![7]! - 1]);
      expect(hashOf(await batchesOf(foldOf(changed(prepared, one), repeat, recipe), recipe))).not.toBe(own);
    }
  });
});

describe("several steps together", () => {
  const NUMERIC = drawing("table", ["smotenc", "adasyn"]);
  it("in any order and number", async () => {
    const kinds = [
      ["numeric", NUMERIC],
      ["pictures", CASES[2]![2]],
      ["words", CASES[3]![2]],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...kinds)
          .chain(([kind, names]) =>
            fc.tuple(fc.constant(kind), fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 })),
          ),
        fc.integer({ min: 0, max: 20 }),
        async ([kind, names], repeat) => {
          const prepared = { numeric, pictures, words }[kind];
          const recipe = recipeOf(names.map(stepOf));
          const part = foldOf(prepared, repeat, recipe);
          const others = foldOf(changed(prepared, outside(prepared, part)), repeat, recipe);
          expect(hashOf(await batchesOf(others, recipe, 1))).toBe(hashOf(await batchesOf(part, recipe, 1)));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("what is fitted", () => {
  const networks: readonly (readonly [string, () => Prepared, Partial<GivenRecipe>])[] = [
    ["means, deviations and levels of a table", () => mixed, {}],
    ["means and deviations of channels", () => pictures, {}],
    ["the words of texts", () => words, {}],
    ["the words and their rarity", () => words, { network: "tfidf" }],
  ];
  it.each(networks)("%s: by training rows alone, and by each of them", (_, of, more) => {
    const prepared = of();
    const recipe = recipeOf([], more);
    const facts = (from: Prepared, repeat: number): object => {
      const part: Fold<Input> = foldOf(from, repeat, recipe);
      const { shape, input, scale, task } = part;
      const weights = task.kind === "regression" ? [] : balancedWeights({ y: part.train.y, classes: shape.outputs });
      return { shape, input, scale, weights, situation: situationOf(part), ids: part.train.ids, y: part.train.y };
    };
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const part = foldOf(prepared, repeat, recipe);
      const own = facts(prepared, repeat);
      expect(facts(changed(prepared, outside(prepared, part)), repeat)).toEqual(own);
      expect(facts(changed(prepared, new Set(Array.from(part.train.ids!, (id) => id - 1))), repeat)).not.toEqual(own);
    }
  });

  it("the three parts are apart in every repeat, and training rows are read as they are", async () => {
    for (const prepared of [mixed, numeric, pictures, words]) {
      const test = new Set(Array.from(prepared.test, (row) => row + 1));
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const part = foldOf(prepared, repeat);
        const [train, validation] = [idsOf(part.train.ids), idsOf(part.validation.ids)];
        expect(train.size + validation.size + test.size).toBe(prepared.data.rows);
        expect(new Set([...train, ...validation, ...test]).size).toBe(prepared.data.rows);
        const [own, other] = [
          await rowsIn(part.train),
          await rowsIn(foldOf(changed(prepared, outside(prepared, part)), repeat).train),
        ];
        expect(Buffer.compare(Buffer.from(other!.buffer), Buffer.from(own!.buffer))).toBe(0);
      }
    }
  });
});

describe("rows that belong together are on one side of every split", () => {
  /** What stands on each side of each repeat, by a name that related rows share. */
  async function sidesOf(prepared: Prepared, nameOf: (row: number) => string): Promise<void> {
    const test = new Set(Array.from(prepared.test, nameOf));
    for (let repeat = 0; repeat < 5; repeat++) {
      const part = foldOf(prepared, repeat);
      const [train, validation] = [part.train, part.validation].map(
        ({ ids }) => new Set(Array.from(ids!, (id) => nameOf(id - 1))),
      );
      for (const name of train!) expect(validation!.has(name) || test.has(name), name).toBe(false);
      for (const name of validation!) expect(test.has(name), name).toBe(false);
    }
  }

  it("images: copies, such as JPEG and half the size, with their original", async () => {
    const files: Record<string, Uint8Array> = {};
    for (let i = 0; i < 20; i++) {
      const one = picture(i);
      files[`${i % 2 === 0 ? "even" : "odd"}/${i}.png`] = await png(one);
      files[`${i % 2 === 0 ? "even" : "odd"}/${i}-again.jpg`] = await jpeg(one, 97);
      files[`${i % 2 === 0 ? "even" : "odd"}/${i}-small.png`] = await sharpOf(one).resize(36, 36).png().toBuffer();
    }
    writeAll(at("alike"), files);
    const prepared = await prepare({ data: at("alike"), imageSize: 32 }, 1);
    if (prepared.kind !== "image") throw new Error(prepared.kind);
    const { names } = prepared.set;
    expect(prepared.notices.map(({ message }) => message).join("\n")).toContain("40 near-duplicate images");
    await sidesOf(prepared, (row) => /(\d+)/u.exec(names[row]!)![1]!);
  });

  it("texts that say the same, whatever their case and marks", async () => {
    const lines = texts(60).split("\n").slice(1, -1);
    const louder = lines.map((line) =>
      line
        .toUpperCase()
        .replaceAll(" ", " - ")
        .replace(".,", " …,")
        .replace(/,(GOOD|BAD)$/u, (end) => end.toLowerCase()),
    );
    const data = write("loud.csv", ["review,label", ...lines, ...louder, ""].join("\n"));
    const prepared = await prepare({ data, target: "label" }, 1);
    expect(prepared.kind).toBe("text");
    await sidesOf(prepared, (row) => String(row % 60));
  });

  it("rows of a group, and rows that are equal, in tables and texts", async () => {
    const [header, ...rows] = mixedTable(80).trimEnd().split("\n");
    const grouped = [`${header},who`, ...rows.map((row, i) => `${row},p${i % 25}`), ""].join("\n");
    const table = await prepare({ data: write("grouped.csv", grouped), target: "label", group: "who" }, 1);
    await sidesOf(table, (row) => String(row % 25));
    const twice = [header, ...rows, ...rows, ""].join("\n");
    await sidesOf(await prepare({ data: write("twice.csv", twice), target: "label" }, 1), (row) => String(row % 80));
    const [, ...lines] = texts(80).trimEnd().split("\n");
    const letters = ["review,label,writer", ...lines.map((line, i) => `${line},w${i % 20}`), ""].join("\n");
    const text = await prepare({ data: write("letters.csv", letters), target: "label", group: "writer" }, 1);
    expect(text.kind).toBe("text");
    await sidesOf(text, (row) => String(row % 20));
  });
});
