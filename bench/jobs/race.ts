import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadNow, told as toldBy } from "../run/child.ts";
import { median, type Ratio, ratioOfMedians } from "../step/statistics.ts";

/** What a job tells of itself: scores, seconds (clock, processors), MiB at its highest; and up to the last step. */
interface Told {
  readonly validation: number;
  readonly test: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
  readonly cpuTrained: number;
  readonly peakTrained: number;
  /** Of images: learned from, tested on. */
  readonly rows?: number;
  readonly tested?: number;
  readonly parameters?: number;
}

export const JOBS = ["diamonds", "rows", "images", "compare"] as const;
export type Job = (typeof JOBS)[number];

export interface JobResult {
  readonly job: Job;
  readonly name: string;
  readonly runs: number;
  readonly lines: readonly {
    readonly who: string;
    readonly cpu: number;
    readonly seconds: number;
    /** Of a single process. */
    readonly peak?: number;
    readonly cpuTrained?: number;
    readonly test?: number;
    readonly ratio?: Ratio;
  }[];
}

/** Commands by name; the peer's is the one that is not ours. */
export type Contestants = ReadonlyMap<string, readonly string[]>;

function run(command: readonly string[], given: object, folder: string): Told {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  if (command.at(-1) !== "fit") mkdirSync(out);
  return toldBy<Told>(command, JSON.stringify({ ...given, out }));
}

export interface Race {
  readonly job: Job;
  readonly name: string;
  readonly given: object;
  readonly contestants: Contestants;
  readonly runs: number;
  /** How far a test score may be from the peer's, whose split and draws are its own. */
  readonly apart: (peer: Told) => number;
}

/** Each contestant in a process of its own, in turns. Throws where they did not do the same. */
export function race({ job, name, given, contestants, runs, apart }: Race, folder: string): JobResult {
  const told = new Map([...contestants.keys()].map((who) => [who, [] as Told[]]));
  for (let i = 0; i < runs; i++) {
    const turn = [...contestants];
    for (const [who, command] of i % 2 === 0 ? turn : turn.toReversed())
      told.get(who)!.push(run(command, given, folder));
  }
  console.log(`\n${name}, median of ${runs} runs, ${loadNow()}`);
  const peer = [...told].find(([who]) => !who.startsWith("ours"))?.[1];
  const lines = [...told].map(([who, all]) => {
    const of = (what: "cpu" | "cpuTrained" | "seconds" | "peak" | "test"): number =>
      median(all.map((one) => one[what]));
    const ratio = all === peer || peer === undefined ? undefined : ratioOfMedians(all.map(cpuOf), peer.map(cpuOf));
    const shown = ratio === undefined ? "" : `   ÷ peer ${shownRatio(ratio)}`;
    console.log(
      `  ${who.padEnd(28)} CPU ${of("cpu").toFixed(1)} s (${of("cpuTrained").toFixed(1)} to the last step)   clock ${of("seconds").toFixed(1)} s   ` +
        `peak ${of("peak").toFixed(0)} MiB   test ${of("test").toPrecision(4)}${shown}`,
    );
    if (peer !== undefined) checkAlike(`${name}, ${who}`, all, peer, apart);
    return {
      who,
      cpu: of("cpu"),
      cpuTrained: of("cpuTrained"),
      seconds: of("seconds"),
      peak: of("peak"),
      test: of("test"),
      ...(ratio === undefined ? {} : { ratio }),
    };
  });
  return { job, name, runs, lines };
}

/** A single run has no interval. */
const shownRatio = ({ ratio, low, high }: Ratio): string =>
  ratio.toFixed(2) + (low === high ? "" : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`);

const cpuOf = ({ cpu }: Told): number => cpu;

/** Throws where a score is further from the peer's than chance takes it, or the networks are not of one size. */
function checkAlike(what: string, all: readonly Told[], peer: readonly Told[], apart: Race["apart"]): void {
  const [ours, its] = [all, peer].map((of) => median(of.map(({ test }) => test))) as [number, number];
  const allowed = apart(peer[0]!);
  if (!(Math.abs(ours - its) <= allowed))
    throw new Error(`${what}: a test score of ${ours}, the peer's is ${its}; at most ${allowed.toPrecision(2)} apart`);
  const [size, other] = [all[0]!, peer[0]!].map(
    ({ parameters, rows, tested }) => `${parameters} parameters, ${rows} rows to learn from, ${tested} to test on`,
  );
  if (size !== other) throw new Error(`${what}: ${size}; the peer: ${other}`);
}
