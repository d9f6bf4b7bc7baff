import { defineImage } from "./define.ts";
import { withPixels } from "./picture.ts";
import { remade } from "./pointwise.ts";

/** y = x + N(mean, sigma²) per value, clamped to 0 … 1 unless told otherwise. */
export const gaussianNoise = defineImage({
  name: "gaussianNoise",
  doc: "Adds Gaussian noise to every value.",
  aliases: ["pixel noise"],
  advice: {
    when: "Noisy cameras, and robustness against them.",
    typical: "0.02–0.1",
    interactions: ["After normalize give sigma in its units, and no clip."],
  },
  settings: {
    sigma: { default: 0.1, range: [0, 10], search: [0.01, 0.2, "log"], doc: "Standard deviation; 1 is white." },
    mean: { default: 0, range: [-1, 1], doc: "Mean of the noise." },
    clip: { default: true, doc: "Clamps to 0 … 1." },
  },
  main: "sigma",
  audit: [{ stage: "quality", strengths: [0.02, 0.05, 0.1, 0.2, 0.4], at: (sigma) => ({ sigma }) }],
  sample: (key) => ({ noise: key }),
  plan: (picture, { noise }, { sigma, mean, clip }) =>
    withPixels(picture, (image) =>
      remade(image, (kernels, out, x) => {
        kernels.scaleShift(out, x, 1, mean, { least: -Infinity, most: Infinity });
        kernels.addNormal(out, noise, sigma);
        if (clip) kernels.clamp(out, 0, 1);
      }),
    ),
});
