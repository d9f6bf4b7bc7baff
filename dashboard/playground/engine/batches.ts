import { type BatchSource, type Examples, fold, image, pickRows, tabular } from "../../../src/browser.ts";
import { type Pixels, PIXEL } from "../data/table.ts";
import type { Settings } from "../settings.ts";
import type { Split } from "./rows.ts";

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

/** Batches as the augmentations change them. The settings are asked for anew with each batch. */
export function augmentedRows(split: Pick<Split, "train" | "image">, settings: () => Settings): BatchSource {
  const { train } = split;
  return {
    rows: train.rows,
    draw: (rows, { key }) => {
      const now = settings();
      const { x, y } = pickRows(train, rows) as Examples;
      const policy = split.image && policyOf(now, split.image.shape);
      if (split.image !== undefined && policy !== undefined)
        image.augmentBatch(
          policy,
          split.image,
          rows,
          (row, place) => fold(key, "image", row, place),
          x as Float32Array,
        );
      const [width, outputs] = [train.x.length / train.rows, train.y.length / train.rows];
      let batch: tabular.Batch = { rows: rows.length, width, outputs, x, targets: y };
      for (const [i, step] of mixersOf(now).entries()) {
        const own = fold(key, rows[0]!, step.name, i);
        batch = step.apply(batch, step.sample(own, batch) as never);
      }
      return { rows: rows.length, x: batch.x, y: batch.targets };
    },
  };
}

/** What is done to rows of any kind. */
const mixersOf = ({ noise, mixup }: Settings) => [
  ...(noise > 0 ? [tabular.gaussianNoise(noise)] : []),
  ...(mixup > 0 ? [tabular.mixup(mixup)] : []),
];
