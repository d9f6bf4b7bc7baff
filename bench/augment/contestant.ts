import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that sleeps on its input between its turns. */
export interface Contestant {
  readonly name: string;
  readonly versions: string;
  has(key: string): Promise<boolean>;
  moments(key: string): Promise<{ readonly mean: number; readonly deviation: number }>;
  /** Microseconds per image: on the clock, and of all processors. */
  time(key: string, count: number): Promise<{ readonly wall: number; readonly cpu: number }>;
  stop(): void;
}

const ONE_THREAD = { OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/** Starts a contestant; it answers a line of JSON for each line that it is sent, and one at the start. */
export async function start(name: string, command: string, args: readonly string[]): Promise<Contestant> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...ONE_THREAD } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, number>> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${name} ended with code ${child.exitCode}`);
    return JSON.parse(value) as Record<string, number>;
  };
  const ask = (question: object): Promise<Record<string, number>> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return answer();
  };
  const versions = Object.entries(await answer()).map(([library, version]) => `${library} ${version}`);
  return {
    name,
    versions: versions.join(", "),
    has: async (key) => "cpu" in (await ask({ case: key, count: 16 })),
    moments: (key) => ask({ case: key, check: true }) as Promise<{ mean: number; deviation: number }>,
    time: (key, count) => ask({ case: key, count }) as Promise<{ wall: number; cpu: number }>,
    stop: () => void child.stdin.end(),
  };
}
