import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { keyOf, type Random, randomOf } from "../../src/core/index.ts";
import { parseJournal } from "../../src/observe/index.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

/** A search of the command line, and what an undisturbed one came to. */
export interface Searches {
  /** A folder of its own for all of them. */
  readonly folder: string;
  /** Arguments of `tune`, but for the data and the place. */
  readonly args: readonly string[];
  readonly main?: string;
}

export type Whom = "coordinator" | "worker";

/** A moment of a life: so much of what is left of the journal is written, and then so many milliseconds. */
export interface Moment {
  readonly share: number;
  readonly after: number;
}

export interface Life {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly said: string;
  /** Kills of this life that met a process. */
  readonly kills: number;
}

/** Table of 80 rows and two columns, one of which tells. */
export function tableOf(seed: number): string {
  const random = randomOf(keyOf(seed));
  const row = (): string => {
    const [a, b] = [random.normal(), random.normal()];
    return `${a.toFixed(3)},${b.toFixed(3)},${a + 0.5 * random.normal() > 0 ? "yes" : "no"}`;
  };
  return `a,b,answer\n${Array.from({ length: 80 }, row).join("\n")}\n`;
}

export const at = ({ folder }: Searches, name: string): string => join(folder, name);
const journalOf = (searches: Searches, name: string): string => join(at(searches, name), "study.jsonl");
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Begins a search, or goes on with it where there is something to go on with. */
export function argsOf(searches: Searches, name: string, workers = 2): string[] {
  const out = at(searches, name);
  if (existsSync(join(out, "job.json"))) return ["resume", out, "--quiet"];
  rmSync(out, { recursive: true, force: true });
  const data = at(searches, "data.csv");
  if (!existsSync(data)) writeFileSync(data, tableOf(11));
  const of = ["tune", data, "--target", "answer", "--out", out, "--workers", String(workers), "--quiet"];
  return [...of, ...searches.args];
}

/** One life of a coordinator, to its end; `meanwhile` gets it as it is born and may end it. */
export async function live(
  { folder, main = MAIN }: Searches,
  args: readonly string[],
  meanwhile: (child: ChildProcess) => () => number = () => () => 0,
): Promise<Life> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  const said: Buffer[] = [];
  child.stderr?.on("data", (bytes: Buffer) => said.push(bytes));
  const closed = new Promise<number | null>((done) => child.once("close", done));
  const stop = meanwhile(child);
  const code = await closed;
  return { code, said: Buffer.concat(said).toString("utf8"), kills: stop() };
}

/** Calls `act` at each of these moments, in turn; gives how often it did something, and stops. */
function atMoments(path: string, size: number, moments: readonly Moment[], act: () => boolean): () => number {
  const [from, left] = [sizeOf(path), [...moments].sort((a, b) => a.share - b.share)];
  let [done, timer] = [0, undefined as NodeJS.Timeout | undefined];
  const looking = setInterval(() => {
    const next = left[0];
    if (next === undefined || timer !== undefined || sizeOf(path) < from + next.share * (size - from)) return;
    left.shift();
    timer = setTimeout(() => {
      timer = undefined;
      done += Number(act());
    }, next.after);
  }, 4);
  return () => {
    clearInterval(looking);
    clearTimeout(timer);
    return done;
  };
}

const workersOf = (pid: number): number[] =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, parent, , script]) => Number(parent) === pid && script?.endsWith("worker.js") === true)
    .map(([own]) => Number(own));

function killed(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/**
 * Kills a worker; never one that was born of a kill, whose order would then be lost for the second time, which is a failure of its trial.
 * Workers of a new phase are born of none.
 */
function workerKiller(pid: number, random: Random): () => boolean {
  let seen: readonly number[] = [];
  return () => {
    const now = workersOf(pid);
    const old = now.filter((worker) => seen.includes(worker));
    const choice = old.length > 0 ? old : now;
    const victim = choice[random.below(Math.max(1, choice.length))];
    if (victim === undefined || !killed(victim)) return false;
    seen = now.filter((worker) => worker !== victim);
    return true;
  };
}

/** A life in which processes are killed (-9) at these moments of a search whose whole journal has `size` bytes. */
export function disturbed(
  searches: Searches,
  name: string,
  { whom, moments, size, random }: { whom: Whom; moments: readonly Moment[]; size: number; random: Random },
): Promise<Life> {
  const args = argsOf(searches, name);
  return live(searches, args, (child) => {
    const act = whom === "coordinator" ? () => child.kill("SIGKILL") : workerKiller(child.pid!, random);
    return atMoments(journalOf(searches, name), size, moments, act);
  });
}

/** All that a finished search must have in common with an undisturbed one. */
export interface Came {
  /** The result without its place and its clocks: table of trials, winner, receipt, sealed test. */
  readonly result: unknown;
  /** SHA-256 of each file that tells of no clock, and the names of all files. */
  readonly files: Readonly<Record<string, string>>;
  /** Answers of the journal, in any order. */
  readonly answers: readonly string[];
  /** Answers that are there twice. */
  readonly twice: number;
  /** Damaged lines of the journal. */
  readonly bad: number;
  /** Bytes of the journal. */
  readonly size: number;
}

/** Files that tell of clocks, or of the number of workers. */
const CLOCKED = ["events.jsonl", "job.json", "manifest.json", "report.html", "result.json", "study.jsonl"];

/** The answers of a journal: folds told, repeats of the final, and those of the receipt. */
function answersOf(records: readonly Record<string, unknown>[]): string[] {
  return records.flatMap(({ type, id, fold, repeat, recipe }) => {
    if (type === "told") return [`trial ${id as number} fold ${fold as number}`];
    if (type === "part") return [`${recipe as string} repeat ${repeat as number}`];
    return type === "rerun" ? [`trial ${id as number} repeat ${repeat as number}`] : [];
  });
}

export function cameOf(searches: Searches, name: string): Came {
  const read = (file: string): Buffer => readFileSync(join(at(searches, name), file));
  const result: unknown = JSON.parse(read("result.json").toString("utf8"), (key, value: unknown) =>
    key === "run" || key === "seconds" ? undefined : value,
  );
  const hash = (file: string): string =>
    CLOCKED.includes(file) ? "" : createHash("sha256").update(read(file)).digest("hex");
  const files = readdirSync(at(searches, name)).sort();
  const journal = read("study.jsonl");
  const { records, bad } = parseJournal(journal);
  const answers = answersOf(records);
  return {
    result,
    files: Object.fromEntries(files.map((file) => [file, hash(file)])),
    answers: [...new Set(answers)].sort(),
    twice: answers.length - new Set(answers).size,
    bad: bad.length,
    size: journal.length,
  };
}
