import { defineImage } from "./define.ts";
import { roundEven, sides } from "./draw.ts";
import { sizeOf, withStep } from "./picture.ts";
import { cropTo } from "./steps.ts";

/** Where the crop begins; below 0 where the image is too small, and zeros come in. Halves as torchvision rounds them. */
const start = (side: number, wanted: number): number =>
  wanted > side ? -Math.floor((wanted - side) / 2) : roundEven((side - wanted) / 2);

/** The middle of the image, padded with zeros where it is too small. Exact: no pixel is resampled. */
export const centerCrop = defineImage({
  name: "centerCrop",
  doc: "The middle of the image, padded with zeros where it is too small.",
  advice: {
    when: "Images of several sizes, scored rather than learned from: all come out alike.",
    typical: "224 after resize to 256",
    interactions: ["Draws nothing: for training, randomResizedCrop or randomCrop takes its place."],
  },
  settings: { size: { default: 224, sizes: [1, 16384], axes: 2, doc: "Pixels that come out, or [height, width]." } },
  main: "size",
  facts: { deterministic: true },
  sample: () => ({}),
  plan: (picture, _drawn, { size }) => {
    const from = sizeOf(picture);
    const [height, width] = sides(size);
    const box = { top: start(from.height, height), left: start(from.width, width), height, width };
    return withStep(picture, cropTo(box, 0));
  },
  resized: ({ channels }, _drawn, { size }) => ({ channels, height: sides(size)[0], width: sides(size)[1] }),
});
