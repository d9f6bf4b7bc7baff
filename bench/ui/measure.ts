import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, CDPSession, Page } from "playwright-core";
import { beginRun, epochLines } from "./folders.ts";

/** A built `regularize` that serves a folder. */
export interface Server {
  readonly url: string;
  /** Milliseconds of the processors' time since it began; NaN without /proc. */
  cpu(): number;
  /** Megabytes in memory. */
  memory(): number;
  stop(): Promise<void>;
}

/** Milliseconds of a tick of /proc/PID/stat. */
const TICK = 10;

function cpuOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return Number.NaN;
  }
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** `cache` holds what an earlier start remembered. */
export async function startServer(dist: string, runs: string, cache: string): Promise<Server> {
  const args = [join(dist, "cli/main.js"), "ui", runs, "--port", "0", "--json"];
  const env = { ...process.env, REGULARIZE_CACHE: cache };
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"], env });
  const lines = createInterface({ input: child.stdout! });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ui ended with ${code}`)));
    lines.once("line", (line) => resolve((JSON.parse(line) as { url: string }).url));
  });
  return {
    url,
    cpu: () => cpuOf(child.pid!),
    memory: () => memoryOf(child.pid!),
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await ended;
    },
  };
}

/** Milliseconds that the page's main thread was on a processor, of tasks and of scripts. */
async function pageTime(client: CDPSession): Promise<{ readonly task: number; readonly script: number }> {
  const { metrics } = await client.send("Performance.getMetrics");
  const of = (name: string): number => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN);
  return { task: of("TaskDuration"), script: of("ScriptDuration") };
}

async function watched(page: Page): Promise<CDPSession> {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  return client;
}

export interface Opened {
  /** Milliseconds by the clock until the first lines, and until all of them, stand in the table. */
  readonly first: number;
  readonly all: number;
  /** Milliseconds of processors' time of the server from its start, and of the page's main thread, until then. */
  readonly server: number;
  readonly page: number;
  readonly memory: number;
  /** Milliseconds from the start of the command until it serves. */
  readonly start: number;
}

/** Serves the folder and opens the runs table at once. */
async function open(browser: Browser, dist: string, runs: string, count: number, cache: string): Promise<Opened> {
  const began = performance.now();
  const server = await startServer(dist, runs, cache);
  const start = performance.now() - began;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    const client = await watched(page);
    const from = performance.now();
    await page.goto(`${server.url}#/runs`);
    await page.locator("tbody tr").first().waitFor();
    const first = performance.now() - from;
    await page.getByText(`${count} lines`).waitFor({ timeout: 120_000 });
    const all = performance.now() - from;
    const { task } = await pageTime(client);
    return { first, all, server: server.cpu(), page: task, memory: server.memory(), start };
  } finally {
    await page.close();
    await server.stop();
  }
}

/** Opens the folder as one that was never opened, and as one that was. */
export async function openTwice(
  browser: Browser,
  dist: string,
  runs: string,
  count: number,
): Promise<{ readonly cold: Opened; readonly warm: Opened }> {
  const cache = mkdtempSync(join(tmpdir(), "regularize-bench-cache-"));
  try {
    const cold = await open(browser, dist, runs, count, cache);
    return { cold, warm: await open(browser, dist, runs, count, cache) };
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

export interface Updated {
  /** Milliseconds of the page's main thread for one update, all its work and scripts alone. */
  readonly task: number;
  readonly script: number;
  readonly server: number;
}

/** Follows a fit of so many epochs that goes on by five at a time. */
export async function update(
  browser: Browser,
  dist: string,
  runs: string,
  { count, epochs, times }: { readonly count: number; readonly epochs: number; readonly times: number },
): Promise<Updated> {
  const path = join(runs, "at-work");
  const cache = mkdtempSync(join(tmpdir(), "regularize-bench-cache-"));
  const total = epochs + 5 * times;
  let epoch = 0;
  const grow = (count: number): void => {
    const lines = Array.from({ length: count }, () => epochLines(++epoch, total));
    appendFileSync(join(path, "metrics.jsonl"), lines.map(({ metrics }) => metrics).join(""));
    appendFileSync(join(path, "events.jsonl"), lines.map(({ events }) => events).join(""));
  };
  beginRun(path);
  grow(epochs);
  const server = await startServer(dist, runs, cache);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    const client = await watched(page);
    await page.goto(`${server.url}#/curves`);
    await page.getByText(`live · ${count + 1} run`).waitFor({ timeout: 120_000 });
    await page.locator("canvas").waitFor();
    await page.waitForTimeout(1500);
    const [before, cpu] = [await pageTime(client), server.cpu()];
    for (let i = 0; i < times; i++) {
      grow(5);
      // Longer than the server's pause between two looks: each growth is one update.
      await page.waitForTimeout(1000);
    }
    const [after, spent] = [await pageTime(client), server.cpu() - cpu];
    return {
      task: (after.task - before.task) / times,
      script: (after.script - before.script) / times,
      server: spent / times,
    };
  } finally {
    await page.close();
    await server.stop();
    for (const left of [path, cache]) rmSync(left, { recursive: true, force: true });
  }
}
