import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between } from "./draw.ts";
import { inverseAffine } from "./matrix.ts";
import { sizeOf, withStep } from "./picture.ts";

/** Turns about the middle by an angle in −degrees … degrees, counter-clockwise, bilinear. The size stays. */
export const randomRotation = defineImage({
  name: "randomRotation",
  doc: "Turns about the middle by a random angle.",
  advice: {
    when: "Objects without a fixed upright, or cameras held askew.",
    typical: "10–15° for upright objects",
    pitfalls: ["6 and 9 change places at 180°."],
  },
  settings: {
    degrees: { default: 15, range: [0, 180], search: [5, 30, "linear"], doc: "Largest angle either way, degrees." },
    fill: { default: 0, range: [0, 1], doc: "Value of what comes from outside the image." },
  },
  main: "degrees",
  audit: [
    { stage: "geometry", strengths: [5, 10, 15, 20, 30, 45, 90, 180], unit: "°", at: (degrees) => ({ degrees }) },
  ],
  sample: (key, _size, { degrees }) => ({ angle: between(randomOf(key), -degrees, degrees) }),
  plan: (picture, { angle }, { fill }) => {
    const { height, width } = sizeOf(picture);
    const matrix = inverseAffine({ angle: -angle, translate: [0, 0], scale: 1, shear: [0, 0] }, { height, width });
    return withStep(picture, { matrix, height, width, fill });
  },
});
