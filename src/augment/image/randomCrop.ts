import { randomOf, RegularizeError } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { sides } from "./draw.ts";
import { withStep } from "./picture.ts";
import { cropTo } from "./steps.ts";

/** The padding that makes one side long enough, at both ends as torchvision does it. */
const padOf = (side: number, padding: number, wanted: number, ifNeeded: boolean): number =>
  ifNeeded && side + 2 * padding < wanted ? padding + wanted - side - 2 * padding : padding;

/** A box of one size anywhere in the padded image. Exact: no pixel is resampled. E263 where the image is too small. */
export const randomCrop = defineImage({
  name: "randomCrop",
  doc: "A box of one size anywhere in the padded image.",
  aliases: ["random shift", "pad and crop"],
  advice: {
    when: "Small images: a shift by a few pixels.",
    typical: "CIFAR: size 32, padding 4",
    pitfalls: ["Where the place is the class, such as left against right, the label does not survive."],
    interactions: ["randomResizedCrop changes the size, too: one of the two."],
  },
  settings: {
    size: { default: 32, sizes: [1, 16384], axes: 2, doc: "Pixels that come out, or [height, width]." },
    padding: { default: 0, range: [0, 4096], integer: true, doc: "Pixels added on each side first." },
    padIfNeeded: { default: false, doc: "Pads images that are too small." },
    fill: { default: 0, range: [0, 1], doc: "Value of padded pixels." },
    paddingMode: { default: "constant", choices: ["constant", "edge"], doc: "Pads with fill, or the edge's pixel." },
  },
  main: "size",
  sample: (key, image, { size, padding, padIfNeeded }) => {
    const random = randomOf(key);
    const [height, width] = sides(size);
    const place = (side: number, wanted: number): number => {
      const pad = padOf(side, padding, wanted, padIfNeeded);
      if (side + 2 * pad < wanted)
        throw new RegularizeError({
          code: "E263",
          where: "randomCrop.size",
          message: "The image is smaller than the crop",
          expected: `at least ${wanted} pixels`,
          received: `${side} with ${pad} more on each side`,
          todo: "set padIfNeeded, or a smaller size",
        });
      return random.below(side + 2 * pad - wanted + 1) - pad;
    };
    return { top: place(image.height, height), left: place(image.width, width) };
  },
  plan: (picture, { top, left }, { size, fill, paddingMode }) => {
    const [height, width] = sides(size);
    return withStep(picture, cropTo({ top, left, height, width }, paddingMode === "edge" ? undefined : fill));
  },
  resized: ({ channels }, _drawn, { size }) => ({ channels, height: sides(size)[0], width: sides(size)[1] }),
});
