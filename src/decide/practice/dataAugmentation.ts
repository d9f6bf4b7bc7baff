import { definePractice } from "./define.ts";

export const dataAugmentation = definePractice({
  name: "dataAugmentation",
  doc: "Training rows are changed at random in ways that keep their label.",
  use: "tables: recipe `inputNoise: 0.1` · library: `nn.gaussianNoise(0.1)` on the inputs",
  aliases: ["augment", "augmentation"],
  advice: {
    when: "Fewer than 10,000 examples a class.",
    typical: "images: rotation ±15°, crops of 0.8 to 1.0, colour jitter 0.2, flips 0.5; text: word dropout 0.1",
    pitfalls: [
      "The label must survive: no flips of digits. Warn yourself where a clean model scores below 0.9 of its accuracy on changed rows.",
      "Only training rows are changed, and copies stay on the side of their source.",
      "Images and text have nothing built in here: change the rows before they go into training.",
    ],
    interactions: ["At most one of mixup, CutMix and cutout a batch."],
  },
  settings: {},
});
