import { defineSchedule } from "./define.ts";

/** factor^⌊epoch / everyEpochs⌋. */
export const step = defineSchedule({
  name: "step",
  doc: "Multiplies by a factor every few epochs.",
  advice: {
    when: "A fall every so many epochs.",
  },
  settings: {
    everyEpochs: {
      default: 30,
      range: [1, 1e6],
      integer: true,
      search: [5, 50, "log"],
      doc: "Epochs between two cuts.",
    },
    factor: { default: 0.1, range: [0, 1], search: [0.1, 0.5, "log"], doc: "What a cut multiplies with." },
  },
  main: "everyEpochs",
  factor: ({ epoch }, { everyEpochs, factor }) => factor ** Math.floor(epoch / everyEpochs),
});
