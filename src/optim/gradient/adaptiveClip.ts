import { unitsOf } from "../units.ts";
import { defineGradientTransform } from "./define.ts";

/**
 * Unit by unit, ‖g‖ ← min(‖g‖, clip · max(‖w‖, least)), a vector such as a bias being one unit: no unit turns by more than
 * `clip` of its size (AGC). The paper leaves the last layer alone; here, as in timm, all are clipped.
 */
export const adaptiveClip = defineGradientTransform({
  name: "adaptiveClip",
  doc: "Bounds each unit's gradient by the size of its weights: training without batch norm.",
  paper: "Brock et al. 2021, arXiv:2102.06171",
  aliases: ["AGC", "adaptive gradient clipping"],
  advice: {
    when: "Deep networks without norm layers, and large batches.",
    typical: "0.01",
  },
  settings: {
    clip: {
      default: 0.01,
      range: [1e-6, 1e3],
      search: [1e-3, 0.2, "log"],
      doc: "λ, largest share of a unit's weights.",
    },
    least: { default: 1e-3, range: [1e-12, 1e3], doc: "What smaller weights count as, so that zeros can move." },
  },
  main: "clip",
  transform: (kernels, { parts }, limits) => {
    for (const { shape, parameters, gradients } of parts) {
      const units = unitsOf(shape) ?? { rows: 1, columns: gradients.length, axis: 1 };
      kernels.clipUnits(gradients, parameters, units, limits);
    }
    return 1;
  },
});
