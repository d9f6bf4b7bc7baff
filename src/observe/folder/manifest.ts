import { createHash } from "node:crypto";
import { RegularizeError } from "../../core/index.ts";
import { stretches } from "../../core/long.ts";
import { isFileName, type RunFolder } from "./create.ts";
import { type Disk, nodeDisk } from "../storage/disk.ts";

export const MANIFEST = "manifest.json";
/** Version of the run folder's format; a newer one is refused. */
const FORMAT = 1;

/** What is in a run folder, and how to know that it still is. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Values of JSON. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

export function sha256(content: Uint8Array | string): string {
  const hash = createHash("sha256");
  if (typeof content === "string") return hash.update(content).digest("hex");
  for (const [from, to] of stretches(content.length)) hash.update(content.subarray(from, to));
  return hash.digest("hex");
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** An object of these fields and no other. */
const hasOnly = (value: unknown, names: readonly string[]): value is Fields =>
  isObject(value) && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

const isEntry = (value: unknown): boolean =>
  hasOnly(value, ["bytes", "sha256"]) &&
  Number.isSafeInteger(value["bytes"]) &&
  (value["bytes"] as number) >= 0 &&
  typeof value["sha256"] === "string" &&
  /^[0-9a-f]{64}$/u.test(value["sha256"]);

/** Written out, as thousands are read for a list and a library of schemas takes longer to load than to check them. */
const isManifest = (value: unknown): value is Manifest =>
  hasOnly(value, ["format", "about", "files"]) &&
  value["format"] === FORMAT &&
  isObject(value["about"]) &&
  isObject(value["files"]) &&
  Object.entries(value["files"]).every(([name, entry]) => isFileName(name) && isEntry(entry));

/** The last field is the SHA-256 of the text before it, so that the manifest vouches for itself too. */
export function manifestText(manifest: Manifest): string {
  const body = JSON.stringify(manifest, null, 2).replace(/\n\}$/u, "");
  return `${body},\n  "check": "${sha256(body)}"\n}\n`;
}

const CHECK = /,\n {2}"check": "([0-9a-f]{64})"\n\}\n$/u;

/** Parses a manifest. Throws E841 when it is of a newer version, E842 when it is not as it was written. */
export function parseManifest(text: string, where: string): Manifest {
  const json = parseJson(text);
  refuseNewer(json, where);
  const said = CHECK.exec(text);
  if (said !== null && isObject(json) && sha256(text.slice(0, said.index)) === said[1]) {
    const { check: _, ...manifest } = json;
    if (isManifest(manifest)) return manifest;
  }
  throw damaged(where, `${MANIFEST} is not as it was written`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseNewer(json: unknown, where: string): void {
  const format = isObject(json) ? json["format"] : undefined;
  if (typeof format !== "number" || format <= FORMAT) return;
  throw new RegularizeError({
    code: "E841",
    where,
    message: `${where} was written by a newer version`,
    expected: `format ${FORMAT} or older`,
    received: `format ${format}`,
    todo: "npm install regularize@latest",
  });
}

/** E842: a file of a run is not as it was written. */
export const damaged = (where: string, message: string, facts: { expected?: string; received?: string } = {}) =>
  new RegularizeError({
    code: "E842",
    where,
    message: `${where}: ${message}`,
    ...facts,
    todo: "restore the folder from a copy, or make the run again",
  });

/**
 * Writes `manifest.json` with size and SHA-256 of each file. It is written last: a folder without one is unfinished.
 * `about` is what should be known without opening a file, such as the kind of run and the package's version.
 */
export async function writeManifest(
  folder: RunFolder,
  files: readonly string[],
  about: Manifest["about"] = {},
  { fs = nodeDisk }: { readonly fs?: Disk } = {},
): Promise<Manifest> {
  const entries: [string, Manifest["files"][string]][] = [];
  for (const file of [...files].sort()) {
    const content = await fs.read(folder.pathOf(file));
    entries.push([file, { bytes: content.length, sha256: sha256(content) }]);
  }
  const manifest: Manifest = { format: FORMAT, about, files: Object.fromEntries(entries) };
  await folder.write(MANIFEST, manifestText(manifest));
  return manifest;
}
