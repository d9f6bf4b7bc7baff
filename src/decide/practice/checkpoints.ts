import { definePractice } from "./define.ts";

export const checkpoints = definePractice({
  name: "checkpoints",
  doc: "Everything that decides the future is saved while training, so that a killed run goes on to the same weights.",
  use: "regularize fit DATA --target COLUMN --checkpoint-every 30s, and after a kill: regularize resume RUN",
  aliases: ["checkpoint", "model checkpoint", "resume", "save best"],
  advice: {
    when: "Always: on unless told otherwise.",
    typical: "every 10 seconds; the last and the best are kept",
    pitfalls: [
      "Weights alone are not enough: optimizer, schedules, averages and the order of rows decide the future, too.",
      "A reference to the weights is no copy: later steps overwrite it.",
    ],
  },
  settings: {},
});
