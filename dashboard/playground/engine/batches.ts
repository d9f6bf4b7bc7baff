import { type BatchSource, type Examples, fold, image, type Key, pickRows } from "../../../src/browser.ts";
import { tabular, text } from "../../../src/browser.ts";
import { type Pixels, PIXEL } from "../data/table.ts";
import type { Settings } from "../settings.ts";
import { learnedRows } from "./resampled.ts";
import type { Split } from "./rows.ts";
import { encoderOf, thesaurusOf, TOKENS } from "./texts.ts";

/** What is done to each image, as one; nothing where all is off. */
export function policyOf(settings: Settings, [, height]: Pixels["shape"]): image.ImageAugmentation | undefined {
  const { flip, rotate, shift, cutout } = settings;
  const steps = [
    ...(flip > 0 ? [image.randomHorizontalFlip(flip)] : []),
    ...(rotate > 0 ? [image.randomRotation(rotate)] : []),
    ...(shift > 0 ? [image.randomAffine({ degrees: 0, translate: [shift, shift] })] : []),
    ...(cutout > 0 ? [image.cutout(holeOf(cutout, height))] : []),
  ];
  return steps.length === 0 ? undefined : image.compose(...steps, image.normalize(PIXEL));
}

/** Pixels of a hole of this share of the side. */
export const holeOf = (share: number, side: number): number => Math.max(1, Math.round(share * side));

/** A text as an epoch learns it. */
export function rewritten({ synonyms, inserts, swaps, words }: Settings, given: text.Passage, key: Key): text.Passage {
  const steps = [
    ...(synonyms > 0 ? [text.synonymReplacement(synonyms)] : []),
    ...(inserts > 0 ? [text.randomInsertion(inserts)] : []),
    ...(swaps > 0 ? [text.randomSwap(swaps)] : []),
    ...(words > 0 ? [text.wordDropout(words)] : []),
  ];
  let passage = given;
  for (const step of steps) passage = step.apply(passage, step.sample(fold(key, step.name), passage) as never);
  return passage;
}

/** Batches as the augmentations change them. The settings are asked for anew with each batch; the rows are those of the beginning. */
export function augmentedRows(
  split: Split,
  settings: () => Settings,
  train: Examples = learnedRows(split, settings()),
): BatchSource {
  const { texts } = split;
  const [encode, thesaurus] = [texts && encoderOf(texts), texts && thesaurusOf(texts)];
  return {
    rows: train.rows,
    draw: (rows, { key }) => {
      const now = settings();
      const { x, y } = pickRows(train, rows) as { readonly x: Float32Array; readonly y: Float32Array };
      const policy = split.image && policyOf(now, split.image.shape);
      if (split.image !== undefined && policy !== undefined)
        image.augmentBatch(policy, split.image, rows, (row, place) => fold(key, "image", row, place), x);
      if (texts === undefined || encode === undefined)
        return mixed(now, pasted(now, split.image?.shape, { rows, x, y, key }));
      for (const [place, row] of rows.entries()) {
        const passage = text.passageOf(texts.texts[row]!, thesaurus);
        x.set(encode(rewritten(now, passage, fold(key, "text", row))), place * TOKENS);
      }
      return { rows: rows.length, x, y };
    },
  };
}

interface Drawn {
  readonly rows: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly key: Key;
}

/** Images with a part of the one before each. */
function pasted({ cutmix }: Settings, shape: Pixels["shape"] | undefined, drawn: Drawn): Drawn {
  if (shape === undefined || cutmix === 0) return drawn;
  const [channels, height, width] = shape;
  const { rows, x, y, key } = drawn;
  const [size, step] = [{ channels, height, width }, image.cutMix(cutmix)];
  const batch = { ...size, count: rows.length, data: x, targets: y };
  const made = step.apply(batch, step.sample(fold(key, rows[0]!, step.name), size));
  return { ...drawn, x: made.data, y: made.targets };
}

/** What is done to rows of numbers, whatever they are. */
function mixed({ noise, mixup }: Settings, { rows, x, y, key }: Drawn): Examples {
  const steps = [...(noise > 0 ? [tabular.gaussianNoise(noise)] : []), ...(mixup > 0 ? [tabular.mixup(mixup)] : [])];
  const [width, outputs] = [x.length / rows.length, y.length / rows.length];
  let batch: tabular.Batch = { rows: rows.length, width, outputs, x, targets: y };
  for (const [i, step] of steps.entries()) {
    const own = fold(key, rows[0]!, step.name, i);
    batch = step.apply(batch, step.sample(own, batch) as never);
  }
  return { rows: rows.length, x: batch.x, y: batch.targets };
}
