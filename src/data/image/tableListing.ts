import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { didYouMean, RegularizeError } from "../../core/index.ts";
import { type ReadOptions, readTable } from "../readTable.ts";
import { dataColumn } from "../select.ts";
import { type CategoryColumn, info, type Notice, type Table } from "../table.ts";
import { systemReason } from "./header.ts";
import { imageColumns, type Peek, peekTable } from "./peek.ts";
import { takeRows, unlabelled } from "./target.ts";
import type { ImageFile, Listing, Rejected } from "./types.ts";
import { stampOf } from "./walk.ts";

export interface ListOptions {
  /** The column of labels; the only other column when not given. */
  readonly target?: string;
  /** The column of paths; found by its values when not given. */
  readonly image?: string;
  readonly read?: ReadOptions;
  /** Images without labels are an error, or, to predict, rows whose target is missing. */
  readonly labels?: "required" | "optional";
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(", ");

function imageColumn(path: string, peek: Peek, given: string | undefined): string {
  const found = imageColumns(peek).map(({ name }) => name);
  const [only] = found;
  if (given !== undefined ? peek.names.includes(given) : only !== undefined && found.length === 1)
    return given ?? only!;
  const message =
    given !== undefined
      ? `column ${JSON.stringify(given)} not found`
      : found.length === 0
        ? `${path}: no column holds names of image files`
        : `${path}: several columns hold names of image files`;
  throw new RegularizeError({
    code: "E273",
    where: `${path}:1`,
    message,
    ...(found.length > 1 ? { received: quoted(found) } : {}),
    details: [`The file has ${quoted(peek.names.slice(0, 30))}.`],
    todo:
      given !== undefined
        ? didYouMean(given, peek.names)
        : `--image ${JSON.stringify(only ?? peek.names[0] ?? "path")}`,
  });
}

/** The column of labels; undefined when there is none and none is needed. */
function targetColumn(path: string, names: readonly string[], image: string, options: ListOptions): string | undefined {
  const { target: given, labels } = options;
  const others = names.filter((name) => name !== image);
  const [only] = others;
  if (labels === "optional") return given !== undefined && others.includes(given) ? given : undefined;
  if (given !== undefined && given !== image) return given;
  if (given === undefined && only !== undefined && others.length === 1) return only;
  throw new RegularizeError({
    code: "E274",
    where: `${path}:1`,
    message:
      given === undefined
        ? `which column of ${path} is to be predicted?`
        : `the column of images, ${image}, cannot be the target`,
    received: others.length === 0 ? `no column but ${image}` : quoted(others.slice(0, 30)),
    todo: `--target ${JSON.stringify(only ?? "label")}`,
  });
}

type Looked = { readonly file: ImageFile } | { readonly rejected: Rejected };

async function look(folder: string, name: string | undefined, row: number): Promise<Looked> {
  if (name === undefined || name.trim() === "")
    return { rejected: { name: `row ${row + 1}`, code: "E287", reason: "the list names no file" } };
  const absolute = resolve(folder, name);
  const found = await stat(absolute, { bigint: true }).catch((cause: unknown) => systemReason(cause));
  if (typeof found === "string") return { rejected: { name, code: "E280", reason: found } };
  if (!found.isFile()) return { rejected: { name, code: "E280", reason: "it is no file" } };
  return { file: { name, absolute, bytes: Number(found.size), stamp: stampOf(found as BigIntStats) } };
}

const AT_ONCE = 64;

async function lookAll(folder: string, column: CategoryColumn): Promise<Looked[]> {
  const all: Looked[] = [];
  const names = Array.from(column.codes, (code) => column.levels[code]);
  for (let at = 0; at < names.length; at += AT_ONCE)
    all.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map((name, k) => look(folder, name, at + k)))));
  return all;
}

function unusedNotice(table: Table, image: string, target: string | undefined): Notice[] {
  const unused = table.columns.map(({ name }) => name).filter((name) => name !== image && name !== target);
  return unused.length === 0
    ? []
    : [info(`the pixels of ${image} are used, not ${unused.slice(0, 6).join(", ")}${unused.length > 6 ? ", …" : ""}`)];
}

/**
 * A table of paths, relative to its own folder, and labels: words, or numbers to predict. Throws what `readTable` does,
 * E273 when it is unclear where the paths are, and E274 when it is unclear what is to be predicted.
 */
export async function listTable(path: string, options: ListOptions): Promise<Listing> {
  const peek = await peekTable(path, options.read);
  const image = imageColumn(path, peek, options.image);
  const target = targetColumn(path, peek.names, image, options);
  const table = await readTable(path, {
    ...(options.labels === "optional" ? { minimumRows: 1 } : {}),
    ...options.read,
    whole: [image, ...(target === undefined ? [] : [target]), ...(options.read?.whole ?? [])],
    types: { ...options.read?.types, [image]: "category" },
  });
  const looked = await lookAll(dirname(resolve(path)), dataColumn(table, image) as CategoryColumn);
  const kept = Int32Array.from(looked.flatMap((one, row) => ("file" in one ? [row] : [])));
  return {
    path,
    root: resolve(path),
    images: { kind: "files", files: looked.flatMap((one) => ("file" in one ? [one.file] : [])) },
    target:
      target === undefined
        ? unlabelled(options.target ?? "label", kept.length)
        : takeRows(dataColumn(table, target), kept),
    rejected: looked.flatMap((one) => ("rejected" in one ? [one.rejected] : [])),
    notices: [...tableNotices(table, target), ...unusedNotice(table, image, target)],
  };
}

/** Of the table's notices those that tell about its labels. */
const tableNotices = (table: Table, target: string | undefined): Notice[] =>
  table.notices.filter(
    ({ text }) => text.startsWith("delimiter ") || (target !== undefined && text.startsWith(target)),
  );
