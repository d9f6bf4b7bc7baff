import { type AugmentationFactory, image, tabular, text } from "../../src/augment/index.ts";
import type { ImageBatch } from "../../src/augment/image/index.ts";
import { type Batch, oneHot, type TrainingFold } from "../../src/augment/tabular/index.ts";
import type { Passage } from "../../src/augment/text/index.ts";
import { catalog, type Member, type MemberKind } from "../../src/catalog.ts";
import { keyOf, type Random, RegularizeError, randomOf, type Schema, type Setting } from "../../src/core/index.ts";
import { cloud, foldOf } from "./tabular/support.ts";

const FOLDERS = { imageAugmentation: image, textAugmentation: text, tableAugmentation: tabular } as const;
type AugmentationKind = keyof typeof FOLDERS;

const isAugmentation = (kind: MemberKind): kind is AugmentationKind => kind in FOLDERS;

export type Factory = AugmentationFactory<Schema, unknown, unknown, unknown, unknown>;

/** An augmentation of the catalogue with what it can be tried on. */
export interface Case {
  readonly kind: AugmentationKind;
  readonly member: Member;
  readonly make: Factory;
  readonly input: unknown;
  /** What its draws may hang on: the input itself, or of an image no more than its size. */
  readonly seen: unknown;
  /** Another input that looks the same to an augmentation that minds each row by itself. */
  readonly other: unknown;
}

const uniform = (length: number, random: Random): Float32Array => Float32Array.from({ length }, () => random.uniform());

const SIZE = { channels: 3, height: 36, width: 40 };
const pixels = (count: number, seed: number): Float32Array => uniform(count * 3 * 36 * 40, randomOf(keyOf(seed)));

const imageBatch = (seed: number): ImageBatch => ({
  ...{ ...SIZE, count: 4, data: pixels(4, seed) },
  targets: oneHot([0, 1, 2, 1], 3),
});

/** Rows after the first one differ from seed to seed. */
function tableBatch(seed: number): Batch {
  const x = uniform(24 * 5, randomOf(keyOf(seed)));
  x.set([1, 2, 3, 4, 5]);
  const labels = Array.from({ length: 24 }, (_, row) => row % 2);
  return { x, rows: 24, width: 5, targets: oneHot(labels, 2), outputs: 2 };
}

/** Overlapping classes; the last column is a category where asked. */
function trainingRows(seed: number, withCategory: boolean): TrainingFold {
  const { x, y } = cloud([60, 30, 20], 4, seed);
  const labels = y.toSorted((a, b) => a - b);
  if (!withCategory) return foldOf(x, labels);
  return foldOf(
    x.map(([a, b, c, d]) => [a!, b!, c!, d! > 1 ? 1 : 0]),
    labels,
    [3],
  );
}

/** With copies that models could have made before, for those that take one. */
const passage = (name: string): Passage => {
  const words = "a small boat sailed not far from 12 green islands in the evening".split(" ");
  const thesaurus = { synonyms: (word: string) => [`${word}a`, `${word}o`] };
  const prepared = { copies: { [name]: ["a small boat was not far", "the boat sailed in the evening"] } };
  return { words, gaps: ["", ...words.slice(1).map(() => " "), "."], thesaurus, ...prepared };
};

/** What an augmentation works on follows from what it says of itself, never from its name. */
function inputsOf(kind: AugmentationKind, make: Factory): Pick<Case, "input" | "other"> {
  const { facts = {}, name } = make.definition;
  if (kind === "textAugmentation") return { input: passage(name), other: passage(name) };
  if (kind === "imageAugmentation")
    return facts.seesBatch === true
      ? { input: imageBatch(1), other: imageBatch(2) }
      : { input: { ...SIZE, data: pixels(1, 1) }, other: { ...SIZE, data: pixels(1, 2) } };
  if (facts.changesRows !== true) return { input: tableBatch(1), other: tableBatch(2) };
  const isRefused = refuses(() => make().sample(keyOf(1), trainingRows(1, false)), "E234");
  return { input: trainingRows(1, isRefused), other: trainingRows(2, isRefused) };
}

/** Whether a call throws this code; anything else that it throws is thrown. */
export function refuses(call: () => unknown, code: string): boolean {
  try {
    call();
    return false;
  } catch (error) {
    if (error instanceof RegularizeError && error.code === code) return true;
    throw error;
  }
}

const factoryOf = (kind: AugmentationKind, name: string): Factory =>
  (FOLDERS[kind] as unknown as Readonly<Record<string, Factory>>)[name]!;

export const augmentations: readonly Member[] = catalog.filter(({ kind }) => isAugmentation(kind));

/** Those that are made of others, and draw nothing of their own. */
export const containers: readonly Member[] = augmentations.filter(
  ({ kind, name }) => isAugmentation(kind) && factoryOf(kind, name).definition.sample === undefined,
);

export const cases: readonly Case[] = augmentations.flatMap((member) => {
  const { kind, name } = member;
  if (!isAugmentation(kind) || containers.includes(member)) return [];
  const make = factoryOf(kind, name);
  const { input, other } = inputsOf(kind, make);
  return [{ kind, member, make, input, other, seen: kind === "imageAugmentation" ? SIZE : input }];
});

/** Values that a setting must refuse. */
export function illegal(setting: Setting): readonly unknown[] {
  if ("range" in setting) {
    const [low, high] = setting.range;
    const below = low - Math.max(1, Math.abs(low));
    const above = high * 2 + 1;
    return [Number.NaN, "1", below, ...(above > high ? [above] : []), ...(setting.integer ? [low + 0.5] : [])];
  }
  if ("sizes" in setting) return [setting.sizes[0] - 1, setting.sizes[1] + 1, 1.5, new Array(setting.axes + 1).fill(1)];
  if ("each" in setting) return [1, [Number.NaN], ...(setting.each[1] < 1e300 ? [[setting.each[1] * 2 + 1]] : [])];
  return "choices" in setting ? ["", "none such", 1] : [1, "true"];
}

/** Values that a setting must take: its bounds, and both ends of what is worth trying. */
export function legalEnds(setting: Setting): readonly unknown[] {
  if ("range" in setting) return [...setting.range, ...(setting.search?.slice(0, 2) ?? [])];
  if ("sizes" in setting) return [...setting.sizes, new Array(setting.axes).fill(setting.sizes[0])];
  if ("each" in setting) return [[], [...setting.each]];
  return "choices" in setting ? setting.choices : [true, false];
}
