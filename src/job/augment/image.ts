import { fold, type Key, RegularizeError, type Schema, type StoredRows } from "../../core/index.ts";
import { image } from "../../augment/index.ts";
import type { AnyExamples } from "../../train/score.ts";
import { pickRows } from "../../train/pick.ts";
import type { BatchSource } from "../../train/source.ts";
import { factoryOf, type GivenStep, namedStep } from "./steps.ts";

type Step = image.ImageAugmentation;
type Mixer = ReturnType<typeof image.mixup>;

/** What the steps of a recipe make of images: what happens to each one alone, then what mixes a batch. */
export interface ImagePolicy {
  readonly alone: Step;
  readonly mixers: readonly Mixer[];
}

/** [channels, height, width] */
type Shape = image.PixelRows["shape"];

/** The steps of a recipe for images of one size. Throws E136 for what cannot act on training images alone. */
export function imagePolicy(steps: readonly GivenStep[], shape: Shape): ImagePolicy {
  const made = steps.map((step, i) => makeStep(step, `augment[${i}]`, shape));
  return {
    alone: image.compose(...made.filter((step) => !mixes(step))),
    mixers: made.filter(mixes) as unknown as Mixer[],
  };
}

/** Whether a step needs the other images of its batch. */
export const mixes = ({ facts }: { readonly facts: Step["facts"] }): boolean => facts.seesBatch === true;

/** One step; `oneOf`, `randomApply` and `compose` hold steps of their own. Throws E136 as `imagePolicy`. */
export function makeStep(given: GivenStep, where: string, shape: Shape): Step {
  const { name, settings } = namedStep(given, where);
  if (name === "oneOf") return image.oneOf(...innerSteps(settings, `${where}.oneOf`, shape));
  if (name === "randomApply") {
    const { of, ...rest } = (settings ?? {}) as { readonly of?: unknown; readonly p?: number };
    return image.randomApply(innerSteps(of, `${where}.randomApply.of`, shape), rest);
  }
  if (name === "compose") return image.compose(...innerSteps(settings, `${where}.compose`, shape));
  const factory = factoryOf("image", name, where);
  const step = factory(withSize(settings, factory.definition, shape)) as unknown as Step;
  if (step.facts.deterministic === true) throw onlyInTraining(name, where);
  return step;
}

function innerSteps(given: unknown, where: string, shape: Shape): Step[] {
  const made = innerList(given, where).map((step, i) => makeStep(step, `${where}[${i}]`, shape));
  const at = made.findIndex(mixes);
  if (at < 0) return made;
  const { name } = made[at]!;
  throw new RegularizeError({
    code: "E136",
    where: `${where}[${at}]`,
    message: `${where}[${at}]: ${name} mixes the images of a batch, the steps within another see one image`,
    todo: `write ${name} beside the other steps: augment: [randomHorizontalFlip, ${name}]`,
  });
}

/** The steps within a step, as they were written. Throws E136 when they are no list. */
export function innerList(given: unknown, where: string): readonly GivenStep[] {
  if (Array.isArray(given) && given.length > 0) return given as GivenStep[];
  throw new RegularizeError({
    code: "E136",
    where,
    message: `${where} must be a list of steps`,
    todo: "oneOf: [randomHorizontalFlip, {randomRotation: 15}]",
  });
}

/** A step that would change the size keeps that of the images, unless the user said otherwise. */
function withSize(
  settings: unknown,
  { settings: schema }: { readonly settings: Schema },
  [, height, width]: Shape,
): unknown {
  const size = [height, width];
  if (!("size" in schema)) return settings;
  if (settings === undefined) return { size };
  return typeof settings === "object" && settings !== null && !Array.isArray(settings)
    ? { size, ...settings }
    : settings;
}

const onlyInTraining = (name: string, where: string): RegularizeError =>
  new RegularizeError({
    code: "E136",
    where,
    message: `${where}: ${name} draws nothing, so training images would differ from all others`,
    expected: "an augmentation that draws",
    todo: "leave it out: images are resized and normalized for every use",
  });

/** Training images to draw batches from. */
export interface ImageRows {
  readonly pixels: image.PixelRows["pixels"];
  readonly shape: Shape;
  /** [rows]: where each training row stands among the pixels. */
  readonly rows: Int32Array;
  readonly examples: AnyExamples;
}

/** Writes augmented images of the training rows `chosen`; `epoch` is the epoch's key. The same on any thread. */
export function drawImages(
  policy: ImagePolicy,
  { pixels, shape, rows }: Pick<ImageRows, "pixels" | "shape" | "rows">,
  chosen: Int32Array,
  epoch: Key,
  out: Float32Array,
): void {
  const places = chosen.map((row) => rows[row]!);
  image.augmentBatch(policy.alone, { pixels, shape }, places, (_, place) => fold(epoch, chosen[place]!), out);
}

/** Augmented images of some rows, each drawn by the key of its place: for audits and for averages over copies. */
export function imageCopies(
  steps: readonly GivenStep[],
  { pixels, shape }: image.PixelRows,
  rows: Int32Array,
  key: Key,
): StoredRows {
  const { alone } = imagePolicy(steps, shape);
  return {
    length: rows.length * shape[0] * shape[1] * shape[2],
    gather: (of, out) => {
      const places = of.map((i) => rows[i]!);
      image.augmentBatch(alone, { pixels, shape }, places, (_, place) => fold(key, of[place]!), out);
    },
  };
}

/** Batches of augmented images, made by this thread. */
export function imageBatches(steps: readonly GivenStep[], of: ImageRows): BatchSource {
  const policy = imagePolicy(steps, of.shape);
  const { shape, examples } = of;
  const width = shape[0] * shape[1] * shape[2];
  const blank = { ...examples, x: { length: examples.rows * width, gather: () => undefined } };
  return {
    rows: examples.rows,
    draw: (chosen, { key }) => {
      const data = new Float32Array(chosen.length * width);
      drawImages(policy, of, chosen, key, data);
      return mixed(policy, { ...pickRows(blank, chosen), x: data }, shape, fold(key, "mix", chosen[0] ?? 0));
    },
  };
}

/** Pairs are mixed after all else, with one draw for the batch. */
export function mixed(
  { mixers }: ImagePolicy,
  examples: AnyExamples & { readonly x: Float32Array },
  [channels, height, width]: Shape,
  key: Key,
): AnyExamples {
  if (mixers.length === 0) return examples;
  const { rows: count, x: data, y: targets } = examples;
  const batch = mixers.reduce((sofar, mixer, i) => mixer.apply(sofar, mixer.sample(fold(key, i), sofar)), {
    count,
    channels,
    height,
    width,
    data,
    targets,
  } as image.ImageBatch);
  return { ...examples, x: batch.data, y: batch.targets };
}
