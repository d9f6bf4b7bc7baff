import { diagnose, type DiagnosisKind } from "../../decide/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { epochsOf, type EpochLine } from "../diagnose/story.ts";
import type { Recipe } from "../recipe.ts";
import { notice } from "../notices.ts";
import { perfectOf, shownMetric } from "../result.ts";
import type { NoticeEvent } from "../types.ts";

/** What cannot get better by going on. The rest is judged when the run has ended. */
const TOLD: readonly DiagnosisKind[] = ["diverged", "harmfulOverfitting"];
/** Epochs before anything is said; then how often is looked, as a share of the epochs so far. */
const FEWEST = 10;
const SHARE = 0.1;

/** What the curves say while they grow: each kind once. */
export interface Watch {
  /** After an epoch; gives what is to be told, if anything is. */
  note(line: EpochLine): NoticeEvent | undefined;
}

/** Watches a fit of one recipe. Looking costs little: at most some fifty times in a thousand epochs. */
export function watchOf(recipe: Recipe, metric: Metric, baseline: number): Watch {
  const lines: EpochLine[] = [];
  const told = new Set<DiagnosisKind>();
  let next = FEWEST;
  return {
    note: (line) => {
      lines.push(line);
      if (recipe.earlyStopping || lines.length < next) return undefined;
      next = Math.ceil(lines.length * (1 + SHARE));
      const found = diagnose({
        ...{ source: "regularize", scoredAlike: true, restores: false, recipe },
        metric: { ...shownMetric(metric), perfect: perfectOf(metric) },
        ...(Number.isFinite(baseline) ? { baseline: { metric: baseline } } : {}),
        epochs: epochsOf(lines, false),
      });
      const worst = [found, ...found.also].find(({ kind }) => TOLD.includes(kind) && !told.has(kind));
      if (worst === undefined) return undefined;
      told.add(worst.kind);
      const message = `epoch ${line.epoch}: ${worst.sentence} (Ctrl-C stops and saves; next time ${worst.next.edit})`;
      return notice("warning", message);
    },
  };
}
