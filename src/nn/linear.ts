import { RegularizeError, showShape } from "../core/index.ts";
import { add, matmul } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { fanIn } from "./init.ts";

/** y = x W + b. [batch, in] → [batch, features]; W is [in, features]. First values U(±1/√in), as PyTorch's. */
export const linear = defineLayer({
  name: "linear",
  doc: "y = x W + b: a fully connected layer.",
  aliases: ["dense", "fully connected"],
  advice: {
    when: "Columns or features without an order.",
  },
  settings: {
    features: { default: 64, range: [1, 1e6], integer: true, search: [16, 512, "log"], doc: "Number of outputs." },
    bias: { default: true, doc: "Whether to add b; useless before a norm." },
  },
  main: "features",
  apply: (x, { features, bias }, context) => {
    const inputs = x.shape.at(-1);
    if (inputs === undefined || x.shape.length < 2)
      throw new RegularizeError({
        code: "E330",
        where: "linear",
        message: `linear needs [batch, …, features], not ${showShape(x.shape)}`,
      });
    const torch = { transposed: true } as const;
    const weight = context.parameter("weight", [inputs, features], fanIn(inputs), "weight", "weight", torch);
    const y = matmul(x, weight);
    return bias ? add(y, context.parameter("bias", [features], fanIn(inputs), "bias")) : y;
  },
});
