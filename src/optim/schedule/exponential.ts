import { defineSchedule, now, perSetting } from "./define.ts";

/** factor^t, t in epochs. */
export const exponential = defineSchedule({
  name: "exponential",
  doc: "Multiplies by a factor each epoch.",
  advice: {
    when: "A slow, even fall, whatever the number of epochs.",
  },
  settings: {
    factor: { default: 0.95, range: [0, 1], search: [0.8, 0.99, "linear"], doc: "What an epoch multiplies with." },
    per: perSetting("epoch"),
  },
  main: "factor",
  factor: (progress, { factor, per }) => factor ** now(progress, per),
});
