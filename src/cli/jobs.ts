import type { Member } from "../catalog.ts";
import type { AuditJobEvent, AuditJobOptions, AuditJobResult } from "../job/audit/audit.ts";
import type { DiagnoseJobOptions, DiagnoseJobResult } from "../job/diagnose/diagnose.ts";
import type { LearningCurveEvent, LearningCurveOptions, LearningCurveResult } from "../job/learningCurve/types.ts";
import type { LintJobOptions, LintJobResult } from "../job/lint/lint.ts";
import type { PredictOptions, PredictResult } from "../job/predict.ts";
import type { AblateEvent, AblateOptions, AblateResult } from "../job/receipt/types.ts";
import type { ResumeOptions } from "../job/resume.ts";
import type { AugmentSheetEvent, AugmentSheetOptions, AugmentSheetResult } from "../job/sheet/augmentSheet.ts";
import type { TrialsEvent, TrialsResult } from "../job/store/resume.ts";
import type { SweepEvent, SweepOptions, SweepResult } from "../job/sweep/types.ts";
import type { TuneEvent, TuneOptions, TuneResult } from "../job/tune/types.ts";
import type { Served, ServeOptions } from "../serve/index.ts";
import type {
  CompareEvent,
  CompareOptions,
  CompareResult,
  DataOptions,
  FitEvent,
  FitOptions,
  FitResult,
} from "../job/types.ts";

/** What the commands call. */
export interface Jobs {
  compare(options: CompareOptions, onEvent: (event: CompareEvent) => void): Promise<CompareResult>;
  fit(options: FitOptions, onEvent: (event: FitEvent) => void): Promise<FitResult>;
  /** Goes on with whatever job the folder holds. */
  resume(
    options: ResumeOptions,
    onEvent: (event: FitEvent | TuneEvent | TrialsEvent) => void,
  ): Promise<FitResult | TuneResult | TrialsResult>;
  predict(options: PredictOptions): Promise<PredictResult>;
  learningCurve(
    options: LearningCurveOptions,
    onEvent: (event: LearningCurveEvent) => void,
  ): Promise<LearningCurveResult>;
  ablate(options: AblateOptions, onEvent: (event: AblateEvent) => void): Promise<AblateResult>;
  /** How to ablate the model of a run. */
  ablationOf(run: string, data?: string): Promise<AblateOptions>;
  sweep(options: SweepOptions, onEvent: (event: SweepEvent) => void): Promise<SweepResult>;
  tune(options: TuneOptions, onEvent: (event: TuneEvent) => void): Promise<TuneResult>;
  audit(options: AuditJobOptions, onEvent: (event: AuditJobEvent) => void): Promise<AuditJobResult>;
  augment(options: AugmentSheetOptions, onEvent: (event: AugmentSheetEvent) => void): Promise<AugmentSheetResult>;
  /** Where decoded images and rewritten texts are kept, by this process and those it starts. */
  useCache(folder: string): void;
  diagnose(options: DiagnoseJobOptions): Promise<DiagnoseJobResult>;
  lint(options: LintJobOptions): Promise<LintJobResult>;
  /** Names of a file's columns. */
  columns(data: string, options: Pick<DataOptions, "delimiter" | "trimHeaders">): Promise<readonly string[]>;
  /** Whether there are images rather than a table of cells. */
  isImageSource(data: string): Promise<boolean>;
  catalog(): Promise<readonly Member[]>;
  /** Serves the dashboard; jobs that are started from it are this program again. */
  serve(options: Omit<ServeOptions, "command">): Promise<Served>;
}

/** The jobs of the library, each loaded when it is called, so that `--help` does not wait. */
export const jobs: Jobs = {
  compare: async (options, onEvent) => (await import("../job/compare.ts")).compare(options, onEvent),
  fit: async (options, onEvent) => (await import("../job/fit.ts")).fit(options, onEvent),
  resume: async (options, onEvent) => {
    const { isStudy, resumeStudy } = await import("../job/tune/resume.ts");
    if (await isStudy(options.run)) return resumeStudy(options, onEvent);
    const { isTrials, resumeTrials } = await import("../job/store/resume.ts");
    if (await isTrials(options.run)) return resumeTrials(options, onEvent);
    return (await import("../job/resume.ts")).resume(options, onEvent);
  },
  predict: async (options) => (await import("../job/predict.ts")).predict(options),
  learningCurve: async (options, onEvent) =>
    (await import("../job/learningCurve/learningCurve.ts")).learningCurve(options, onEvent),
  ablate: async (options, onEvent) => (await import("../job/receipt/ablate.ts")).ablate(options, onEvent),
  ablationOf: async (run, data) => (await import("../job/receipt/ofRun.ts")).ablationOf(run, data),
  sweep: async (options, onEvent) => (await import("../job/sweep/sweep.ts")).sweep(options, onEvent),
  tune: async (options, onEvent) => (await import("../job/tune/tune.ts")).tune(options, onEvent),
  audit: async (options, onEvent) => (await import("../job/audit/audit.ts")).audit(options, onEvent),
  augment: async (options, onEvent) => (await import("../job/sheet/augmentSheet.ts")).augmentSheet(options, onEvent),
  useCache: (folder) => {
    process.env["REGULARIZE_CACHE"] = folder;
  },
  diagnose: async (options) => (await import("../job/diagnose/diagnose.ts")).diagnoseJob(options),
  lint: async (options) => (await import("../job/lint/lint.ts")).lintJob(options),
  columns: async (data, options) => (await import("../data/index.ts")).columnNames(data, options),
  isImageSource: async (data) => (await import("../data/index.ts")).isImageSource(data),
  catalog: async () => (await import("../catalog.ts")).catalog,
  serve: async (options) => {
    const command = { program: process.execPath, args: [...process.execArgv, process.argv[1]!] };
    return (await import("../serve/index.ts")).serve({ ...options, command });
  },
};
