import { resolve } from "node:path";
import type { Document, Node, YAMLMap } from "yaml";
import { RegularizeError } from "../../core/index.ts";
import { clean } from "../text/width.ts";

/** What reading a file of settings needs. */
export interface Reader {
  readonly cwd: string;
  readonly readText: (path: string) => Promise<string>;
}

export interface YamlFile {
  /** What it says, as plain values. */
  readonly value: unknown;
  /** `FILE:line:column` of the name, or the item of a list, at this path; of what holds it when it is not there. */
  readonly place: (path: readonly (string | number)[]) => string;
  /** The same of the value that belongs to the name. */
  readonly placeOfValue: (path: readonly (string | number)[]) => string;
}

const TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder",
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
};

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Whether it is a document as it stands, and no path. */
export const isWritten = (text: string): boolean => text.trimStart().startsWith("{");

/** Reads one YAML document, of a file or as it stands there (`{dropout: .3}`), and where its parts stand. Throws E114 when it cannot be read, E115 when it is not YAML. */
export async function readYaml(path: string, reader: Reader, flag: string): Promise<YamlFile> {
  const written = isWritten(path) ? path : undefined;
  const text =
    written ??
    (await reader.readText(resolve(reader.cwd, path)).catch((error: unknown) => {
      throw new RegularizeError({
        code: "E114",
        where: path,
        message: `${path} ${TROUBLE[codeOf(error)] ?? "cannot be read"}`,
        expected: `a YAML file for ${flag}`,
        cause: error,
        todo: `${flag} FILE, with the path of a file`,
      });
    }));
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${written === undefined ? path : flag}:${line}:${col}`;
  };
  const problem = document.errors[0];
  if (problem !== undefined)
    throw new RegularizeError({
      code: "E115",
      where: at(problem.pos[0]),
      message: `this is not YAML: ${clean(problem.message)}`,
      todo: "lines of the form `name: value`",
    });
  return {
    value: document.toJS(),
    place: (path) => at(startOf(keyNode(document, path))),
    placeOfValue: (path) => at(startOf(document.getIn(path, true) ?? keyNode(document, path))),
  };
}

const startOf = (node: unknown): number => (node as Node | null | undefined)?.range?.[0] ?? 0;

/** The node of a name, or of the nearest thing around it. */
function keyNode(document: Document, path: readonly (string | number)[]): unknown {
  if (path.length === 0) return document.contents;
  const parent = path.slice(0, -1);
  const holder = parent.length === 0 ? document.contents : document.getIn(parent, true);
  const items = (holder as YAMLMap | null | undefined)?.items;
  if (!Array.isArray(items)) return keyNode(document, parent);
  const last = path.at(-1)!;
  const found: unknown = typeof last === "number" ? items[last] : items.find((pair) => String(pair.key) === last)?.key;
  return found ?? holder;
}
