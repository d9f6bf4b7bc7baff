import { defineGradientTransform } from "./define.ts";

/** g ← min(max(g, −limit), limit), entry by entry. It turns the gradient; clipGlobalNorm does not. */
export const clipValue = defineGradientTransform({
  name: "clipValue",
  doc: "Bounds each entry of the gradient.",
  aliases: ["gradient clipping", "clip_grad_value"],
  advice: {
    when: "Single entries of the gradient blow up; its direction may change.",
  },
  settings: {
    limit: { default: 0.5, range: [1e-30, 1e30], search: [0.01, 10, "log"], doc: "Largest size of an entry." },
  },
  main: "limit",
  transform: (kernels, { all }, { limit }) => {
    kernels.clamp(all, -limit, limit);
    return 1;
  },
});
