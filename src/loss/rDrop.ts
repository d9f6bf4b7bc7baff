import { type Given, RegularizeError, resolveGiven } from "../core/index.ts";
import { add, applied, logSoftmax, mean, mul, sigmoid, slice, softmax, sub, sum, type Value } from "../graph/index.ts";
import type { Loss, LossWrapper, TargetKind } from "./define.ts";

const settings = {
  alpha: { default: 1, range: [0, 100], search: [0.1, 5, "log"], strength: true, doc: "α, the pull to one answer." },
} as const;

/** ½ KL(a ‖ b) + ½ KL(b ‖ a) of each row, of what the predictions mean: categories, yes/no, or a normal of unit variance. */
const DIVERGENCES: { readonly [kind in TargetKind]: (a: Value, b: Value) => Value } = {
  classes: (a, b) =>
    mul(0.5, sum(mul(sub(softmax(a, -1), softmax(b, -1)), sub(logSoftmax(a, -1), logSoftmax(b, -1))), [1])),
  binary: (a, b) => mul(0.5, mean(mul(sub(sigmoid(a), sigmoid(b)), sub(a, b)), [1])),
  values: (a, b) => mul(0.5, mean(mul(sub(a, b), sub(a, b)), [1])),
};

/** A loss that takes several predictions of a row together has none whose divergence could be taken. */
function checkWidths({ name, targetWidth }: Loss, outputs: number, width: number): void {
  if ((targetWidth?.(outputs) ?? outputs) === width) return;
  throw new RegularizeError({
    code: "E333",
    where: "rDrop",
    message: `rDrop(${name}): one prediction for each target is needed`,
    expected: `${width} outputs`,
    received: String(outputs),
    todo: `put it inside: ${name}(rDrop(…), …)`,
  });
}

/**
 * The mean loss of two passes under different masks, plus α times the symmetric divergence of their predictions. Each row goes
 * through the model twice, as two rows of one batch, so a step costs about twice as much. Scored, it is the loss itself.
 *
 * @example
 * const loss = rDrop(crossEntropy(), 0.5);
 */
export const rDrop: LossWrapper<typeof settings> = Object.assign(
  (loss: Loss, given?: Given<typeof settings>): Loss => {
    const resolved = resolveGiven("rDrop", settings, "alpha", given);
    return {
      ...loss,
      name: `rDrop(${loss.name})`,
      settings: { ...loss.settings, ...resolved },
      passes: 2,
      rows: (prediction, target, mode, strength) => {
        if (mode === "infer") return loss.rows(prediction, target, mode, strength);
        checkWidths(loss, prediction.shape[1]!, target.shape[1]!);
        const batch = prediction.shape[0]! / 2;
        const [a, b] = [0, 1].map((i) => slice(prediction, { axis: 0, start: i * batch, end: (i + 1) * batch }));
        const { alpha } = applied(settings, resolved, strength);
        const data = mul(0.5, add(loss.rows(a!, target, mode, strength), loss.rows(b!, target, mode, strength)));
        return add(data, mul(alpha, DIVERGENCES[loss.target](a!, b!)));
      },
    };
  },
  {
    definition: {
      name: "rDrop",
      doc: "Two passes under different dropout masks must agree.",
      paper: "Liang et al. 2021, arXiv:2106.14448",
      aliases: ["consistency"],
      advice: {
        when: "Networks with dropout: both passes are to agree.",
        cost: "about twice the time a step",
        pitfalls: ["Without noise in the model both passes are the same, and it does nothing."],
      },
      settings,
      main: "alpha",
    } as const,
  },
);
