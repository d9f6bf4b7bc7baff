import { dirname } from "node:path";
import { type ErrorCode, RegularizeError } from "../../core/index.ts";
import type { Disk } from "./disk.ts";

interface Explanation {
  readonly code: ErrorCode;
  readonly says: string;
  readonly todo: string;
}

const denied: Explanation = {
  code: "E520",
  says: "permission denied",
  todo: "choose a folder of yours with --out, or change the permissions of this one",
};
const full: Explanation = {
  code: "E521",
  says: "no space is left",
  todo: "free some space, or choose a folder on another disk with --out",
};
const manyFiles: Explanation = {
  code: "E522",
  says: "too many files are open",
  todo: "raise the limit with `ulimit -n 4096`, or use fewer --workers",
};
const path = (says: string, todo: string): Explanation => ({ code: "E523", says, todo });

/** What each failure of the system means and what to try. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: { ...denied, says: "the file system is read-only", todo: "choose a folder on another disk with --out" },
  ENOSPC: full,
  EDQUOT: { ...full, says: "your quota is used up" },
  EFBIG: { ...full, says: "the file is larger than this file system allows" },
  EMFILE: manyFiles,
  ENFILE: manyFiles,
  ENOTDIR: path("a part of the path is a file, not a folder", "choose another --out"),
  EEXIST: path("the name is already taken", "choose another --out, or move what is there"),
  EISDIR: path("there is a folder of that name", "choose another --out, or move that folder"),
  ENOTEMPTY: path("there is a folder of that name", "choose another --out, or move that folder"),
  ENOENT: path("the folder does not exist", "make the folder first, or choose another --out"),
  ENAMETOOLONG: path("the name is too long", "choose a shorter --out"),
  ELOOP: path("the path leads through too many links", "choose another --out"),
};
const OTHER: Explanation = {
  code: "E524",
  says: "the disk reported an error",
  todo: "check the disk, or choose a folder on another one with --out",
};

/** The system's name of a failure, such as ENOSPC. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** `12 bytes`, `3.4 kB`, `1.2 GB`; 1 kB is 1,000 bytes. */
function showBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

export interface Attempt {
  /** What was tried, such as "write". */
  readonly action: string;
  readonly path: string;
  /** Bytes that were to be written. */
  readonly needed?: number;
}

/** The error of a failed write: E520 permission, E521 disk full (needed and free bytes), E522 open files, E523 path, E524 other. */
export async function storageError(disk: Disk, attempt: Attempt, cause: unknown): Promise<RegularizeError> {
  if (cause instanceof RegularizeError) return cause;
  const system = systemCode(cause);
  const { code, says, todo } = EXPLANATIONS[system ?? ""] ?? OTHER;
  const evidence = cause instanceof Error ? cause.message : String(cause);
  return new RegularizeError({
    code,
    where: attempt.path,
    message: `Cannot ${attempt.action} ${attempt.path}: ${says}`,
    ...(code === "E521" ? await space(disk, attempt) : { details: [evidence] }),
    todo,
    cause,
  });
}

async function space(disk: Disk, { path: at, needed }: Attempt): Promise<{ expected?: string; received: string }> {
  const free = await disk.free(dirname(at)).catch(() => undefined);
  return {
    ...(needed === undefined ? {} : { expected: `${showBytes(needed)} (${needed} bytes)` }),
    received: free === undefined ? "an unknown number of bytes free" : `${showBytes(free)} (${free} bytes) free`,
  };
}
