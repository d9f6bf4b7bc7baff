import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** A static host without special headers that serves a folder under a path of its own, as project pages are. */
export async function serveFolder(folder: string, base = "/some/base/"): Promise<Site> {
  const server = createServer(({ url = "/" }, answer) => void respond(url, answer));
  const respond = async (url: string, answer: ServerResponse): Promise<void> => {
    const { pathname } = new URL(url, "http://host");
    try {
      if (!pathname.startsWith(base)) throw new Error("outside the site");
      const name = normalize(`/${decodeURIComponent(pathname.slice(base.length)) || "index.html"}`);
      const body = await readFile(join(folder, name));
      answer.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
    } catch {
      answer.writeHead(404).end("not found");
    }
  };
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
