import { add, div, logSoftmax, mul, neg, slice, softmax, sub, sum, type Value } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** KL(softmax(a) ‖ softmax(b)) of each row. */
const divergence = (a: Value, b: Value): Value =>
  sum(mul(softmax(a, -1), sub(logSoftmax(a, -1), logSoftmax(b, -1))), [1]);

/** Stands in for a probability that rounding made zero. */
const SMALLEST = 1e-38;

/**
 * Targets for `distillation`, [rows, 2 · classes], from one-hot or soft classes and what the teacher predicts, both
 * [rows, classes]. Probabilities become their logarithms.
 */
function withTeacher(
  classes: Float32Array,
  teacher: { readonly logits: Float32Array } | { readonly probabilities: Float32Array },
  width: number,
): Float32Array {
  const logits =
    "logits" in teacher ? teacher.logits : teacher.probabilities.map((p) => Math.log(Math.max(p, SMALLEST)));
  const out = new Float32Array(2 * classes.length);
  for (let at = 0; at < classes.length; at += width) {
    out.set(classes.subarray(at, at + width), 2 * at);
    out.set(logits.subarray(at, at + width), 2 * at + width);
  }
  return out;
}

const defined = defineLoss({
  name: "distillation",
  doc: "Cross entropy and the softened answers of a teacher.",
  paper: "Hinton et al. 2015, arXiv:1503.02531",
  aliases: ["knowledge distillation", "teacher"],
  advice: {
    when: "A small network that is to learn what a larger one, or an ensemble, knows.",
    pitfalls: ["A teacher that was trained with label smoothing teaches worse."],
  },
  target: "classes",
  settings: {
    temperature: {
      default: 4,
      range: [0.1, 100],
      search: [1, 20, "log"],
      strength: true,
      doc: "T, how soft answers are.",
    },
    alpha: { default: 0.9, range: [0, 1], search: [0.1, 1, "linear"], strength: true, doc: "α, the teacher's share." },
  },
  main: "temperature",
  targetWidth: (outputs) => 2 * outputs,
  rows: (prediction, target, { temperature, alpha }, mode) => {
    const classes = prediction.shape[1]!;
    const truth = slice(target, { axis: 1, start: 0, end: classes });
    const hard = neg(sum(mul(truth, logSoftmax(prediction, -1)), [1]));
    if (mode === "infer") return hard;
    const teacher = div(slice(target, { axis: 1, start: classes, end: 2 * classes }), temperature);
    const soft = divergence(teacher, div(prediction, temperature));
    return add(mul(sub(1, alpha), hard), mul(mul(alpha, mul(temperature, temperature)), soft));
  },
  head: (prediction) => softmax(prediction, -1),
});

/**
 * (1 − α)(−Σ target log p) + α T² KL(softmax(teacher/T) ‖ softmax(z/T)). A target row holds the classes, then the teacher's
 * logits, which are free up to a constant per row: log-probabilities do as well; see `distillation.withTeacher`. Scored, it is crossEntropy.
 */
export const distillation = Object.assign(defined, { withTeacher });
