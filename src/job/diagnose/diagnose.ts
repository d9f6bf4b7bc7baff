import { readFile, stat } from "node:fs/promises";
import { RegularizeError } from "../../core/index.ts";
import { diagnose, type Diagnosis, parseHistory } from "../../decide/index.ts";
import { diagnoseRun } from "./ofRun.ts";

export interface DiagnoseJobOptions {
  /** A run's folder, or a file with the history of Keras, TensorFlow.js or Lightning. */
  readonly path: string;
  /** Of a history, what is judged; the loss when absent. */
  readonly metric?: string;
  /** Aborted, it stops while it looks at the data: E107. */
  readonly signal?: AbortSignal;
}

export interface DiagnoseJobResult {
  readonly v: 1;
  readonly type: "result";
  /** What was diagnosed: a fit, a comparison, or the library whose history it is. */
  readonly source: string;
  readonly diagnosis: Diagnosis;
  /** What was inferred, and what could not be looked at. */
  readonly notes: readonly string[];
}

const MOST_BYTES = 64 * 2 ** 20;

/**
 * Whether a training overfits, whether that matters, and what to change next. Reads only. Throws E840 and E842 for a folder
 * that is no sound run, E164 for a file that is no history, E162 for one without both losses, E107 when it is to stop.
 */
export async function diagnoseJob({ path, metric, signal }: DiagnoseJobOptions): Promise<DiagnoseJobResult> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, "does not exist", cause);
  });
  if (found.isDirectory()) return { v: 1, type: "result", ...(await diagnoseRun(path, signal)) };
  if (found.size > MOST_BYTES) throw unreadable(path, `has ${found.size} bytes: no history is that long`);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, "cannot be read", cause);
  });
  const { story, notes, last } = parseHistory(text, path, metric === undefined ? {} : { metric });
  const diagnosis = diagnose(story);
  const values = { ...last, ...diagnosis.values };
  return { v: 1, type: "result", source: story.source, diagnosis: { ...diagnosis, values }, notes };
}

const unreadable = (path: string, what: string, cause?: unknown): RegularizeError =>
  new RegularizeError({
    code: "E164",
    where: path,
    message: `${path} ${what}`,
    expected: "the folder of a run, or the history of a training",
    todo: "regularize diagnose runs/NAME",
    cause,
  });
