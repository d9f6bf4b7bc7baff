import { readFileSync } from "node:fs";

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** Fields of `/proc/<pid>/stat` behind the name, which may hold anything: the state, and ticks from the machine's start to the process's. */
const [STATE, STARTED] = [0, 19];

/** When a process began, as no other of its id did: the machine's start and the ticks since; undefined where the system does not say. */
export function startOf(pid: number): string | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const boot = textOf("/proc/sys/kernel/random/boot_id")?.trim();
  return fields?.[STARTED] === undefined || boot === undefined ? undefined : `${boot} ${fields[STARTED]}`;
}

/** Whether a process ended and waits for its parent alone. */
function isZombie(pid: number): boolean {
  const text = textOf(`/proc/${pid}/stat`);
  return text !== undefined && text.slice(text.lastIndexOf(")") + 2).split(" ")[STATE] === "Z";
}

/** Whether that process is gone for certain: none has its id, it has ended, or another got the id since. */
export function isGone(pid: number, start: string | undefined): boolean {
  if (!isAlive(pid) || isZombie(pid)) return true;
  const now = start === undefined ? undefined : startOf(pid);
  return now !== undefined && now !== start;
}
