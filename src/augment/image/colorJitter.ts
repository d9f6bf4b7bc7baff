import { type Random, randomOf } from "../../core/index.ts";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "./adjust.ts";
import { defineImage } from "./define.ts";
import { between } from "./draw.ts";
import type { Picture } from "./picture.ts";

const ADJUST = {
  brightness: adjustBrightness,
  contrast: adjustContrast,
  saturation: adjustSaturation,
  hue: adjustHue,
} as const;
type Part = keyof typeof ADJUST;

/** Every order of four is as likely. */
function shuffled(random: Random): Part[] {
  const order: Part[] = ["brightness", "contrast", "saturation", "hue"];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

const amount = (doc: string) => ({ default: 0, range: [0, 10], search: [0.05, 0.5, "linear"], doc }) as const;

/** Of an audit, from weak to strong. */
const PARTS = [0.1, 0.2, 0.4, 0.6, 0.8] as const;

/**
 * Brightness, contrast and saturation by factors in max(0, 1 − s) … 1 + s, and hue turned by −hue … hue, in random order.
 * All off at the defaults, as in torchvision. Neighbouring linear parts are one matrix.
 */
export const colorJitter = defineImage({
  name: "colorJitter",
  doc: "Changes brightness, contrast, saturation and hue in random order.",
  aliases: ["brightness", "contrast", "saturation", "hue"],
  advice: {
    when: "Light and camera carry no label.",
    typical: "0.2 for the first three; 0.4 with hue 0.1 for self-supervised learning",
    pitfalls: ["Where the colour is the class, such as ripe against unripe, leave hue at 0."],
  },
  settings: {
    brightness: amount("Largest relative change of brightness."),
    contrast: amount("Largest relative change of contrast."),
    saturation: amount("Largest relative change of saturation."),
    hue: { default: 0, range: [0, 0.5], search: [0.01, 0.1, "linear"], doc: "Largest turn of the colour circle." },
  },
  audit: [
    { name: "brightness", stage: "colour", strengths: PARTS, at: (brightness) => ({ brightness }) },
    { name: "contrast", stage: "colour", strengths: PARTS, at: (contrast) => ({ contrast }) },
    { name: "saturation", stage: "colour", strengths: PARTS, at: (saturation) => ({ saturation }) },
    { name: "hue", stage: "colour", strengths: [0.02, 0.05, 0.1, 0.2, 0.5], at: (hue) => ({ hue }) },
  ],
  sample: (key, _size, settings) => {
    const random = randomOf(key);
    const order = shuffled(random);
    const factor = (s: number): number => between(random, Math.max(0, 1 - s), 1 + s);
    return {
      order,
      brightness: factor(settings.brightness),
      contrast: factor(settings.contrast),
      saturation: factor(settings.saturation),
      hue: between(random, -settings.hue, settings.hue),
    };
  },
  plan: (picture, drawn, settings) =>
    drawn.order
      .filter((part) => settings[part] !== 0)
      .reduce<Picture>((p, part) => ADJUST[part](p, drawn[part]), picture),
});
