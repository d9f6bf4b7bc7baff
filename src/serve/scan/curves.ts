import { join } from "node:path";
import type { CurveColumns } from "../types.ts";
import { factsOf, records } from "./disk.ts";
import { shortDigest } from "./files.ts";
import { at, type Json, score, text } from "./json.ts";
import type { ReadRun } from "./summary.ts";

interface Growing {
  readonly epoch: number[];
  readonly steps: number[];
  readonly loss: { readonly train: (number | null)[]; readonly validation: (number | null)[] };
  readonly metric: { readonly train: (number | null)[]; readonly validation: (number | null)[] };
  kept: number;
}

const brief = (value: unknown): number | null => {
  const number = score(value);
  return number === null ? null : Number(number.toPrecision(6));
};

function add(curve: Growing, record: Json): void {
  curve.epoch.push(score(record["epoch"]) ?? curve.epoch.length + 1);
  curve.steps.push(score(record["steps"]) ?? 0);
  for (const kind of ["loss", "metric"] as const)
    for (const part of ["train", "validation"] as const) curve[kind][part].push(brief(at(record[part], kind)));
  if (record["improved"] === true) curve.kept = curve.epoch.at(-1)!;
}

/** The lines of `metrics.jsonl` as columns, one set per recipe and repeat. */
export function columnsOf(records: readonly Json[]): CurveColumns[] {
  const found = new Map<string, Growing & { readonly recipe: string; readonly repeat: number }>();
  for (const record of records) {
    const [recipe, repeat] = [text(record["recipe"]), score(record["repeat"]) ?? 0];
    const key = `${repeat} ${recipe}`;
    let curve = found.get(key);
    if (curve === undefined) {
      const empty = () => ({ train: [], validation: [] });
      curve = { recipe, repeat, epoch: [], steps: [], loss: empty(), metric: empty(), kept: 0 };
      found.set(key, curve);
    }
    add(curve, record);
  }
  return [...found.values()];
}

/** Bytes of a metrics file beyond which only its events' thinned curves are shown. */
const MOST = 64 * 1024 * 1024;

function linesOf(path: string): readonly Json[] {
  const file = join(path, "metrics.jsonl");
  return (factsOf(file)?.size ?? 0) > MOST ? [] : records(file);
}

/** The curves of a run: of `metrics.jsonl` where it has them, else those of the trials that events tell of. */
export function curvesOf({ path, told }: ReadRun): CurveColumns[] {
  const whole = columnsOf(linesOf(path));
  const kept = new Map(told.curves.map((curve) => [`${curve.repeat} ${curve.recipe}`, curve.kept]));
  const known = new Set(whole.map(({ recipe, repeat }) => `${repeat} ${recipe}`));
  return [
    ...whole.map((curve) => ({ ...curve, kept: kept.get(`${curve.repeat} ${curve.recipe}`) ?? curve.kept })),
    ...told.curves.filter(({ recipe, repeat }) => !known.has(`${repeat} ${recipe}`)),
  ];
}

/** What a page has of a journal: so many lines, the last of which has this mark. */
export interface Had {
  readonly lines: number;
  readonly mark: string;
}

/** The curves of a run that go on behind what a page has. */
export interface CurvesMore extends Had {
  /** Lines that the page has and that still are as it has them; 0: it begins anew. */
  readonly after: number;
  readonly curves: readonly CurveColumns[];
}

const markOf = (line: Json | undefined): string => (line === undefined ? "" : shortDigest(JSON.stringify(line)));

/**
 * What `metrics.jsonl` has gained since a page asked: a run that trains is asked for twice a second, and has thousands of epochs.
 * Whole when events tell of curves too, or when the line that the page had last is another one now, as of a run that was begun again.
 */
export function moreOf(run: ReadRun, had: Had): CurvesMore {
  const all = linesOf(run.path);
  const last = { lines: all.length, mark: markOf(all.at(-1)) };
  const isKnown = had.mark !== "" && run.told.curves.length === 0 && markOf(all[had.lines - 1]) === had.mark;
  return isKnown
    ? { ...last, after: had.lines, curves: columnsOf(all.slice(had.lines)) }
    : { ...last, after: 0, curves: curvesOf(run) };
}
