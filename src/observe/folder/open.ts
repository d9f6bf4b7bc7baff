import { join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { type Disk, nodeDisk } from "../storage/disk.ts";
import { systemCode } from "../storage/failure.ts";
import { damaged, MANIFEST, type Manifest, parseManifest, sha256 } from "./manifest.ts";

/** A finished run. Files are checked when they are read, so what is returned is what was written. */
export interface Run {
  readonly path: string;
  readonly manifest: Manifest;
  /** The bytes of a file of the manifest. Throws E842 when it is missing, cut short or changed. */
  read(file: string): Promise<Uint8Array>;
  /** The same as text. */
  readText(file: string): Promise<string>;
  /** Reads every file. */
  verify(): Promise<void>;
}

const loose = new TextDecoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Opens a run folder. Throws E840 when it is none or unfinished, E841 when it is of a newer version, E842 when damaged. */
export async function openRun(path: string, { fs = nodeDisk }: { readonly fs?: Disk } = {}): Promise<Run> {
  const manifest = parseManifest(await readManifest(fs, path), path);
  const read = (file: string): Promise<Uint8Array> => readChecked(fs, path, manifest, file);
  const readText = async (file: string): Promise<string> => loose.decode(await read(file));
  const verify = async (): Promise<void> => {
    for (const file of Object.keys(manifest.files)) await read(file);
  };
  return { path, manifest, read, readText, verify };
}

async function readManifest(disk: Disk, path: string): Promise<string> {
  const content = await disk.read(join(path, MANIFEST)).catch(async (cause: unknown) => {
    const found = await disk.list(path).catch(() => undefined);
    throw new RegularizeError({
      code: "E840",
      where: path,
      message: found === undefined ? `There is no run folder ${path}` : `${path} is not a finished run`,
      ...(found === undefined
        ? {}
        : { expected: MANIFEST, received: found.slice(0, 5).join(", ") || "an empty folder" }),
      todo: "give the folder that compare printed after `saved`",
      cause,
    });
  });
  try {
    return strict.decode(content);
  } catch {
    throw damaged(path, `${MANIFEST} is not as it was written`);
  }
}

async function readChecked(disk: Disk, path: string, manifest: Manifest, file: string): Promise<Uint8Array> {
  const entry = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined;
  if (entry === undefined)
    throw new RegularizeError({
      code: "E843",
      where: path,
      message: `${path} has no file ${JSON.stringify(file)}`,
      expected: Object.keys(manifest.files).join(", "),
    });
  const content = await disk.read(join(path, file)).catch((cause: unknown) => {
    const isGone = systemCode(cause) === "ENOENT";
    throw damaged(path, `${file} ${isGone ? "is not there" : "cannot be read"}`, {
      received: isGone ? "no such file" : (systemCode(cause) ?? String(cause)),
    });
  });
  if (content.length !== entry.bytes)
    throw damaged(path, `${file} has another size than when it was written`, {
      expected: `${entry.bytes} bytes`,
      received: `${content.length}`,
    });
  if (sha256(content) !== entry.sha256) throw damaged(path, `${file} was changed after it was written`);
  return content;
}
