import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { atomicWrite, openJournal, parseJournal } from "../../observe/index.ts";
import { readIfThere } from "../exists.ts";
import type { Answer, Order } from "../queue/protocol.ts";
import { decodeAnswer, encodeAnswer, keyOf } from "./answer.ts";

/** The folder of finished trials in a run that is at work, and its journal: a line per file, with its size and SHA-256. */
export const TRIALS = "trials";
const JOURNAL = "trials.jsonl";

/** The finished trials of a run. */
export interface TrialStore {
  /** Trials that were there when it was opened. */
  readonly known: number;
  /** Trials that are there. */
  readonly count: number;
  /** Seconds that the run had worked when it was stopped. */
  readonly spent: number;
  /** What was lost, each in a sentence. */
  readonly warnings: readonly string[];
  answerTo(order: Order): Answer | undefined;
  /** Keeps an answer; the disk has it when the promise is fulfilled. What another try may answer otherwise is not kept. */
  keep(order: Order, answer: Answer): Promise<void>;
  close(): Promise<void>;
}

interface Found {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly spent: number;
  readonly warnings: readonly string[];
}

/** A process that died is no fact about the trial. */
const isFact = (answer: Answer): boolean => answer.type !== "error" || !answer.error.code.startsWith("E5");

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const fileOf = (key: string): string => `${key.slice(0, 24)}.safetensors`;

/** Makes an empty store. */
export const makeStore = async (run: string): Promise<void> => {
  await mkdir(join(run, TRIALS), { recursive: true });
};

export const removeStore = (run: string): Promise<void> => rm(join(run, TRIALS), { recursive: true, force: true });

/** Opens the store of a run. A trial that is not as it was written counts as not finished, and a warning says so. */
export async function openStore(
  run: string,
  {
    state = true,
    now = () => performance.now() / 1000,
  }: { readonly state?: boolean; readonly now?: () => number } = {},
): Promise<TrialStore> {
  const folder = join(run, TRIALS);
  await makeStore(run);
  const { answers, spent, warnings } = await find(folder);
  const trials = (all: Iterable<Answer>): number =>
    [...all].filter(({ type }) => type === "trial" || type === "error").length;
  const known = trials(answers.values());
  const journal = await openJournal(join(folder, JOURNAL));
  const start = now();
  let count = known;
  return {
    ...{ known, spent, warnings },
    get count() {
      return count;
    },
    answerTo: (order) => answers.get(keyOf(order)),
    keep: async (order, answer) => {
      if (!isFact(answer)) return;
      const key = keyOf(order);
      const bytes = encodeAnswer(state ? answer : withoutState(answer));
      await atomicWrite(join(folder, fileOf(key)), bytes);
      journal.append({ key, bytes: bytes.length, sha256: digest(bytes), at: spent + now() - start });
      await journal.flush();
      if (order.type === "trial") count++;
    },
    close: () => journal.close(),
  };
}

const withoutState = (answer: Answer): Answer =>
  answer.type === "trial" ? { ...answer, trial: { ...answer.trial, state: new Float32Array() } } : answer;

/** Everything that is whole: a line of the journal and the file that it vouches for. */
async function find(folder: string): Promise<Found> {
  const content = await readIfThere(join(folder, JOURNAL));
  const { records, bad } = parseJournal(content ?? new Uint8Array());
  const answers = new Map<string, Answer>();
  const warnings = bad.map(({ line, kind }) =>
    kind === "torn"
      ? `${TRIALS}/${JOURNAL} ends in the middle of line ${line}: recovered to the trial before it`
      : `${TRIALS}/${JOURNAL}: line ${line} is not as it was written: its trial is trained again`,
  );
  let spent = 0;
  for (const { key, bytes, sha256, at } of records) {
    if (typeof key !== "string") continue;
    const found = await readFile(join(folder, fileOf(key))).catch(() => undefined);
    if (found?.length === bytes && digest(found!) === sha256) answers.set(key, decodeAnswer(found!));
    else
      warnings.push(`${TRIALS}/${fileOf(key)} is ${found === undefined ? "missing" : "damaged"}: it is trained again`);
    spent = Math.max(spent, typeof at === "number" ? at : 0);
  }
  return { answers, spent, warnings };
}
