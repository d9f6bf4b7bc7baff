import {
  type LabelEvidence,
  type LabelFindings,
  labelFindings,
  lateLearned,
  memorized,
} from "../../decide/gap/index.ts";
import type { Said, SaidOfClasses, Suspect } from "../../decide/gap/index.ts";
import { type RowErrors, segmentGaps } from "../../decide/gap/index.ts";
import type { DiagnosisKind } from "../../decide/index.ts";
import { fold, keyOf } from "../../core/index.ts";
import { csvLine } from "../../observe/csv.ts";
import type { Predictions } from "../../train/metrics/index.ts";
import { argmaxOf } from "../../train/metrics/rows.ts";
import type { AnyExamples } from "../../train/score.ts";
import type { Fold, Prepared } from "../prepare.ts";
import { spreadRows } from "../spread.ts";
import { itemizedGaps } from "./itemized.ts";
import { neighbourAgreement } from "./neighbours.ts";
import { type Looked, segmentRows } from "./segmentRows.ts";
import type { GapFindings } from "./types.ts";
import type { Watched } from "./watch.ts";

export const SUSPECTS = "suspects.csv";
/** Segments that a result tells of. */
const TOLD = 20;
/** Rows of a side that segments are measured on at most. */
const SEGMENT_ROWS = 50_000;

export interface Found {
  readonly findings: GapFindings & Required<Pick<GapFindings, "labels">>;
  /** Becomes `suspects.csv`; absent where no single row may be told. */
  readonly suspects?: string;
}

/** What was found, as far as the verdict lets it be told. */
export interface Told {
  readonly findings: GapFindings;
  readonly suspects?: string;
}

/** Verdicts after which a contradicted label tells of the model, not of the label. */
const UNLEARNED: Partial<Record<DiagnosisKind, string>> = {
  noSignal: "nothing was learned that a label could contradict",
  notFinished: "training is not finished",
  staleBatchNorm: "running statistics are stale",
};

/** What was found, counted: without the list of single rows. */
export function counted({ findings }: Found): Found {
  const { file: _, ...labels } = findings.labels;
  return { findings: { ...findings, labels } };
}

/** What was found, without suspects where the verdict is that nothing was learned to suspect by; noise that is claimed stands for itself, but for weights that speak with stale statistics. */
export function trusted(found: Found, kind: DiagnosisKind): Told {
  const why = UNLEARNED[kind];
  const { labels, ...rest } = found.findings;
  if (why === undefined || (labels.claimed && kind !== "staleBatchNorm")) return found;
  return { findings: { ...rest, notLooked: `wrong labels were not looked for: ${why}` } };
}

const saidOf = (p: Predictions): Said =>
  p.kind === "regression"
    ? { kind: "values", targets: p.targets, values: p.values }
    : { kind: "classes", classes: p.classes, targets: p.targets, probabilities: p.probabilities };

/** What a watched trial found out about its gap, its segments and its rows; undefined where no epoch was finished. */
export async function findingsOf(
  prepared: Prepared,
  part: Fold,
  watched: Watched,
  lines: readonly Readonly<Record<string, unknown>>[],
): Promise<Found | undefined> {
  const gaps = itemizedGaps(watched, lines);
  const kept = gaps.at(-1);
  if (kept === undefined) return undefined;
  const evidence = evidenceOf(part, watched);
  const labels = labelFindings(evidence);
  const byHeart = await byHeartOf(part, evidence);
  const rows = lookedRows(part);
  const errors = {
    train: errorsOf(watched.train, rows.train),
    validation: errorsOf(watched.validation, rows.validation),
  };
  const last = gaps.length > 1 ? { last: gaps[0]! } : {};
  return {
    findings: {
      ...{ kept, ...last },
      segments: segmentsOf(prepared, part, rows, errors),
      labels: {
        ...{ noise: labels.noise, claimed: labels.claimed, looked: labels.looked, suspects: labels.suspects.length },
        ...{ memorized: byHeart.length, file: SUSPECTS, ...(labels.cut ? { cut: true } : {}) },
      },
    },
    suspects: suspectsCsv(prepared, part, labels, byHeart),
  };
}

/** Residuals that training told are of standardized targets: here they are the user's. */
function evidenceOf({ scale }: Fold, { margins, train, validation }: Watched): LabelEvidence {
  const unit = train.kind === "regression" ? scale.deviation : 1;
  const story: LabelEvidence["story"] = (row) => {
    const of = margins.of(row);
    return { ...of, margin: of.margin * unit };
  };
  return { train: saidOf(train), validation: saidOf(validation), story };
}

const isOfClasses = (evidence: LabelEvidence): evidence is LabelEvidence<SaidOfClasses> =>
  evidence.train.kind === "classes";

async function byHeartOf(part: Fold, evidence: LabelEvidence): Promise<Suspect[]> {
  if (!isOfClasses(evidence)) return [];
  const late = lateLearned(evidence);
  const agreement = await neighbourAgreement(
    part,
    late.map(({ row }) => row),
  );
  return memorized(late, agreement);
}

/** Rows that segments are measured on; of more an even sample: see `spreadRows` for how far off that may be. */
export function lookedRows({ train, validation, seed }: Fold): Looked {
  const sample = (of: AnyExamples): Int32Array => spreadRows(of.rows, SEGMENT_ROWS, fold(keyOf(seed), "segments"));
  return { train: sample(train), validation: sample(validation) };
}

/** Which classes and values of columns overfit more, by errors of the rows that are looked at. */
export function segmentsOf(
  prepared: Prepared,
  part: Fold,
  rows: Looked,
  errors: Omit<RowErrors, "areCounts">,
): GapFindings["segments"] {
  const { train, validation, task } = part;
  const isOfValues = task.kind === "regression";
  const { looked, worse } = segmentGaps(segmentRows(prepared, part, rows), { ...errors, areCounts: !isOfValues });
  const measured = { train: rows.train.length, validation: rows.validation.length };
  return {
    ...{ looked, unit: isOfValues ? "distance" : "wrong", worse: worse.slice(0, TOLD) },
    ...(measured.train < train.rows || measured.validation < validation.rows ? { sampled: measured } : {}),
  };
}

/** 1 for a row that is wrong, or its distance in the user's units; of all rows, or of some. */
export function errorsOf(p: Predictions, rows?: Int32Array): Float64Array {
  const error = errorOf(p);
  return rows === undefined
    ? Float64Array.from({ length: p.rows }, (_, row) => error(row))
    : Float64Array.from(rows, error);
}

function errorOf(p: Predictions): (row: number) => number {
  if (p.kind === "regression") return (row) => Math.abs(p.values[row]! - p.targets[row]!);
  const said = argmaxOf(p);
  return (row) => Number(said[row] !== p.targets[row]);
}

const HEAD = ["row", "label", "suggested", "margin", "forgotten", "last_wrong_epoch", "confidence", "why"];

/** The suspects, then the rows known by heart, as a table: `row` counts the rows of the data from 1, headers left out. */
function suspectsCsv(
  { task }: Prepared,
  { train }: Fold,
  { suspects }: LabelFindings,
  byHeart: readonly Suspect[],
): string {
  const told = (value: number): string | number => (task.kind === "regression" ? digits(value) : task.classes[value]!);
  const listed = new Set(suspects.map(({ row }) => row));
  const heart = new Set(byHeart.map(({ row }) => row));
  const why = (row: number): string =>
    [...(listed.has(row) ? ["label"] : []), ...(heart.has(row) ? ["memorized"] : [])].join(" ");
  const lines = [...suspects, ...byHeart.filter(({ row }) => !listed.has(row))].map((of) => [
    ...[train.ids?.[of.row] ?? of.row + 1, told(of.label), told(of.suggested), digits(of.margin)],
    ...(task.kind === "regression" ? [null, null] : [of.forgotten, of.lastWrong]),
    ...[digits(of.confidence), why(of.row)],
  ]);
  return [HEAD, ...lines].map(csvLine).join("");
}

const digits = (value: number): number => Number(value.toPrecision(4));
