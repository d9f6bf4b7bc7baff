import { fold, type Random, randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between, chance, interval, roundEven } from "./draw.ts";
import { filled, noisy } from "./erase.ts";
import type { Size } from "./image.ts";
import { withPixels } from "./picture.ts";
import type { Box } from "./steps.ts";

type Interval = readonly [low: number, high: number];

/** A box whose area and log-ratio, height ÷ width, are uniform; none when ten draws do not fit. */
function drawBox(random: Random, size: Size, scale: Interval, ratio: Interval): Box | undefined {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = size.height * size.width * between(random, ...scale);
    const aspect = Math.exp(between(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const [height, width] = [roundEven(Math.sqrt(area * aspect)), roundEven(Math.sqrt(area / aspect))];
    if (height >= size.height || width >= size.width) continue;
    const top = random.below(size.height - height + 1);
    return { top, left: random.below(size.width - width + 1), height, width };
  }
  return undefined;
}

/** One box of random area and ratio becomes a value, or noise, with probability p. */
export const randomErasing = defineImage({
  name: "randomErasing",
  doc: "One box of random area and ratio becomes a value, or noise, with probability p.",
  paper: "Zhong et al. 2020, doi:10.1609/aaai.v34i07.7000",
  aliases: ["random occlusion"],
  advice: {
    when: "Objects may be hidden in part.",
    typical: "p 0.25–0.5, after normalize, so that 0 is the mean",
    interactions: ["Much like cutout: one of the two is enough."],
  },
  settings: {
    p: chance(0.5),
    scale: { default: [0.02, 0.33], each: [0, 1], doc: "Area of the box as a fraction of the image, from … to." },
    ratio: { default: [0.3, 3.3], each: [0.01, 100], doc: "Height ÷ width of the box, from … to." },
    content: { default: "value", choices: ["value", "noise"], doc: "One value, or standard normal noise." },
    value: { default: 0, range: [-100, 100], doc: "The value in the box." },
  },
  main: "p",
  audit: [
    {
      stage: "erase",
      strengths: [0.05, 0.1, 0.2, 0.33, 0.5],
      unit: " of the area",
      at: (most) => ({ scale: [Math.min(0.02, most), most] }),
      always: { p: 1 },
    },
  ],
  sample: (key, size, { p, scale, ratio }) => {
    const random = randomOf(key);
    const [area, aspect] = [interval("randomErasing", "scale", scale), interval("randomErasing", "ratio", ratio)];
    return { box: random.uniform() < p ? drawBox(random, size, area, aspect) : undefined, noise: fold(key, "noise") };
  },
  plan: (picture, { box, noise }, { content, value }) =>
    box === undefined
      ? picture
      : withPixels(picture, (image) => (content === "noise" ? noisy(image, box, noise) : filled(image, [box], value))),
});
