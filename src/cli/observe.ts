import { availableParallelism } from "node:os";
import type { AuditEvent, AuditJobEvent } from "../job/audit/audit.ts";
import type { LearningCurveEvent } from "../job/learningCurve/types.ts";
import type { AblateEvent } from "../job/receipt/types.ts";
import type { SweepEvent } from "../job/sweep/types.ts";
import type { CompareEvent, FitEpochEvent, FitEvent, NoticeEvent, TrialEvent } from "../job/types.ts";
import type { Io, Mode } from "./io.ts";
import { printEvent, styleOf } from "./print.ts";
import { createProgress, type Progress, type Step, silent } from "./progress.ts";
import { continued, labelled, type Style, warned } from "./report/lines.ts";
import { formatPlain } from "./text/numbers.ts";
import { clean } from "./text/width.ts";
import { betterIn, watchEpochs, watchTrials } from "./watch.ts";

/** What jobs tell while they run, and their results. */
export type JobEvent = CompareEvent | FitEvent | AuditJobEvent | SweepEvent | LearningCurveEvent | AblateEvent;

/** Prints what a job says while it runs. */
export interface Observer {
  onEvent(event: JobEvent): void;
  stop(): void;
}

/** As events on stdout, or as notices and progress on stderr. The result is printed by whoever asked for it. */
export async function createObserver(io: Io, mode: Mode, workers: number = availableParallelism()): Promise<Observer> {
  if (mode.json) return { onEvent: (event) => event.type !== "result" && printEvent(io, event), stop: () => {} };
  const progress = mode.quiet ? silent : createProgress(io);
  const notice = noticePrinter(styleOf(io, "stderr"), progress);
  const [trials, epochs] = [watchTrials(workers), watchEpochs()];
  let better: ReturnType<typeof betterIn>;
  return {
    onEvent: (event) => {
      if (event.type === "notice") {
        better ??= betterIn(event.message);
        notice(event);
      }
      if (event.type === "trial") progress.step({ ...trialStep(event), details: trials.add(event, better) });
      if (event.type === "operation") progress.step(operationStep(event));
      if (event.type === "epoch") progress.step({ ...epochStep(event), details: epochs.add(event, better) });
    },
    stop: () => progress.stop(),
  };
}

const trialStep = ({ done, total, recipe, validation, error }: TrialEvent): Step => ({
  ...{ done, total, unit: "trials", label: clean(recipe) },
  outcome:
    validation === undefined ? `failed: ${clean(error?.message ?? "")}` : `validation ${formatPlain(validation)}`,
});

const epochStep = ({ epoch, epochs, train, validation }: FitEpochEvent): Step => ({
  ...{ done: epoch, total: epochs, unit: "epochs" },
  label: `validation ${formatPlain(validation)}`,
  outcome: `train ${formatPlain(train)}`,
});

const operationStep = ({ done, total, operation, verdict }: AuditEvent): Step => ({
  ...{ done, total, unit: "operations" },
  label: clean(operation),
  outcome: clean(verdict),
});

/** `✔ data   …` for the first notice of a topic; those that follow and warnings stand below it. */
function noticePrinter(style: Style, progress: Progress): (event: NoticeEvent) => void {
  let topic = "";
  return (event) => {
    const text = clean(event.message);
    if (event.topic === "warning") return progress.log(warned(text, style));
    progress.log(event.topic === topic ? continued(text, style) : labelled(event.topic, text, style));
    topic = event.topic;
  };
}
