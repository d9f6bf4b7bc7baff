import { randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { filled } from "./erase.ts";
import { withPixels } from "./picture.ts";

/** Squares about uniformly drawn pixels become a value. What of a square lies outside the image is cut off. */
export const cutout = defineImage({
  name: "cutout",
  doc: "Squares about uniformly drawn pixels become a value.",
  paper: "DeVries & Taylor 2017, arXiv:1708.04552",
  advice: {
    when: "Small images of objects.",
    typical: "16 pixels on CIFAR-10, 8 on CIFAR-100, 20 on SVHN",
    pitfalls: ["A square that covers a small object leaves a label without its object."],
    interactions: ["Much like randomErasing: one of the two is enough."],
  },
  settings: {
    length: { default: 16, range: [1, 16384], integer: true, search: [4, 20, "linear"], doc: "Side, pixels." },
    holes: { default: 1, range: [1, 100], integer: true, doc: "How many squares." },
    value: { default: 0, range: [-100, 100], doc: "The value in the squares." },
  },
  main: "length",
  audit: [
    {
      stage: "erase",
      strengths: [0.15, 0.2, 0.3, 0.4, 0.5, 0.6],
      unit: " of the side",
      at: (part, [, height = 1, width = 1]) => ({ length: Math.max(1, Math.round(part * Math.min(height, width))) }),
    },
  ],
  sample: (key, { height, width }, { length, holes }) => {
    const random = randomOf(key);
    const part = (side: number): readonly [start: number, length: number] => {
      const from = random.below(side) - Math.floor(length / 2);
      const start = Math.max(0, from);
      return [start, Math.min(side, from + length) - start];
    };
    const box = () => {
      const [[top, h], [left, w]] = [part(height), part(width)];
      return { top, left, height: h, width: w };
    };
    return { boxes: Array.from({ length: holes }, box) };
  },
  plan: (picture, { boxes }, { value }) => withPixels(picture, (image) => filled(image, boxes, value)),
});
