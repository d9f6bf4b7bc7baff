import { readdirSync, readFileSync } from "node:fs";

/** Ticks of Linux's clock of processes, a second. */
const TICKS = 100;

/** Fields of /proc/PID/stat after the name, which may hold spaces. */
const fieldsOf = (pid: number | string): readonly string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
};
/** User and system time of a process, and of its children that have ended, in ticks. */
const ticksOf = (fields: readonly string[]): number =>
  fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);

function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const read = (thread: string): string => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
  return threads.flatMap((thread) => read(thread).split(" ").filter(Boolean).map(Number));
}

/** Ends while it is read count as zero: their time is the parent's by then. */
function ticksWithChildren(pid: number): number {
  try {
    return ticksOf(fieldsOf(pid)) + childrenOf(pid).reduce((sum, child) => sum + ticksWithChildren(child), 0);
  } catch {
    return 0;
  }
}

/** Milliseconds of processors' time of this process and all that it started. Never goes back. Linux. */
export function createCpuClock(): () => number {
  let latest = 0;
  return () => {
    latest = Math.max(latest, (ticksWithChildren(process.pid) * 1000) / TICKS);
    return latest;
  };
}
