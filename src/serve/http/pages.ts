import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { RegularizeError } from "../../core/index.ts";
import { type Headers, PAGE, PLAYGROUND } from "./headers.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".wasm": "application/wasm",
  ".onnx": "application/octet-stream",
  ".png": "image/png",
};

export interface Page {
  readonly type: string;
  readonly policy: string;
  /** Of a file whose name changes with its content. */
  readonly lasting: boolean;
  /** The content, compressed where that helps. */
  body(): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly gzip: boolean }>;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

const own = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
/** In a thread of its own, as runs are read meanwhile. */
const compressed = promisify(gzip);

/**
 * The built pages by the address they have, listed once: what is asked for is looked up, and no path is ever made of it.
 * Throws E166 when they were not built.
 */
export function pagesOf(folder: string): ReadonlyMap<string, Page> {
  if (!existsSync(join(folder, "index.html")))
    throw new RegularizeError({
      code: "E166",
      where: folder,
      message: "The pages of the dashboard are not there",
      todo: "npm run build, or install regularize again",
    });
  const pages = new Map<string, Page>();
  for (const path of filesUnder(folder)) {
    const address = `/${relative(folder, path).split(sep).join("/")}`;
    const ending = extname(path);
    const compresses = [".html", ".js", ".mjs", ".css", ".svg", ".json", ".csv"].includes(ending);
    let kept: Promise<Uint8Array<ArrayBuffer>> | undefined;
    const read = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const content = await readFile(path);
      return own(compresses ? await compressed(content) : content);
    };
    const body = async (): Promise<{ bytes: Uint8Array<ArrayBuffer>; gzip: boolean }> => {
      kept ??= read();
      return { bytes: await kept, gzip: compresses };
    };
    const policy = address === "/index.html" ? PAGE : PLAYGROUND;
    const type = TYPES[ending] ?? "application/octet-stream";
    pages.set(address, { type, policy, lasting: address.startsWith("/assets/"), body });
  }
  pages.set("/", pages.get("/index.html")!);
  return pages;
}

/** Reads and compresses the front page and what it names, before they are asked for. Throws what the system says of one that cannot be read. */
export async function prepare(pages: ReadonlyMap<string, Page>): Promise<void> {
  const front = pages.get("/index.html");
  if (front === undefined) return;
  const text = gunzipSync((await front.body()).bytes).toString();
  const named = [...pages].filter(([address, { lasting }]) => lasting && text.includes(address.slice(1)));
  await Promise.all(named.map(([, page]) => page.body()));
}

/** A page as it is answered with, compressed for who takes that. */
export async function pageAnswer(
  page: Page,
  accepted: string | undefined,
): Promise<{ readonly headers: Headers; readonly content: Uint8Array<ArrayBuffer> }> {
  const { type, policy, lasting } = page;
  const { bytes, gzip } = await page.body();
  const takes = accepted?.includes("gzip") === true;
  const headers = {
    "content-type": type,
    "content-security-policy": policy,
    "cache-control": lasting ? "private, max-age=31536000, immutable" : "no-cache",
    ...(gzip && takes ? { "content-encoding": "gzip" } : {}),
    vary: "accept-encoding",
  };
  return { headers, content: gzip && !takes ? new Uint8Array(gunzipSync(bytes)) : bytes };
}
