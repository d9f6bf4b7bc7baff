import type { Random } from "../../core/index.ts";
import { adjustBrightness, adjustContrast, adjustSaturation } from "./adjust.ts";
import { equalized } from "./histogram.ts";
import type { Size } from "./image.ts";
import { type AffineParts, inverseAffine } from "./matrix.ts";
import { type Picture, sizeOf, withPixels, withSource, withStep } from "./picture.ts";
import { posterized, solarized, stretched } from "./pointwise.ts";
import { sharpened } from "./sharpen.ts";

type Apply = (picture: Picture, magnitude: number) => Picture;

/** The magnitude at a position of 0 … 1 on the scale, where there is one. */
export type Scale = (at: number, size: Size) => number;

/** One operation of a policy. A signed one goes either way. */
export interface Operation {
  readonly scale?: Scale;
  readonly signed?: true;
}

const STILL = { angle: 0, translate: [0, 0], scale: 1, shear: [0, 0] } as const;

/** What an affine step brings in from outside is black, as in torchvision. */
function move(picture: Picture, parts: Partial<AffineParts>): Picture {
  const { height, width } = sizeOf(picture);
  const matrix = inverseAffine({ ...STILL, ...parts }, { height, width });
  return withStep(picture, { matrix, height, width, fill: 0 });
}

const shearDegrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI;

/** What each operation does at a magnitude. */
export const OPERATIONS = {
  identity: (picture) => picture,
  shearX: (picture, m) => move(picture, { shear: [shearDegrees(m), 0], center: [0, 0] }),
  shearY: (picture, m) => move(picture, { shear: [0, shearDegrees(m)], center: [0, 0] }),
  translateX: (picture, m) => move(picture, { translate: [Math.trunc(m), 0] }),
  translateY: (picture, m) => move(picture, { translate: [0, Math.trunc(m)] }),
  rotate: (picture, m) => move(picture, { angle: -m }),
  brightness: (picture, m) => adjustBrightness(picture, 1 + m),
  color: (picture, m) => adjustSaturation(picture, 1 + m),
  contrast: (picture, m) => adjustContrast(picture, 1 + m),
  sharpness: (picture, m) => withPixels(picture, (image) => sharpened(image, 1 + m)),
  posterize: (picture, m) => withPixels(picture, (image) => posterized(image, m)),
  solarize: (picture, m) => withSource(picture, (source) => solarized(source, m)),
  autoContrast: stretched,
  equalize: (picture) => withSource(picture, equalized),
} as const satisfies Record<string, Apply>;

export type OperationName = keyof typeof OPERATIONS;
export type Space = Readonly<Partial<Record<OperationName, Operation>>>;

/** A drawn operation: plain data. */
export interface Chosen {
  readonly name: OperationName;
  readonly magnitude: number;
}

const upTo = (most: number): Operation => ({ scale: (at) => at * most, signed: true });

/** The operations of a policy. Shifts grow with the side where `shift` does so; posterize goes from `bits` down. */
export const spaceOf = (most: {
  readonly shear: number;
  readonly shift: (side: number) => number;
  readonly degrees: number;
  readonly colour: number;
  readonly bits?: number;
  readonly bitsLost: number;
}): Readonly<Record<OperationName, Operation>> => ({
  identity: {},
  shearX: upTo(most.shear),
  shearY: upTo(most.shear),
  translateX: { scale: (at, { width }) => at * most.shift(width), signed: true },
  translateY: { scale: (at, { height }) => at * most.shift(height), signed: true },
  rotate: upTo(most.degrees),
  brightness: upTo(most.colour),
  color: upTo(most.colour),
  contrast: upTo(most.colour),
  sharpness: upTo(most.colour),
  posterize: { scale: (at) => (most.bits ?? 8) - Math.round(at * most.bitsLost) },
  solarize: { scale: (at) => 1 - at },
  autoContrast: {},
  equalize: {},
});

/** One operation, each as likely, at the position that `at` gives; a sign where it goes either way. */
export function choose(random: Random, space: Space, size: Size, at: () => number): Chosen {
  const names = Object.keys(space) as OperationName[];
  const name = names[random.below(names.length)]!;
  const { scale, signed }: Operation = space[name] ?? {};
  if (scale === undefined) return { name, magnitude: 0 };
  const magnitude = scale(at(), size);
  return { name, magnitude: signed === true && random.uniform() < 0.5 ? -magnitude : magnitude };
}
