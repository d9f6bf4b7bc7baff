import { definePractice } from "./define.ts";

export const dataAugmentation = definePractice({
  name: "dataAugmentation",
  doc: "Training rows are changed at random in ways that keep their label; scores are of clean rows.",
  use: "recipe `augment: [randomHorizontalFlip, { randomRotation: 10 }]` · look at it: regularize augment DATA --out sheet.png · do labels survive: regularize audit DATA · noise on tables: recipe `inputNoise: 0.1`",
  aliases: ["augment", "augmentation"],
  advice: {
    when: "Fewer than 10,000 examples a class.",
    typical: "images: rotation ±15°, crops of 0.8 to 1.0, colour jitter 0.2, flips 0.5; text: word dropout 0.1",
    pitfalls: [
      "The label must survive: no flips of digits. The audit tells how a model of clean rows scores on changed ones, by class.",
      "Only training rows are changed, and copies stay on the side of their source.",
      "For tables the gains are small, and for rare classes weights and a tuned threshold come first.",
    ],
    interactions: ["At most one of mixup, CutMix and cutout a batch."],
  },
  settings: {},
});
