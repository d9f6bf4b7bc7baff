import { show, showSigned } from "../../decide/wording.ts";
import { showStrength } from "../../decide/sweep/index.ts";
import { extended, type Swept } from "./strengths.ts";
import type { Next } from "../types.ts";
import type { SweepResult } from "./types.ts";

/** What is left to do after a sweep. */
export function nextOfSweep(result: SweepResult, swept: Swept): Next {
  const { kind, chosen, reference, strengths, metric, edge, repeats } = result;
  const further = edge === undefined || kind !== "helps" ? undefined : extended(swept, edge);
  if (further !== undefined)
    return {
      edit: `regularize sweep with ${further}`,
      expect: "more of it: the best lies at the end of what was tried",
    };
  if (kind === "hurts")
    return {
      edit: `leave ${swept.key} at ${showStrength(reference)}`,
      expect: "nothing better from this strength alone",
    };
  const effect = strengths.find(({ strength }) => strength === chosen)?.effect;
  if (kind === "helps" && effect !== undefined) {
    const { mean, low, high } = effect;
    return {
      edit: `${swept.key}: ${showStrength(chosen)} in your recipe`,
      expect: `${metric.title} ${showSigned(mean)} [${show(low)}, ${show(high)}] on validation`,
    };
  }
  // As the sentence advises: two repeats give no error to trust.
  const more = repeats < 3 ? 5 : repeats < 10 ? 10 : 2 * repeats;
  const width = Math.round(100 * Math.sqrt(repeats / more));
  return {
    edit: `--seeds ${more}`,
    expect: repeats < 3 ? "intervals that can be trusted" : `intervals ${width} % as wide`,
  };
}
