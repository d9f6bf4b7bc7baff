import type { ParameterHealth, ReportAnswers, ReportData, ReportLayer } from "../observe/index.ts";
import type { Better } from "../train/best.ts";

/** What made a run. */
export type JobName = "fit" | "compare" | "tune" | "sweep" | "learning-curve" | "ablate";
/** `stopped` can be gone on with where the job can; `refused` is a folder that this version cannot read, with the reason. */
export type RunState = "running" | "done" | "stopped" | "failed" | "refused";
export type Setting = string | number | boolean | null;
/** A number, or null where there is none: JSON has no word for NaN. */
export type Score = number | null;

export interface Ends {
  readonly value: Score;
  readonly low: Score;
  readonly high: Score;
}

/** One line of the runs table: a recipe, a strength, a trial of a search, or a fit. Scores are in natural units. */
export interface TrialRow {
  readonly name: string;
  /** "stopped": under way when its search ended. One that was run again on fresh repeats is "done", though the search cut it short. */
  readonly state: "done" | "pruned" | "failed" | "running" | "stopped";
  /** What it sets otherwise than the defaults. */
  readonly settings: Readonly<Record<string, Setting>>;
  readonly train: Score;
  readonly validation: Score;
  readonly se: Score;
  readonly gap: Score;
  /** Share of weights that are exactly zero. */
  readonly zeros: Score;
  readonly epochs: Score;
  /** Repeats that it was scored on. */
  readonly repeats: number;
  /** Against the reference, paired, in the metric's own sign. */
  readonly effect?: { readonly mean: Score; readonly low: Score; readonly high: Score };
  /** On repeats that took no part in a search. */
  readonly fresh?: { readonly mean: Score; readonly se: Score };
  readonly isWinner?: true;
  /** Cannot be told from the winner. */
  readonly tied?: true;
  readonly reason?: string;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: "trials" | "epochs";
  /** Seconds so far, and to go at this rate. */
  readonly seconds: number;
  readonly left: Score;
  readonly failed: number;
}

export interface NextStep {
  readonly edit: string;
  readonly expect: string;
  readonly also: readonly string[];
}

/** A run folder at a glance. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly job: JobName | "";
  readonly state: RunState;
  /** Milliseconds since 1970 of the last change. */
  readonly changed: number;
  readonly data: string;
  readonly target: string;
  readonly task: string;
  readonly metric: { readonly name: string; readonly title: string; readonly better: Better } | null;
  readonly conclusion: string;
  /** The one thing to do next, what to expect of it, and what else holds: the words of the report; null where nothing is said. */
  readonly next: NextStep | null;
  readonly winner: string;
  /** What effects are measured against. */
  readonly reference: string;
  readonly baseline: Score;
  readonly seconds: Score;
  readonly test?: { readonly rows: number; readonly winner: Ends; readonly reference: Ends; readonly difference: Ends };
  readonly progress?: Progress;
  /** Why it was refused or failed. */
  readonly reason?: string;
  readonly resumable: boolean;
  readonly trials: readonly TrialRow[];
}

export interface Parts {
  readonly train: readonly Score[];
  readonly validation: readonly Score[];
}

/** The epochs of one repeat of a recipe, as columns. */
export interface CurveColumns {
  readonly recipe: string;
  readonly repeat: number;
  /** Epoch whose weights were kept; 0 while it runs. */
  readonly kept: number;
  readonly epoch: readonly number[];
  readonly steps: readonly number[];
  readonly loss: Parts;
  readonly metric: Parts;
}

export interface NoticeLine {
  readonly topic: string;
  readonly message: string;
}

/** A line of what a run told. */
export interface LogLine {
  /** Seconds since it began. */
  readonly at: Score;
  readonly text: string;
  readonly isBad: boolean;
}

/** A failed trial and its cause. */
export interface Failure {
  readonly trial: string;
  readonly cause: string;
}

export interface RunDetail {
  readonly summary: RunSummary;
  readonly notices: readonly NoticeLine[];
  readonly failures: readonly Failure[];
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number } | null;
  /** Files of the manifest, by the number that serves them. */
  readonly files: readonly { readonly id: number; readonly name: string; readonly bytes: number }[];
  /** What does the run again, and what goes on with it from where the dashboard was started; empty where there is no such thing. */
  readonly command: string;
  readonly resume: string;
  /** What it told last, the newest at the end. */
  readonly log: readonly LogLine[];
  /** What each searched setting and pair explains of the score's variance; of searches alone. */
  readonly importance: ImportanceView | null;
  /** Scale of a searched or swept setting. */
  readonly scales: Readonly<Record<string, "log" | "linear" | "choice">>;
}

export interface ImportanceView {
  readonly own: readonly { readonly name: string; readonly share: number }[];
  readonly pairs: readonly { readonly names: readonly [string, string]; readonly share: number }[];
  readonly trials: number;
}

/** A data file that was named on the command line. */
export interface DataFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: Score;
}

/** A process that this server started. */
export interface JobView {
  readonly id: string;
  readonly job: JobName | "resume";
  /** Run folder that it writes. */
  readonly run: string;
  readonly data: string;
  readonly state: "running" | "stopping" | "done" | "stopped" | "failed";
  readonly started: number;
  /** The last lines of its stderr. */
  readonly said: string;
}

/** Everything that the page opens with. */
export interface State {
  readonly v: 1;
  /** What the stream had told by then. */
  readonly told: number;
  readonly version: string;
  readonly defaults: Readonly<Record<string, Setting>>;
  readonly metrics: readonly string[];
  readonly runs: readonly RunSummary[];
  readonly data: readonly DataFile[];
  readonly jobs: readonly JobView[];
  /** Whether the playground is among the pages. */
  readonly playground: boolean;
}

/** What the stream sends. */
export interface Change {
  /** Counts what was told; a state of the same or a larger count holds it. */
  readonly told: number;
  readonly runs: readonly RunSummary[];
  readonly gone: readonly string[];
  readonly jobs: readonly JobView[];
}

/** Weights of the kept model, and weights and gradients while it was trained. */
export interface HealthView {
  readonly layers: readonly ReportLayer[];
  readonly epochs: readonly { readonly epoch: number; readonly parameters: readonly ParameterHealth[] }[];
}

export interface DataFacts {
  readonly notices: readonly NoticeLine[];
  readonly data?: ReportData;
  /** Why there is no more. */
  readonly why?: string;
}

/** What stands in a row. */
export interface RowContent {
  readonly cells?: readonly { readonly name: string; readonly value: string }[];
  readonly text?: string;
  /** Of a picture: its name, and a data URL. */
  readonly name?: string;
  readonly picture?: string;
}

export interface WorstRow {
  /** From 1, in the order of the data. */
  readonly row: number;
  readonly truth: string;
  readonly answer: string;
  /** Probability of the answer. */
  readonly sure: Score;
  readonly loss: number;
  readonly content: RowContent;
}

export interface ErrorsView {
  readonly why?: string;
  readonly kind?: "table" | "text" | "image";
  readonly answers?: ReportAnswers;
  readonly worst?: readonly WorstRow[];
  /** Networks that are averaged, of which the first was asked. */
  readonly models?: number;
}
