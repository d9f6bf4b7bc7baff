import { add, erf, mul, tanh } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** x Φ(x), with Φ the normal distribution function, exact or by its tanh approximation. Any shape. */
export const gelu = defineLayer({
  name: "gelu",
  doc: "x Φ(x): a smooth relu.",
  paper: "Hendrycks & Gimpel 2016, arXiv:1606.08415",
  advice: {
    when: "Transformers.",
  },
  settings: {
    approximate: { default: "none", choices: ["none", "tanh"], doc: "none: by erf; tanh: the original approximation." },
  },
  apply: (x, { approximate }) => {
    const half = mul(0.5, x);
    if (approximate === "none") return mul(half, add(1, erf(mul(x, Math.SQRT1_2))));
    const cubic = mul(x, add(1, mul(0.044715, mul(x, x))));
    return mul(half, add(1, tanh(mul(Math.sqrt(2 / Math.PI), cubic))));
  },
});
