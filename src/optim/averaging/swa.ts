import { defineAveraging } from "./define.ts";

/** The mean of the weights at the ends of epochs, from `start` on. Goes well with a constant, high learning rate. */
export const swa = defineAveraging({
  name: "swa",
  doc: "Stochastic weight averaging: the mean of the last epochs' weights lies in a flatter place.",
  paper: "Izmailov et al. 2018, arXiv:1803.05407",
  aliases: ["stochastic weight averaging"],
  advice: {
    when: "The last quarter of a training whose rate stays high or cycles.",
    typical: "from 0.75 or 0.8 on",
    cost: "one copy of the weights",
    interactions: ["Batch norm's statistics belong to the raw weights: they are estimated again."],
  },
  settings: {
    start: {
      default: 0.75,
      range: [0, 1],
      search: [0.5, 0.9, "linear"],
      doc: "Share of training after which it begins.",
    },
  },
  main: "start",
  isModel: true,
  update: (kernels, { parameters, average }, count, { share, endsEpoch }, { start }) => {
    if (share < start) {
      average.set(parameters);
      return 0;
    }
    if (!endsEpoch) return count;
    kernels.lerp(average, parameters, 1 / (count + 1));
    return count + 1;
  },
});
