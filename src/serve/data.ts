import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { RegularizeError } from "../core/index.ts";
import { idOf } from "./scan/files.ts";
import type { DataFile } from "./types.ts";

/** A data file that the user named: the only ones that anything is read from. */
export interface NamedData extends DataFile {
  readonly path: string;
}

/** The files of the command line by id. Throws E168 for one that is not there. */
export async function namedData(paths: readonly string[]): Promise<ReadonlyMap<string, NamedData>> {
  const found = await Promise.all(
    paths.map(async (given): Promise<NamedData> => {
      const path = resolve(given);
      const facts = await stat(path).catch(() => {
        throw new RegularizeError({
          code: "E168",
          where: "--data",
          message: `There is no data ${given}`,
          todo: `look for it from ${process.cwd()}, or give its whole path`,
        });
      });
      return { id: idOf(`data ${path}`), name: basename(path), bytes: facts.isFile() ? facts.size : null, path };
    }),
  );
  return new Map(found.map((file) => [file.id, file]));
}

/** Names of the columns that can be a target; none of images in folders. */
export async function columnsOf({ path }: NamedData): Promise<readonly string[]> {
  const { columnNames, isImageSource } = await import("../data/index.ts");
  return (await isImageSource(path)) ? [] : columnNames(path);
}
