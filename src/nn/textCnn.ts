import { add, cast, concat, equal, max, mul, relu, transpose, unsqueeze } from "../graph/index.ts";
import { conv1d } from "./conv1d.ts";
import { defineLayer } from "./define.ts";
import { embedding } from "./embedding.ts";
import { requireAxes } from "./shape.ts";

/** Less than any filter finds. */
const NOTHING = -1e30;

/**
 * Learned vectors of the words, filters over neighbouring words, of each filter its largest entry above 0. [batch, tokens] of whole
 * numbers in [0, vocabulary) → [batch, widths · features]. Code 0 is padding: filters are centred on words only and read zeros beyond
 * the text, so more padding changes nothing. A row of nothing but 0 gives zeros.
 */
export const textCnn = defineLayer({
  name: "textCnn",
  doc: "Filters over neighbouring words of a text, and of each filter its largest entry.",
  paper: "Kim 2014, arXiv:1408.5882",
  aliases: ["convolutional text classifier"],
  advice: {
    when: "Texts where phrases matter, such as negations, and some thousand of them.",
    typical: "widths 3, 4 and 5 with 100 features each, then dropout 0.5",
    cost: "tokens · widths · vectors · features multiplications a text",
  },
  settings: {
    vocabulary: { default: 1000, range: [1, 1e8], integer: true, doc: "Number of codes, 0 for padding among them." },
    vectors: { default: 64, range: [1, 1e6], integer: true, search: [16, 256, "log"], doc: "Length of the vectors." },
    features: { default: 64, range: [1, 1e6], integer: true, search: [16, 256, "log"], doc: "Filters of each width." },
    widths: { default: [3, 4, 5], each: [1, 1024], doc: "How many words the filters see." },
  },
  main: "features",
  apply: (x, { vocabulary, vectors, features, widths }, { call }) => {
    requireAxes(x, "textCnn", "[batch, tokens]");
    const words = call("embedding", embedding({ vocabulary, features: vectors, padding: 0 }), x);
    const line = transpose(words, [0, 2, 1]);
    const padding = unsqueeze(mul(cast(equal(x, 0), "f32"), NOTHING), 1);
    const found = widths.map((kernel, i) => {
      const filters = call(`conv${i}`, conv1d({ features, kernel, padding: "same" }), line);
      return relu(max(add(filters, padding), [2]));
    });
    return concat(found, 1);
  },
});
