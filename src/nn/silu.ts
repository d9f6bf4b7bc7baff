import { mul, sigmoid } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** x σ(x), also called swish. Any shape. */
export const silu = defineLayer({
  name: "silu",
  doc: "x σ(x), also called swish.",
  paper: "Elfwing et al. 2018, arXiv:1702.03118",
  advice: {
    when: "A smooth alternative to relu.",
  },
  settings: {},
  apply: (x) => mul(x, sigmoid(x)),
});
