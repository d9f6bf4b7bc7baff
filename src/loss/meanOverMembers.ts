import { type Given, isStatic, RegularizeError, resolveGiven, showShape } from "../core/index.ts";
import { add, expand, mean, mul, reshape, split, unsqueeze, type Value } from "../graph/index.ts";
import type { Loss, LossWrapper } from "./define.ts";

const settings = {
  members: { default: 32, range: [1, 1024], integer: true, doc: "Number of members, as the model's." },
} as const;

/**
 * The mean of a loss over the members of an ensemble: every member learns by itself, and what is predicted is the mean of
 * their predictions in the user's sense, such as probabilities. Prediction [batch, members · outputs], member by member,
 * as `ensembleOf` gives it; target as the loss's. The measured loss is the members' mean too: for convex losses an upper
 * bound of the ensemble's.
 *
 * @example
 * const loss = meanOverMembers(crossEntropy(), 32);
 */
export const meanOverMembers: LossWrapper<typeof settings> = Object.assign(
  (loss: Loss, given?: Given<typeof settings>): Loss => {
    const { members } = resolveGiven("meanOverMembers", settings, "members", given);
    return {
      ...loss,
      name: `meanOverMembers(${loss.name})`,
      settings: { ...loss.settings, members },
      rows: (prediction, target, mode, strength) => {
        const ofOne = (z: Value, y: Value): Value => loss.rows(z, y, mode, strength);
        return isStatic(prediction.shape)
          ? atOnce(prediction, target, members, ofOne)
          : average(membersOf(prediction, members).map((z) => ofOne(z, target)));
      },
      head: (prediction) => average(membersOf(prediction, members).map(loss.head)),
    };
  },
  {
    definition: {
      name: "meanOverMembers",
      doc: "The mean loss of an ensemble's members; their predictions are averaged.",
      paper: "Gorishniy et al. 2025, arXiv:2410.24210",
      advice: {
        when: "Around the loss of an ensembleOf.",
        pitfalls: ["Members as many as the model's."],
      },
      settings,
      main: "members",
    } as const,
  },
);

const average = (values: readonly Value[]): Value => mul(values.reduce(add), 1 / values.length);

/** All members' rows as one batch, with the target of each row repeated. */
function atOnce(
  prediction: Value,
  target: Value,
  members: number,
  rows: (prediction: Value, target: Value) => Value,
): Value {
  const [batch, width] = target.shape as readonly [number, number];
  const each = reshape(prediction, [prediction.shape[0]! * members, widthOf(prediction, members)]);
  const targets = reshape(expand(unsqueeze(target, 1), [batch, members, width]), [batch * members, width]);
  return mean(reshape(rows(each, targets), [batch, members]), [1]);
}

function widthOf({ shape }: Value, members: number): number {
  const outputs = (shape[1] ?? 0) / members;
  if (shape.length === 2 && Number.isInteger(outputs) && outputs > 0) return outputs;
  throw new RegularizeError({
    code: "E333",
    where: "meanOverMembers",
    message: `meanOverMembers: ${showShape(shape)} does not divide into ${members} members`,
    expected: "[batch, members · outputs]",
    received: showShape(shape),
    todo: "end the model with ensembleOf of as many members",
  });
}

const membersOf = (prediction: Value, members: number): Value[] =>
  split(prediction, Array<number>(members).fill(widthOf(prediction, members)), 1);
