import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type ErrorFacts, keyOf, type Random, randomOf, RegularizeError } from "../../src/core/index.ts";
import { type Card, readCard } from "../../src/job/card.ts";
import type { Outcome } from "../../src/job/summarize.ts";
import type { Trial } from "../../src/job/trial.ts";
import { openRun } from "../../src/observe/index.ts";

/** A folder that is removed after the tests of the file. */
export function scratch(): {
  folder: string;
  at: (name: string) => string;
  write: (name: string, text: string) => string;
} {
  const folder = mkdtempSync(join(tmpdir(), "regularize-job-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => join(folder, name);
  const write = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return at(name);
  };
  return { folder, at, write };
}

/** The card of a finished run. */
export const cardOfRun = async (path: string): Promise<Card> => readCard(await openRun(path));

export const csv = (
  header: readonly string[],
  rows: number,
  row: (i: number) => readonly (string | number)[],
): string =>
  `${[header, ...Array.from({ length: rows }, (_, i) => row(i))].map((cells) => cells.join(",")).join("\n")}\n`;

const COLORS = ["red", "green", "blue"];

/** Age and colour decide, income does not; some incomes and colours are missing. `answer` makes the target. */
function table(rows: number, seed: number, answer: (signal: number, random: Random) => string): string {
  const random = randomOf(keyOf(seed));
  return csv(["age", "income", "color", "churn"], rows, () => {
    const age = 20 + random.below(50);
    const income = random.below(12) === 0 ? "" : (1000 * random.uniform()).toFixed(2);
    const color = random.below(15) === 0 ? "" : COLORS[random.below(3)]!;
    return [age, income, color, answer((age - 45) / 15 + (color === "red" ? 1 : -0.5), random)];
  });
}

export const classes = (rows = 200, seed = 1): string =>
  table(rows, seed, (signal, random) => (signal + 0.3 * random.normal() > 0 ? "yes" : "no"));

export const numbers = (rows = 200, seed = 1): string =>
  table(rows, seed, (signal, random) => (100 + 30 * signal + 3 * random.normal()).toFixed(3));

/** The target has nothing to do with the rest. */
export const coins = (rows = 200, seed = 1): string =>
  table(rows, seed, (_, random) => (random.below(2) === 0 ? "yes" : "no"));

/** A signal that comes in after this many looks at it. */
export function signalAfter(looks: number): AbortSignal {
  let left = looks;
  return Object.defineProperty(new AbortController().signal, "aborted", { get: () => left-- <= 0 });
}

/** A finished trial with these scores; what else a trial holds is empty. */
export const trialOf = (train: number, validation: number, zeros = 0, kept = 1): Trial => ({
  ...{ train, validation, zeros, history: [], state: new Float32Array() },
  end: { type: "end", epochs: kept, best: { epoch: kept, score: 0 }, stopped: undefined, kept },
});

export const outcomeOf = (name: string, trials: readonly Trial[], error?: ErrorFacts): Outcome => ({
  name,
  trials: new Map(trials.map((trial, i) => [i, trial])),
  ...(error === undefined ? {} : { error }),
});

/** The error that the work rejects with; fails when it does not. */
export async function errorOf(work: Promise<unknown>): Promise<RegularizeError> {
  const error: unknown = await work.then(
    () => new Error("nothing was thrown"),
    (cause: unknown) => cause,
  );
  if (error instanceof RegularizeError) return error;
  throw error;
}
