import type { BigIntStats, Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { firstBytes } from "./header.ts";
import { formatOf, looksLikeImage } from "./sniff.ts";
import type { ImageFile, Rejected } from "./types.ts";

/** What lies under a folder. */
export interface Found {
  /** In the order of their names. */
  readonly files: readonly ImageFile[];
  readonly rejected: readonly Rejected[];
  /** Files that are no images, hidden ones included. */
  readonly ignored: number;
  /** Folders directly in it. */
  readonly folders: readonly string[];
}

const DEEPEST = 32;
const AT_ONCE = 64;

const isHidden = (name: string): boolean => name.startsWith(".") || name === "__MACOSX";

/** Size and times: one changes when the file does. The inode's time cannot be set back. */
export const stampOf = (file: BigIntStats): string => `${file.size} ${file.mtimeNs} ${file.ctimeNs}`;

/** Is the path, both free of links, in the folder? */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !/^(?:[A-Za-z]:)?[\\/]/u.test(way);
}

class Walk {
  readonly root: string;
  readonly files: ImageFile[] = [];
  readonly rejected: Rejected[] = [];
  readonly folders: string[] = [];
  ignored = 0;
  /** Folders that a link led to: each is entered once, so loops end. */
  readonly #linked = new Set<string>();

  constructor(root: string) {
    this.root = root;
  }

  async visit(folder: string, name: string, depth: number): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const visible = entries.filter((entry) => this.#isVisible(entry));
    const plain = visible.filter((entry) => entry.isFile());
    for (let at = 0; at < plain.length; at += AT_ONCE)
      await Promise.all(
        plain.slice(at, at + AT_ONCE).map((entry) => this.#file(join(folder, entry.name), name + entry.name)),
      );
    for (const entry of visible) {
      if (entry.isDirectory()) await this.#enter(folder, name, entry.name, depth);
      else if (entry.isSymbolicLink()) await this.#link(folder, name, entry.name, depth);
      else if (!entry.isFile()) this.ignored++;
    }
  }

  #isVisible(entry: Dirent): boolean {
    if (!isHidden(entry.name)) return true;
    if (!entry.isDirectory()) this.ignored++;
    return false;
  }

  async #enter(folder: string, name: string, child: string, depth: number): Promise<void> {
    if (depth === 0) this.folders.push(child);
    if (depth < DEEPEST) await this.visit(join(folder, child), `${name}${child}/`, depth + 1);
  }

  async #link(folder: string, name: string, child: string, depth: number): Promise<void> {
    const path = join(folder, child);
    const full = `${name}${child}`;
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined)
      return this.#reject({ name: full, code: "E280", reason: "it is a link to nothing, or to itself" });
    if (!isInside(this.root, target))
      return this.#reject({ name: full, code: "E285", reason: "it is a link that leaves the folder" });
    if (!(await stat(target)).isDirectory()) return this.#file(target, full);
    if (this.#linked.has(target) || isInside(target, await realpath(folder))) return;
    this.#linked.add(target);
    await this.#enter(folder, name, child, depth);
  }

  #reject(rejected: Rejected): void {
    this.rejected.push(rejected);
  }

  async #file(absolute: string, name: string): Promise<void> {
    const plain = !/\.[^./]*$/u.test(name);
    const wanted =
      looksLikeImage(name) ||
      (plain && formatOf(await firstBytes(absolute).catch(() => Buffer.alloc(0))) !== undefined);
    const found = wanted ? await stat(absolute, { bigint: true }).catch(() => undefined) : undefined;
    if (found?.isFile() !== true) this.ignored++;
    else this.files.push({ name, absolute, bytes: Number(found.size), stamp: stampOf(found) });
  }
}

/**
 * Lists the images under a folder, at any depth. Hidden files and other files are counted; links within the folder are
 * followed, each linked folder once; links that leave it are refused (E285).
 */
export async function walkFolder(path: string): Promise<Found> {
  const root = await realpath(path);
  const walk = new Walk(root);
  await walk.visit(root, "", 0);
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return {
    files: walk.files.sort(byName),
    rejected: walk.rejected.sort(byName),
    ignored: walk.ignored,
    folders: walk.folders,
  };
}
