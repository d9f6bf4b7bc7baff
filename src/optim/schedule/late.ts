import { defineSchedule } from "./define.ts";

/** No strength during the first `from` of the training, full strength afterwards: for models that overfit. */
export const late = defineSchedule({
  name: "late",
  doc: "Regularizes only once the model has found its way, against overfitting.",
  paper: "Liu et al. 2023, arXiv:2303.01500",
  aliases: ["late dropout"],
  advice: {
    when: "Dropout of a model that overfits, once it has learned.",
    typical: "after the first 20 %",
  },
  settings: {
    from: { default: 0.2, range: [0, 1], search: [0.1, 0.5, "linear"], doc: "Share of the training without it." },
  },
  main: "from",
  factor: ({ time, epochs }, { from }) => (time >= from * epochs ? 1 : 0),
});
