import { type ImageStep, type ReportPicture, type ReportSheet, thumbnail } from "../../observe/index.ts";
import { type ImagePolicy, imagePolicy } from "../augment/image.ts";
import { type GivenStep, showSteps } from "../augment/steps.ts";
import type { Fold } from "../prepare.ts";
import type { ImagePrepared } from "../source/image.ts";
import { at, brightnessNotes, drawRow, type Stock, stockOf } from "./image.ts";

type ImageReport = Extract<ReportSheet, { readonly kind: "image" }>;

/** Copies of each image, and images that one step alone, and several together, are shown on. */
const COPIES = 6;
const ALONE = 3;
const TOGETHER = 2;

/** Training images beside copies of them, a row per step; several steps are shown together too. */
export async function stepsOnImages(
  { set }: ImagePrepared,
  fold: Fold,
  steps: readonly GivenStep[],
): Promise<ImageReport> {
  const stock = stockOf(set, fold, fold.seed);
  const several = steps.length > 1;
  const planned = [
    ...steps.map((step) => ({ operation: showSteps([step]), of: [step], images: several ? 1 : ALONE })),
    ...(several ? [{ operation: "all together", of: steps, images: TOGETHER }] : []),
  ];
  const shown = new Set<number>();
  const drawn: ImageStep[] = [];
  for (const { operation, of, images } of planned) {
    const policy = imagePolicy(of, set.shape);
    const rows: ImageStep["rows"][number][] = [];
    for (let i = 0; i < images; i++) {
      const place = drawn.length + i;
      // What mixes shows parts of the images that follow, too.
      const last = policy.mixers.length > 0 ? place + COPIES : place;
      for (let of = place; of <= last; of++) shown.add(at(stock, of).row);
      rows.push(await pictures(stock, policy, place));
    }
    drawn.push({ operation, rows });
  }
  return { kind: "image", steps: drawn, shown: shown.size, notes: brightnessNotes(stock) };
}

async function pictures(stock: Stock, policy: ImagePolicy, place: number): Promise<ImageStep["rows"][number]> {
  const cells = Array.from({ length: COPIES }, () => ({ policy }));
  const { original, samples } = drawRow(stock, { name: "", details: [], cells }, place);
  const copies: ReportPicture[] = [];
  for (const sample of samples) copies.push(await thumbnail(sample));
  return { original: await thumbnail(original!), copies };
}
