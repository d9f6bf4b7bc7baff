import { readFile, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RegularizeError } from "../core/index.ts";
import { cacheFolder } from "../data/image/cacheFolder.ts";
import { namedData } from "./data.ts";
import { allowedHosts, Sessions } from "./http/guard.ts";
import { answerOpening, type Opening } from "./http/direct.ts";
import { pagesOf, prepare } from "./http/pages.ts";
import { Live } from "./live.ts";
import { Runs } from "./scan/index.ts";
import { Remembered } from "./scan/remembered.ts";
import { type Command, Jobs } from "./work/jobs.ts";

export interface ServeOptions {
  /** Folders of runs, or folders that hold such; default `runs`, which may yet have to come. */
  readonly runs?: readonly string[];
  /** Data that jobs may be started on. */
  readonly data?: readonly string[];
  /** Default 4600; the next free one is taken when it is busy. 0: any. */
  readonly port?: number;
  /** Default 127.0.0.1. Any other address needs a token. */
  readonly host?: string;
  /** What callers must show. At least 16 characters. */
  readonly token?: string;
  /** How this program is started again for a job. */
  readonly command: Command;
  /** The built pages; those of this package when absent. */
  readonly pages?: string;
  /** Where summaries of finished runs are kept for the next start; default the user's cache. */
  readonly cache?: string;
}

export interface Served {
  readonly url: string;
  readonly port: number;
  /** The port that was asked for was another program's. */
  readonly moved: boolean;
  /** Whether there is any run to look at. */
  isEmpty(): boolean;
  /** Jobs that are at work. */
  running(): number;
  /** Asks jobs to stop and save, and closes. */
  close(): Promise<void>;
}

const PORT = 4600;
/** Ports that are tried. */
const TRIES = 50;

const isLocal = (host: string): boolean => host === "127.0.0.1" || host === "::1" || host === "localhost";

function checkToken(host: string, token: string | undefined): void {
  if (token !== undefined && (token.length < 16 || !/^[\x21-\x7e]+$/u.test(token)))
    throw new RegularizeError({
      code: "E169",
      where: "--token-file",
      message: "The token is too short to protect anything, or has characters that a header cannot",
      expected: "at least 16 visible ASCII characters",
      todo: "head -c 24 /dev/urandom | base64 > token",
    });
  if (!isLocal(host) && token === undefined)
    throw new RegularizeError({
      code: "E169",
      where: "--host",
      message: `Others can reach ${host}: that needs a token`,
      todo: "--token-file FILE, or the variable REGULARIZE_TOKEN",
    });
}

/** The token of a file, without the line break at its end. Throws E169. */
export async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new RegularizeError({ code: "E169", where: "--token-file", message: `Cannot read ${path}`, cause });
  }
}

/** What was named must be there and be a folder. Throws E171. */
async function checkRoots(roots: readonly string[]): Promise<void> {
  for (const root of roots) {
    const facts = await stat(root).catch(() => undefined);
    if (facts?.isDirectory() === true) continue;
    const isFile = facts !== undefined;
    throw new RegularizeError({
      code: "E171",
      where: root,
      message: isFile ? `${root} is not a folder of runs` : `There is no folder ${root}`,
      expected: "a folder that compare, fit, tune … wrote, or the folder that holds them",
      ...(isFile ? { received: "a file" } : {}),
      todo: isFile
        ? `regularize ui --data ${root}, to start runs on it; regularize ui ${dirname(root)}, to look at the runs there`
        : `look for it from ${process.cwd()}, or make a first run: regularize compare churn.csv --target churn`,
    });
  }
}

async function listen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.removeListener("listening", done);
      if (error.code === "EADDRINUSE") resolve(false);
      else
        reject(
          new RegularizeError({
            code: "E170",
            where: `${host}:${port}`,
            message: `Cannot listen there (${error.code ?? error.message})`,
            todo: "another --port or --host",
            cause: error,
          }),
        );
    };
    const done = (): void => {
      server.removeListener("error", failed);
      resolve(true);
    };
    server.once("error", failed);
    server.once("listening", done);
    server.listen(port, host);
  });
}

/** The first free port from the one that was asked for. Throws E170 when there is none. */
async function settle(server: Server, host: string, port: number): Promise<void> {
  const last = port === 0 ? 0 : Math.min(65_535, port + TRIES);
  for (let tried = port; tried <= last; tried++) if (await listen(server, host, tried)) return;
  throw new RegularizeError({
    code: "E170",
    where: `${host}:${port}`,
    message: `No port from ${port} to ${last} is free`,
    todo: "--port N",
  });
}

/** Milliseconds that the router waits for the runs, which the page waits for before it asks anything else. */
const PATIENCE = 250;

/** The router, for all but what a page opens with: loaded when the runs were read, or when it is needed. */
async function routing(parts: Opening) {
  const [{ getRequestListener }, { createApp }] = await Promise.all([import("@hono/node-server"), import("./app.ts")]);
  return getRequestListener(createApp(parts).fetch);
}

/** Serves the dashboard until it is closed. Throws E169 for a token that is missing or weak, E168 for data and E171 for runs that are not there, E170 for the port. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { runs: roots = ["runs"], data: paths = [], port = PORT, host = "127.0.0.1", token, command } = options;
  checkToken(host, token);
  await checkRoots(options.runs ?? []);
  const pages = pagesOf(options.pages ?? fileURLToPath(new URL("../../build/dashboard", import.meta.url)));
  const data = await namedData(paths);
  const folders = roots.map((root) => resolve(root));
  const runs = new Runs(folders, new Remembered(options.cache ?? (await cacheFolder(undefined)), folders));
  const live = new Live(runs);
  const jobs = new Jobs(command, (views) => live.tell({ jobs: views }));
  let hosts: ReadonlySet<string> = new Set();
  const sessions = new Sessions(token);
  const parts: Opening = { runs, live, jobs, data, pages, sessions, hosts: () => hosts };
  let listener: ReturnType<typeof routing> | undefined;
  let looked: Promise<unknown> = Promise.resolve();
  const route = () =>
    (listener ??= Promise.race([looked, pause(PATIENCE, undefined, { ref: false })]).then(() => routing(parts)));
  const server = createServer((request, response) => {
    if (!answerOpening(parts, request, response)) void route().then((listen) => listen(request, response));
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 256;
  await settle(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  hosts = allowedHosts({ host, port: bound });
  // Not before the address is told.
  setImmediate(() => {
    looked = Promise.allSettled([prepare(pages), runs.look()]);
    void looked.then(route);
  });
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/`,
    ...{ port: bound, moved: port !== 0 && bound !== port, running: () => jobs.running() },
    isEmpty: () => runs.isEmpty(),
    close: async () => {
      live.close();
      runs.keep();
      await jobs.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
