import { randomBytes } from "node:crypto";
import { link, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { RegularizeError } from "../../core/index.ts";
import { nodeDisk } from "../../observe/index.ts";
import { storageError } from "../../observe/storage/failure.ts";
import { isGone, startOf } from "./alive.ts";

/** Held while a study has a coordinator. */
export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
  /** When the process began: another may have its id later. */
  readonly start?: string;
}

/** What lies where the lock belongs: nothing, a lock, or bytes that are none, and how old these are in milliseconds. */
type Found = undefined | { readonly holder: Holder } | { readonly holder: undefined; readonly age: number };

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const failed = (action: string, path: string, cause: unknown): Promise<RegularizeError> =>
  storageError(nodeDisk, { action, path }, cause);

function parsed(text: string): Holder | undefined {
  try {
    const { pid, host, token, start } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== "number" || typeof host !== "string" || typeof token !== "string") return undefined;
    return { pid, host, token, ...(typeof start === "string" ? { start } : {}) };
  } catch {
    return undefined;
  }
}

/** Throws E52x where there is something that cannot be read: it may be the lock of a coordinator that works. */
async function look(path: string): Promise<Found> {
  try {
    const holder = parsed(await readFile(path, "utf8"));
    return holder === undefined ? { holder, age: Date.now() - (await stat(path)).mtimeMs } : { holder };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw await failed("read the lock", path, error);
  }
}

/** Milliseconds after which a lock that was begun will not be finished any more. */
const ABANDONED = 10_000;

/** A lock of this machine whose process is gone for certain; or a torn one, of a coordinator that died as it began. */
function isStale(found: Found): boolean {
  if (found === undefined) return true;
  if (found.holder === undefined) return found.age > ABANDONED;
  return found.holder.host === hostname() && isGone(found.holder.pid, found.holder.start);
}

const held = (path: string, found: Found): RegularizeError =>
  new RegularizeError({
    code: "E604",
    where: path,
    message: "The study has a coordinator already",
    received:
      found?.holder === undefined
        ? "a lock that is being written"
        : `process ${found.holder.pid} on ${found.holder.host}`,
    todo: `wait for it or stop it; if there is no such process, delete ${path}`,
  });

/** Puts a whole file there unless there is one: of two coordinators one gets it, and nobody sees half of it. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const written = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(written, JSON.stringify(holder), { flag: "wx" });
    await link(written, path).catch(async (error: unknown) => {
      // File systems without links: half a file may be seen for a moment.
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(codeOf(error) ?? "")) throw error;
      await writeFile(path, JSON.stringify(holder), { flag: "wx" });
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw await failed("write the lock", path, error);
  } finally {
    await unlink(written).catch(() => undefined);
  }
}

/** Whoever else may have removed it. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch(async (error: unknown) => {
    if (codeOf(error) !== "ENOENT") throw await failed("remove the lock", path, error);
  });
}

/** Removes a stale lock; one process at a time, as another may have taken it over between a look and a removal. */
async function removeStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await create(takeover, { pid: process.pid, host: hostname(), token: "" }))) {
    const begun = await stat(takeover).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - begun > ABANDONED) await remove(takeover);
    return;
  }
  try {
    if (isStale(await look(path))) await remove(path);
  } finally {
    await unlink(takeover).catch(() => undefined);
  }
}

function ownLock(): Holder {
  const start = startOf(process.pid);
  const token = randomBytes(8).toString("hex");
  return { pid: process.pid, host: hostname(), token, ...(start === undefined ? {} : { start }) };
}

/**
 * Makes this process the one coordinator of a study. The lock of a process of this machine that is gone is taken over; another machine's
 * never is, as nobody here can tell whether it still works. Throws E604 when there is one, E52x when nobody can tell.
 */
export async function acquireLock(path: string): Promise<Lock> {
  const own = ownLock();
  if (!(await create(path, own))) {
    const other = await look(path);
    if (!isStale(other)) throw held(path, other);
    await removeStale(path);
    if (!(await create(path, own))) throw held(path, await look(path));
  }
  return {
    release: async () => {
      const found = await look(path).catch(() => undefined);
      if (found?.holder?.token === own.token) await unlink(path).catch(() => undefined);
    },
  };
}
