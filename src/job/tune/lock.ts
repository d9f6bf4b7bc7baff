import { randomBytes } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { RegularizeError } from "../../core/index.ts";

/** Held while a study has a coordinator. */
export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host, token } = JSON.parse(await readFile(path, "utf8")) as Partial<Holder>;
    return typeof pid === "number" && typeof host === "string" && typeof token === "string"
      ? { pid, host, token }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A file of this machine whose process is gone; a torn one tells of a coordinator that died as it began. */
const isStale = (holder: Holder | undefined): boolean =>
  holder === undefined || (holder.host === hostname() && !isAlive(holder.pid));

const held = (path: string, holder: Holder | undefined): RegularizeError =>
  new RegularizeError({
    code: "E604",
    where: path,
    message: "The study has a coordinator already",
    ...(holder === undefined ? {} : { received: `process ${holder.pid} on ${holder.host}` }),
    todo: `wait for it or stop it; if there is no such process, delete ${path}`,
  });

/** Creating a file that must not exist is atomic: of two coordinators one gets it. */
async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Makes this process the one coordinator of a study. The lock of a process of this machine that is gone is taken over; another machine's
 * never is, as nobody here can tell whether it still works. Throws E604 when there is one.
 */
export async function acquireLock(path: string): Promise<Lock> {
  const own: Holder = { pid: process.pid, host: hostname(), token: randomBytes(8).toString("hex") };
  if (!(await create(path, own))) {
    const other = await holderOf(path);
    if (!isStale(other)) throw held(path, other);
    // Two that find it stale both move a file away, but only one of them the stale one: the other finds the new lock in its hands.
    const aside = `${path}.${own.token}`;
    await rename(path, aside).catch(() => undefined);
    const moved = await holderOf(aside);
    if (moved !== undefined && moved.token !== other?.token) await rename(aside, path).catch(() => undefined);
    else await unlink(aside).catch(() => undefined);
    if (!(await create(path, own))) throw held(path, await holderOf(path));
  }
  return {
    release: async () => {
      if ((await holderOf(path))?.token === own.token) await unlink(path).catch(() => undefined);
    },
  };
}
