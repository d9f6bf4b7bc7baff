/**
 * An affine map of the plane, [a, b, c, d, e, f]: x′ = a x + b y + c, y′ = d x + e y + f. Whole numbers are pixel centres.
 * Maps here go from the output to the input: where a pixel is read.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Sines of whole right angles come out as 6e-17: snapping them keeps quarter turns exact. */
const snap = (v: number): number => {
  const whole = Math.round(v);
  return Math.abs(v - whole) < 1e-12 ? whole : v;
};

/** first ∘ second: `second` is applied to the point first. */
export function after(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f].map(
    snap,
  ) as unknown as Affine;
}

/** Rows stay rows and columns columns. */
export const isAxisAligned = ([, b, , d]: Affine): boolean => b === 0 && d === 0;

export const point = ([a, b, c, d, e, f]: Affine, x: number, y: number): readonly [x: number, y: number] => [
  a * x + b * y + c,
  d * x + e * y + f,
];

/** Degrees clockwise, pixels, factor, degrees; `center` in pixels from the top left corner, the middle when absent. */
export interface AffineParts {
  readonly angle: number;
  readonly translate: readonly [x: number, y: number];
  readonly scale: number;
  readonly shear: readonly [x: number, y: number];
  readonly center?: readonly [x: number, y: number];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The inverse of translate · C · rotate · scale · shearY · shearX · C⁻¹, as torchvision's `affine` composes them. */
export function inverseAffine(parts: AffineParts, { height, width }: { height: number; width: number }): Affine {
  const { angle, translate, scale, shear, center = [width / 2, height / 2] } = parts;
  const [rotation, shearX, shearY] = [radians(angle), radians(shear[0]), radians(shear[1])];
  const a = Math.cos(rotation - shearY) / Math.cos(shearY);
  const b = -(a * Math.tan(shearX) + Math.sin(rotation));
  const c = Math.sin(rotation - shearY) / Math.cos(shearY);
  const d = Math.cos(rotation) - c * Math.tan(shearX);
  const linear: Affine = [d / scale, -b / scale, 0, -c / scale, a / scale, 0];
  const [x, y] = [center[0] - 0.5, center[1] - 0.5];
  return after([1, 0, x, 0, 1, y], after(linear, [1, 0, -x - translate[0], 0, 1, -y - translate[1]]));
}
