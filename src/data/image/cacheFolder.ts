import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { TEMPORARY } from "./cacheFile.ts";

export const CACHE_SUFFIX = ".pixels";
/** Files that were not used longest are removed beyond this. */
const MOST_BYTES = 20 * 2 ** 30;
const HOUR = 3_600_000;

/** Where decoded images may be kept, by preference. */
function candidates(env: Readonly<Record<string, string | undefined>>): string[] {
  const own = env["REGULARIZE_CACHE"];
  if (own !== undefined && own !== "") return [own];
  const xdg = env["XDG_CACHE_HOME"];
  return [xdg !== undefined && xdg !== "" ? join(xdg, "regularize") : join(homedir(), ".cache", "regularize")];
}

async function isWritable(folder: string): Promise<boolean> {
  const trial = join(folder, `.${randomBytes(8).toString("hex")}${TEMPORARY}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(trial, "", { flag: "wx" });
    await rm(trial);
    return true;
  } catch {
    return false;
  }
}

/** In the folder for temporary files: of this user, and of nobody else. */
async function temporaryFolder(): Promise<string> {
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `regularize-cache-${user}`);
  const found = (await isWritable(folder)) ? await stat(folder) : undefined;
  const ours =
    found !== undefined && (process.getuid === undefined || (found.uid === user && (found.mode & 0o022) === 0));
  return ours ? folder : mkdtemp(join(tmpdir(), "regularize-cache-"));
}

/**
 * The folder of decoded images: `$REGULARIZE_CACHE`, `$XDG_CACHE_HOME/regularize` or `~/.cache/regularize`; a folder for
 * temporary files when that one cannot be written.
 */
export async function cacheFolder(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  for (const folder of given === undefined ? candidates(env) : [given]) if (await isWritable(folder)) return folder;
  return temporaryFolder();
}

/** Says that a file was used now. */
export async function touch(path: string, now: Date = new Date()): Promise<void> {
  await utimes(path, now, now).catch(() => undefined);
}

/**
 * Removes the files that were not used longest while all of them have more than `most` bytes, but none that was used in
 * the last hour; and temporary files that a day-old crash left.
 */
export async function tidy(folder: string, most: number = MOST_BYTES, now: number = Date.now()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({
      path: join(folder, name),
      name,
      file: await stat(join(folder, name)).catch(() => undefined),
    })),
  );
  const files = found.flatMap(({ path, name, file }) =>
    file?.isFile() === true ? [{ path, name, size: file.size, used: file.mtimeMs }] : [],
  );
  const stale = files.filter(
    ({ name, used }) => name.startsWith(".") && name.endsWith(TEMPORARY) && now - used > 24 * HOUR,
  );
  const kept = files.filter(({ name }) => name.endsWith(CACHE_SUFFIX)).sort((a, b) => b.used - a.used);
  let total = 0;
  const old = kept.filter(({ size, used }) => {
    total += size;
    return total > most && now - used > HOUR;
  });
  await Promise.all([...stale, ...old].map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
}
