import { cast, div, equal, gather, matmul, maximum, squeeze, sub, sum, unsqueeze } from "../graph/index.ts";
import type { Initializer } from "./context.ts";
import { defineLayer } from "./define.ts";
import { standardNormal } from "./init.ts";
import { requireAxes } from "./shape.ts";

/** N(0, 1), PyTorch's, with zeros for code 0, which stands for no word. */
const withoutPadding: Initializer = (key, shape) => standardNormal(key, shape).fill(0, 0, shape[1]);

/**
 * y = mean of W[code] over the codes that are not 0: what a text's words mean, their order forgotten. [batch, tokens] of whole numbers in
 * [0, vocabulary) → [batch, features]; a row of nothing but 0 gives zeros. Code 0 is padding: its vector gets no gradient.
 */
export const embeddingBag = defineLayer({
  name: "embeddingBag",
  doc: "The mean of learned vectors of a text's words.",
  paper: "Joulin et al. 2017, arXiv:1607.01759",
  advice: {
    when: "Short texts and few of them: the first model to try, and hard to beat below some thousand.",
    typical: "16 to 128 features",
    pitfalls: ["It cannot tell “not good, bad” from “not bad, good”: textCnn sees word order."],
  },
  settings: {
    vocabulary: { default: 1000, range: [1, 1e8], integer: true, doc: "Number of codes, 0 for padding among them." },
    features: { default: 32, range: [1, 1e6], integer: true, search: [8, 256, "log"], doc: "Length of the vectors." },
  },
  main: "features",
  apply: (x, { vocabulary, features }, context) => {
    requireAxes(x, "embeddingBag", "[batch, tokens]");
    const vectors = gather(context.parameter("weight", [vocabulary, features], withoutPadding, "weight"), x, 0);
    const isWord = sub(1, cast(equal(x, 0), "f32"));
    const shares = div(isWord, maximum(sum(isWord, [1], true), 1));
    return squeeze(matmul(unsqueeze(shares, 1), vectors), [1]);
  },
});
