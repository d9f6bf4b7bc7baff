import { defineSchedule } from "./define.ts";

/** ½ (1 − cos 2π log₂(1 + 15 t)), t the share of the training: four cycles, each twice as long as the one before, from 0 to 0. */
export const coslog4 = defineSchedule({
  name: "coslog4",
  doc: "Four cosine cycles of growing length: RealMLP's.",
  paper: "Holzmüller et al. 2024, arXiv:2407.04491",
  advice: {
    when: "Tables, as RealMLP's.",
    typical: "lr 0.04 (classes) and 0.07 (numbers) in its parametrization",
  },
  settings: {},
  factor: ({ time, epochs }) => 0.5 * (1 - Math.cos(2 * Math.PI * Math.log2(1 + 15 * Math.min(1, time / epochs)))),
});
