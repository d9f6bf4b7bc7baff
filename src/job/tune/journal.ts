import type { ErrorFacts } from "../../core/index.ts";
import type { Outcome, StudyEvent } from "../../decide/index.ts";
import { atomicWrite, type Journal, openJournal, parseJournal } from "../../observe/index.ts";
import { readIfThere } from "../exists.ts";
import type { Trial } from "../trial.ts";
import type { SearchEnd } from "./types.ts";

/** The journal of a study, in its folder. */
export const JOURNAL = "study.jsonl";

type Asked = Extract<StudyEvent, { type: "asked" }>;

/** A fold was trained; `at` counts the seconds that the study had worked. */
export interface Told {
  readonly type: "told";
  readonly id: number;
  readonly fold: number;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly at: number;
}

/** The search is over: these go to the final. */
export interface Finalists {
  readonly type: "final";
  readonly ids: readonly number[];
  readonly repeats: readonly number[];
  readonly ended: SearchEnd;
  readonly at: number;
}

/** A finished trial without its weights: they are trained again where they are needed, to the same. */
export type Scored = Omit<Trial, "state">;

export function scoredOf(trial: Trial): Scored {
  const { state: _, ...scored } = trial;
  return scored;
}

/** A trial that was read from the journal: its weights are not there. */
export const withoutWeights = (scored: Scored): Trial => ({ ...scored, state: new Float32Array() });

/** What the training of a trial, or of a part, on a repeat is known by. */
export const trainingKey = (trial: number | string, repeat: number): string => `${trial} ${repeat}`;

/** A finalist was trained on a fresh repeat. */
export interface Rerun {
  readonly type: "rerun";
  readonly id: number;
  readonly repeat: number;
  readonly trial?: Scored;
  readonly error?: ErrorFacts;
}

/** The winner's receipt: on which repeats, or why there is none; and the seconds that a repeat of the winner takes. */
export interface ReceiptPlan {
  readonly type: "receipt";
  readonly repeats: readonly number[];
  readonly seconds: number;
  /** That the final has not done already. */
  readonly trainings: number;
  readonly skipped?: string;
  readonly at: number;
}

/** The winner, or the winner without a part, was trained on a repeat for its receipt. */
export interface PartDone {
  readonly type: "part";
  readonly recipe: string;
  readonly repeat: number;
  readonly seconds: number;
  readonly trial?: Scored;
  readonly error?: ErrorFacts;
}

/** Everything that a study writes down; questions before they are worked on. */
export type StudyRecord = Asked | Told | Finalists | Rerun | ReceiptPlan | PartDone;

/** What a journal tells of a study that was stopped or killed. */
export interface Recovered {
  readonly events: readonly (Asked | Told)[];
  readonly final?: Finalists;
  readonly reruns: readonly Rerun[];
  readonly receipt?: ReceiptPlan;
  readonly parts: readonly PartDone[];
  /** Seconds that the study had worked. */
  readonly at: number;
  /** What was lost, in one sentence. */
  readonly warning?: string;
}

export const NOTHING: Recovered = { events: [], reruns: [], parts: [], at: 0 };

/** What the records say; a training that is there twice counts once. */
export function understood(records: readonly StudyRecord[]): Recovered {
  const reruns = new Map<string, Rerun>();
  const parts = new Map<string, PartDone>();
  const events: (Asked | Told)[] = [];
  let final: Finalists | undefined;
  let receipt: ReceiptPlan | undefined;
  let at = 0;
  for (const record of records) {
    if (record.type === "asked" || record.type === "told") events.push(record);
    if (record.type === "final") final ??= record;
    if (record.type === "rerun") reruns.set(trainingKey(record.id, record.repeat), record);
    if (record.type === "receipt") receipt ??= record;
    if (record.type === "part") parts.set(trainingKey(record.recipe, record.repeat), record);
    if ("at" in record) at = Math.max(at, record.at);
  }
  return {
    ...{ events, reruns: [...reruns.values()], parts: [...parts.values()], at },
    ...(final === undefined ? {} : { final }),
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/**
 * Reads the journal up to its first line that is not as it was written, and cuts the file there: what comes behind an edited line may follow
 * from it. Nothing is lost but time, as the same questions are asked again.
 */
export async function recover(path: string): Promise<Recovered> {
  const bytes = await readIfThere(path);
  if (bytes === undefined) return { ...NOTHING, warning: `${JOURNAL} is not there: the search begins anew` };
  const whole = parseJournal(bytes);
  const bad = whole.bad[0];
  if (bad === undefined) return understood(whole.records as unknown as StudyRecord[]);
  const good = bytes.subarray(0, bad.offset);
  await atomicWrite(path, good);
  const { records } = parseJournal(good);
  const lost = whole.records.length - records.length;
  const what = bad.kind === "torn" ? "the end of line" : "line";
  return {
    ...understood(records as unknown as StudyRecord[]),
    warning: `${JOURNAL}: ${what} ${bad.line} is not as it was written: recovered to the line before it${
      lost === 0 ? "" : `; ${lost} whole ${lost === 1 ? "line" : "lines"} behind it will be worked out again`
    }`,
  };
}

/** The one writer of the journal. */
export interface StudyJournal {
  /** Notes a record; the disk has it when the promise is fulfilled, together with what others noted meanwhile. */
  note(record: StudyRecord): Promise<void>;
  close(): Promise<void>;
}

export async function openStudyJournal(path: string): Promise<StudyJournal> {
  const journal: Journal = await openJournal(path);
  return {
    note: (record) => {
      journal.append(record as unknown as Readonly<Record<string, unknown>>);
      return journal.flush();
    },
    close: () => journal.close(),
  };
}
