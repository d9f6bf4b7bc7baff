import type { CurvesMore, Had } from "../../../src/serve/scan/curves.ts";
import type { CurveColumns } from "../../../src/serve/types.ts";
import { grown } from "../chart/grown.ts";
import { type Answer, getMore } from "./api.ts";

/** The curves of a run, and how far they go. */
export interface Held extends Had {
  readonly curves: readonly CurveColumns[];
}

const keyOf = ({ recipe, repeat }: CurveColumns): string => `${repeat} ${recipe}`;

const longer = (curve: CurveColumns, more: CurveColumns): CurveColumns => ({
  ...curve,
  kept: more.kept || curve.kept,
  epoch: grown(curve.epoch, more.epoch),
  steps: grown(curve.steps, more.steps),
  loss: {
    train: grown(curve.loss.train, more.loss.train),
    validation: grown(curve.loss.validation, more.loss.validation),
  },
  metric: {
    train: grown(curve.metric.train, more.metric.train),
    validation: grown(curve.metric.validation, more.metric.validation),
  },
});

/** What was held with what came behind it, or what came alone where it begins anew. */
export function joined(held: Held | undefined, { after, lines, mark, curves }: CurvesMore): Held {
  if (held === undefined || after === 0) return { lines, mark, curves };
  if (curves.length === 0) return held;
  const more = new Map(curves.map((curve) => [keyOf(curve), curve]));
  const own = held.curves.map((curve) => {
    const added = more.get(keyOf(curve));
    more.delete(keyOf(curve));
    return added === undefined ? curve : longer(curve, added);
  });
  return { lines, mark, curves: [...own, ...more.values()] };
}

/** The curves of a run; of one that is held, what it has gained is asked for. */
export async function getCurves(run: string, held: Held | undefined): Promise<Answer<Held>> {
  const answer = await getMore(run, held ?? { lines: 0, mark: "" });
  return answer.ok ? { ok: true, value: joined(held, answer.value) } : answer;
}
