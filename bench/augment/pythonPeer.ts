import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Contestant, Cost } from "../step/contestant.ts";
import { median, type Ratio, ratioOfMedians } from "../step/statistics.ts";

/** A Python script in a process of its own, on one thread, that sleeps on its input between rounds. */
export interface PythonPeer {
  /** What the script said first. */
  readonly hello: Readonly<Record<string, unknown>>;
  /** A line out and a line back. */
  ask(question: object): Promise<Readonly<Record<string, unknown>>>;
  /** Rounds of one question, answered with `wall` and `cpu` in microseconds. */
  contestant(name: string, question: object): Contestant;
  stop(): void;
}

const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** Starts `python` with a script of this folder. */
export async function startPython(python: string, script: string, args: readonly string[]): Promise<PythonPeer> {
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn(python, [path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...ONE_THREAD },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Readonly<Record<string, unknown>>> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${script} ended with code ${child.exitCode}`);
    return JSON.parse(value) as Record<string, unknown>;
  };
  const ask = (question: object): Promise<Readonly<Record<string, unknown>>> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return answer();
  };
  const contestant = (name: string, question: object): Contestant => ({
    name,
    time: async () => {
      const { wall, cpu } = await ask(question);
      return { wall: Number(wall), cpu: Number(cpu) };
    },
    dispose: () => Promise.resolve(),
  });
  return { hello: await answer(), ask, contestant, stop: () => void child.stdin.end() };
}

export interface Line {
  readonly what: string;
  readonly contestant: string;
  /** Milliseconds, medians over the rounds: on the clock, the least of them, and of the processors. */
  readonly median: number;
  readonly min: number;
  readonly cpu: number;
  /** Of medians, to the peer's; absent for the peer, and without one. */
  readonly toPeer?: Ratio;
  readonly cpuToPeer?: Ratio;
}

/** The costs of the rounds as lines; the peer is the last contestant. */
export function linesOf(what: string, costs: ReadonlyMap<string, readonly Cost[]>): Line[] {
  const all = [...costs];
  const [, peer] = all.at(-1)!;
  const clock = (rounds: readonly Cost[]): number[] => rounds.map(({ wall }) => wall / 1e3);
  const busy = (rounds: readonly Cost[]): number[] => rounds.map(({ cpu }) => cpu / 1e3);
  return all.map(([contestant, own]) => ({
    ...{ what, contestant, median: median(clock(own)), min: Math.min(...clock(own)), cpu: median(busy(own)) },
    ...(own === peer
      ? {}
      : { toPeer: ratioOfMedians(clock(own), clock(peer)), cpuToPeer: ratioOfMedians(busy(own), busy(peer)) }),
  }));
}

const shown = ({ ratio, low, high }: Ratio): string => `${ratio.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

/** A table of lines; `rate` is how many things a line's milliseconds are for, for a column of things per second. */
export function printLines(lines: readonly Line[], rate?: { readonly count: number; readonly of: string }): void {
  const head = [
    "median ms",
    "min ms",
    "CPU ms",
    ...(rate === undefined ? [] : [`${rate.of}/s`]),
    "to peer",
    "CPU to peer",
  ];
  console.log(`| what | contestant | ${head.join(" | ")} |\n|---|---|${head.map(() => "--:").join("|")}|`);
  for (const { what, contestant, toPeer, cpuToPeer, ...line } of lines) {
    const perSecond = rate === undefined ? [] : [Math.round((rate.count / line.cpu) * 1e3).toLocaleString("en")];
    const ratios = [toPeer, cpuToPeer].map((ratio) => (ratio === undefined ? "1" : shown(ratio)));
    const times = [line.median, line.min, line.cpu].map((ms) => ms.toFixed(1));
    console.log(`| ${[what, contestant, ...times, ...perSecond, ...ratios].join(" | ")} |`);
  }
}
