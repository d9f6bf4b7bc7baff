import { RegularizeError } from "../core/index.ts";
import { cast, equal, gather, mul, sub, unsqueeze } from "../graph/index.ts";
import type { Initializer } from "./context.ts";
import { defineLayer } from "./define.ts";
import { standardNormal } from "./init.ts";

/**
 * A learned vector for each code, such as a word: [batch, …] of whole numbers in [0, vocabulary) → [batch, …, features].
 * First values N(0, 1), as PyTorch's. The code `padding`, if any, is a vector of zeros that does not learn.
 */
export const embedding = defineLayer({
  name: "embedding",
  doc: "A learned vector for each code, such as a word.",
  paper: "Bengio et al. 2003, JMLR 3:1137",
  advice: {
    when: "Codes, such as words or categories with many levels.",
    typical: "8 numbers a category (RealMLP)",
  },
  settings: {
    vocabulary: { default: 1000, range: [1, 1e8], integer: true, doc: "Number of codes." },
    features: { default: 32, range: [1, 1e6], integer: true, search: [8, 256, "log"], doc: "Length of the vectors." },
    padding: { default: -1, range: [-1, 1e8], integer: true, doc: "Code that stands for nothing; −1: none." },
  },
  main: "features",
  apply: (x, { vocabulary, features, padding }, context) => {
    if (padding >= vocabulary)
      throw new RegularizeError({
        code: "E311",
        where: "embedding.padding",
        message: `embedding.padding is code ${padding} of a vocabulary of ${vocabulary}`,
        expected: `an integer in [-1, ${vocabulary - 1}]`,
        received: String(padding),
      });
    const init: Initializer = (key, shape) => {
      const table = standardNormal(key, shape);
      return padding < 0 ? table : table.fill(0, padding * features, (padding + 1) * features);
    };
    const vectors = gather(context.parameter("weight", [vocabulary, features], init, "weight"), x, 0);
    if (padding < 0) return vectors;
    return mul(vectors, unsqueeze(sub(1, cast(equal(x, padding), "f32")), -1));
  },
});
