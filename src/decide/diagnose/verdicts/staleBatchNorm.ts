import { show } from "../../wording.ts";
import { ending } from "../curve.ts";
import type { Found } from "../story.ts";
import type { Rule } from "./define.ts";

/** Times by which inference on training rows is worse than learning from them. */
const TIMES = 2;
/** Part of the loss in inference that is gone with the batches' own statistics, of the same clean rows. */
const LOST = 0.2;
/** The same of the first epoch's loss: half of almost nothing is nothing. */
const MATERIAL = 0.2;
/** Epochs after which running statistics have caught up with weights that hardly move. */
const SETTLED = 10;
/** Validation, where inference on training rows was not written: times the first training loss, early on. */
const WILD = 3;
const EARLY = 3;

/**
 * Stale batch norm: training rows score far worse with running statistics than with their batches' own. Where that was not
 * written: validation that is far worse than an untrained model from the first epochs on, while training falls.
 */
export const staleBatchNorm: Rule = ({ story, kept }) => {
  const { epochs } = story;
  // A perfect score has nothing to gain.
  const statistics = epochs.length < SETTLED || kept.validation === 0 ? undefined : story.statistics;
  const lost = statistics === undefined ? 0 : statistics.running - statistics.batch;
  if (statistics !== undefined && lost > LOST * statistics.running && lost > MATERIAL * epochs[0]!.loss.train)
    return {
      ...measured(statistics.running, statistics.batch),
      sentence: `stale batch norm: loss of training rows ${show(statistics.running)} with running statistics, ${show(statistics.batch)} with those of their batches`,
      next: OTHER_NORM,
    };
  const last = epochs.filter((e) => Number.isFinite(e.learning)).slice(-EARLY);
  const [infer, learn] = [ending(last.map((e) => e.loss.train)), ending(last.map((e) => e.learning!))];
  if (last.length > 0)
    return infer > TIMES * learn && kept.validation > 0
      ? { ...found("training rows in inference", infer, learn), next: OTHER_NORM }
      : undefined;
  const first = epochs[0]?.loss.train ?? Number.NaN;
  const falls = ending(epochs.map(({ loss }) => loss.train)) < 0.8 * first;
  const early = Math.max(...epochs.slice(0, EARLY).map(({ loss }) => loss.validation));
  if (story.scoredAlike || epochs.length < 2 * EARLY || !falls || !(early > WILD * first)) return undefined;
  return found("validation in the first epochs", early, first);
};

const OTHER_NORM = { edit: "norm: layer", expect: "validation about as good as training was all along" };

const measured = (inference: number, learning: number) =>
  ({ kind: "staleBatchNorm", evidence: { inference, learning, ratio: inference / learning } }) as const;

const found = (what: string, inference: number, learning: number): Found => ({
  ...measured(inference, learning),
  sentence: `stale batch norm: loss of ${what} ${show(inference)}, while learning ${show(learning)}`,
  next: {
    edit: "batch-norm momentum .9 (in PyTorch's words .1), or statistics from one clean pass",
    expect: "validation as good as training was all along",
  },
});
