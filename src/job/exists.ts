import { readFile, stat } from "node:fs/promises";

/** Whether anything lies there; with `what`, whether it is that. */
export const exists = (path: string, what?: "isFile" | "isDirectory"): Promise<boolean> =>
  stat(path).then(
    (found) => what === undefined || found[what](),
    () => false,
  );

/** A file's bytes; undefined where there is none. Throws what the system says of one that cannot be read. */
export const readIfThere = (path: string): Promise<Uint8Array | undefined> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
