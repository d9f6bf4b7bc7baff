import { adamW } from "../../optim/index.ts";
import { definePractice } from "./define.ts";

const { weightDecay: setting } = adamW.definition.settings;

export const weightDecay = definePractice({
  name: "weightDecay",
  doc: "Shrinks weights by w ← w (1 − lr · decay), beside the step on the data's gradient: decoupled decay.",
  paper: "Loshchilov & Hutter 2019, arXiv:1711.05101",
  use: "recipe: `weightDecay: 0.01` · library: `optim.adamW({ weightDecay: 0.01 })`",
  aliases: ["decay", "decoupled weight decay"],
  advice: {
    when: "Deep networks, with adamW.",
    typical:
      "1e-2 (PyTorch's AdamW), 0.02 (RealMLP) or 3e-4 (TabM) on tables, where searches that use it choose a median of 2.8e-3",
    cost: "none: a part of the update",
    pitfalls: [
      "PyTorch's Adam calls L2 inside the gradient weight_decay: here that is l2. Two settings, two names.",
      "It acts by lr · decay a step: whoever changes one tunes the other.",
    ],
    interactions: [
      "Before batch norm it acts on the effective learning rate lr / ‖w‖²: tune both together.",
      "A schedule of the learning rate schedules the decay, too.",
    ],
  },
  settings: { weightDecay: setting },
});
