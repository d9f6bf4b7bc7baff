import { add, concat, cos, matmul, mul, relu, reshape, sin, unsqueeze } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { fanIn, truncatedNormal } from "./init.ts";
import { columnsSetting, onNumeric } from "./numeric.ts";
import { perGroup } from "./perGroup.ts";

/**
 * relu(W [cos 2πcx, sin 2πcx] + b) for each numeric column, with learned frequencies c ~ N(0, deviation²) cut at 3
 * deviations: [batch, columns] → [batch, columns · features]. The deviation decides: try 0.01 … 1.
 */
export const periodicEmbedding = defineLayer({
  name: "periodicEmbedding",
  doc: "Sines and cosines of each numeric column at learned frequencies: a smooth network can follow sharp bends.",
  paper: "Gorishniy et al. 2022, arXiv:2203.05556",
  aliases: ["PLR", "numeric embedding"],
  advice: {
    when: "Numeric columns on which the target depends in waves or sharp bends.",
    pitfalls: ["The deviation of the frequencies decides: search it."],
  },
  settings: {
    features: { default: 24, range: [1, 4096], integer: true, search: [8, 48, "log"], doc: "Numbers per column." },
    frequencies: { default: 48, range: [1, 4096], integer: true, search: [16, 96, "log"], doc: "Waves per column." },
    deviation: { default: 0.01, range: [1e-6, 1e3], search: [0.01, 1, "log"], doc: "Of the first frequencies." },
    activation: { default: "relu", choices: ["relu", "none"], doc: "What follows." },
    shared: { default: false, doc: "One W for all columns (lite); else one each." },
    columns: columnsSetting,
  },
  main: "features",
  apply: (x, { features, frequencies, deviation, activation, shared, columns }, { parameter }) =>
    onNumeric("periodicEmbedding", x, columns, (numeric) => {
      const [batch, count] = numeric.shape as readonly [number, number];
      const waves = parameter("frequencies", [count, frequencies], truncatedNormal(deviation), "scale");
      const angle = mul(2 * Math.PI, mul(waves, unsqueeze(numeric, -1)));
      const wave = concat([cos(angle), sin(angle)], 2);
      const [inputs, each] = [2 * frequencies, shared ? [] : [count]];
      const weight = parameter("weight", [...each, inputs, features], fanIn(inputs), "weight");
      const bias = parameter("bias", [...each, features], fanIn(inputs), "bias");
      const y = add(shared ? matmul(wave, weight) : perGroup(wave, weight), bias);
      return reshape(activation === "relu" ? relu(y) : y, [batch, count * features]);
    }),
});
