import { defineSchedule } from "./define.ts";

/** 1 for the first `flat` of the training, then half a cosine down to `final`: RealMLP's for dropout and decay. */
export const flatCosine = defineSchedule({
  name: "flatCosine",
  doc: "Flat at first, then half a cosine down.",
  paper: "Holzmüller et al. 2024, arXiv:2407.04491",
  advice: {
    when: "Dropout rate and weight decay, as RealMLP's: flat to half-time, then down.",
  },
  settings: {
    flat: { default: 0.5, range: [0, 1], search: [0.2, 0.8, "linear"], doc: "Share of the training that is flat." },
    final: { default: 0, range: [0, 1], doc: "Share of the base value at the end." },
  },
  main: "flat",
  factor: ({ time, epochs }, { flat, final }) => {
    const share = Math.min(1, Math.max(0, time / epochs - flat) / Math.max(1e-12, 1 - flat));
    return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * share));
  },
});
