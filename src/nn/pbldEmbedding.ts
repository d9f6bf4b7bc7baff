import { add, concat, cos, mul, reshape, unsqueeze } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { fanIn, normal, uniform } from "./init.ts";
import { columnsSetting, onNumeric } from "./numeric.ts";
import { perGroup } from "./perGroup.ts";

/**
 * RealMLP's embedding: W cos(2πcx + φ) + b for each numeric column, and x itself behind them, with learned frequencies
 * c ~ N(0, deviation²) and phases φ ~ U(±π): [batch, columns] → [batch, columns · features], x counted in.
 */
export const pbldEmbedding = defineLayer({
  name: "pbldEmbedding",
  doc: "Cosines with phases of each numeric column, next to the column itself: RealMLP's.",
  paper: "Holzmüller et al. 2024, arXiv:2407.04491",
  aliases: ["PBLD", "numeric embedding"],
  advice: {
    when: "Numeric columns of tables, in RealMLP's recipe: without it the error rises by 2.3 % (classes) and 20.6 % (numbers).",
  },
  settings: {
    features: { default: 4, range: [2, 4096], integer: true, doc: "Numbers per column, itself counted in." },
    frequencies: { default: 16, range: [1, 4096], integer: true, doc: "Waves per column." },
    deviation: { default: 0.1, range: [1e-6, 1e3], search: [0.01, 1, "log"], doc: "Of the first frequencies." },
    columns: columnsSetting,
  },
  main: "features",
  apply: (x, { features, frequencies, deviation, columns }, { parameter }) =>
    onNumeric("pbldEmbedding", x, columns, (numeric) => {
      const [batch, count] = numeric.shape as readonly [number, number];
      const waves = parameter("frequencies", [count, frequencies], normal(deviation), "scale");
      const phases = parameter("phases", [count, frequencies], uniform(Math.PI), "bias");
      const wave = cos(add(mul(2 * Math.PI, mul(waves, unsqueeze(numeric, -1))), phases));
      const weight = parameter("weight", [count, frequencies, features - 1], fanIn(frequencies), "weight");
      const bias = parameter("bias", [count, features - 1], fanIn(frequencies), "bias");
      const y = add(perGroup(wave, weight), bias);
      return concat([reshape(y, [batch, count * (features - 1)]), numeric], 1);
    }),
});
