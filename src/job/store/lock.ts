import { randomBytes } from "node:crypto";
import { link, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { RegularizeError } from "../../core/index.ts";
import { isAlive } from "./alive.ts";

/** Held while a study has a coordinator. */
export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
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

/** Puts a whole file there unless there is one: of two coordinators one gets it, and nobody sees half of it. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const written = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(written, JSON.stringify(holder), { flag: "wx" });
  try {
    await link(written, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // File systems without links: half a file may be seen for a moment, and is taken for a stale one.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(codeOf(error) ?? "")) throw error;
    return await writeFile(path, JSON.stringify(holder), { flag: "wx" }).then(
      () => true,
      () => false,
    );
  } finally {
    await unlink(written).catch(() => undefined);
  }
}

/** Milliseconds after which a takeover is one that was never finished. */
const ABANDONED = 10_000;

/** Removes a stale lock; one process at a time, as another may have taken it over between a look and a removal. */
async function removeStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await create(takeover, { pid: process.pid, host: hostname(), token: "" }))) {
    const begun = await stat(takeover).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - begun > ABANDONED) await unlink(takeover).catch(() => undefined);
    return;
  }
  try {
    if (isStale(await holderOf(path))) await unlink(path).catch(() => undefined);
  } finally {
    await unlink(takeover).catch(() => undefined);
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
    await removeStale(path);
    if (!(await create(path, own))) throw held(path, await holderOf(path));
  }
  return {
    release: async () => {
      if ((await holderOf(path))?.token === own.token) await unlink(path).catch(() => undefined);
    },
  };
}
