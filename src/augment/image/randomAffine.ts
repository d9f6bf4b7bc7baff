import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between, interval } from "./draw.ts";
import { inverseAffine } from "./matrix.ts";
import { sizeOf, withStep } from "./picture.ts";

/**
 * Turns, shifts, scales and shears at once, keeping the middle in place but for the shift; bilinear. The size stays.
 * Shifts are whole pixels, uniform in −translate · side … translate · side.
 */
export const randomAffine = defineImage({
  name: "randomAffine",
  doc: "Turns, shifts, scales and shears at once.",
  aliases: ["shift", "translate", "zoom", "shear"],
  advice: {
    when: "Position, size and slant carry no label.",
    typical: "10°, translate 0.1, scale 0.9–1.1",
    pitfalls: ["What leaves the image is lost: large shifts cut the object off."],
    interactions: ["Contains randomRotation: not both."],
  },
  settings: {
    degrees: { default: 10, range: [0, 180], search: [0, 30, "linear"], doc: "Largest angle either way, degrees." },
    translate: { default: [0, 0], each: [0, 1], doc: "Largest shift along x and y, as fractions of the side." },
    scale: { default: [1, 1], each: [0.01, 100], doc: "Smallest and largest factor of the size." },
    shear: { default: [0, 0], each: [-89, 89], doc: "Interval along x, or that and the one along y; degrees." },
    fill: { default: 0, range: [0, 1], doc: "Value of what comes from outside the image." },
  },
  main: "degrees",
  audit: [
    {
      name: "shift",
      stage: "geometry",
      strengths: [0.04, 0.08, 0.12, 0.16, 0.2],
      unit: " of the side",
      at: (s) => ({ degrees: 0, translate: [s, s] }),
    },
    {
      name: "zoom",
      stage: "geometry",
      strengths: [0.05, 0.1, 0.15, 0.2, 0.3],
      at: (s) => ({ degrees: 0, scale: [1 - s, 1 + s] }),
    },
    {
      name: "shear",
      stage: "geometry",
      strengths: [5, 10, 15, 20, 30],
      unit: "°",
      at: (s) => ({ degrees: 0, shear: [-s, s] }),
    },
  ],
  sample: (key, { height, width }, { degrees, translate, scale, shear }) => {
    const random = randomOf(key);
    const shift = (side: number): number => Math.round(between(random, -side, side));
    const angle = between(random, -degrees, degrees);
    const moved = [shift((translate[0] ?? 0) * width), shift((translate[1] ?? 0) * height)] as const;
    const factor = between(random, ...interval("randomAffine", "scale", scale));
    const shearX = between(random, ...interval("randomAffine", "shear", shear.slice(0, 2)));
    const shearY = shear.length === 2 ? 0 : between(random, ...interval("randomAffine", "shear", shear.slice(2)));
    return { angle, translate: moved, scale: factor, shear: [shearX, shearY] as const };
  },
  plan: (picture, parts, { fill }) => {
    const size = sizeOf(picture);
    return withStep(picture, { matrix: inverseAffine(parts, size), height: size.height, width: size.width, fill });
  },
});
