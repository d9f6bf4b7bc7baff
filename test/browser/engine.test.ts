import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../src/run/index.ts";
import { type Losses, trainAll } from "./jobs.ts";
import { hasChromium, openChromium } from "./support/chromium.ts";
import { serveFolder, type Site } from "./support/site.ts";

type Answer = { readonly losses?: Record<string, Losses>; readonly error?: string };

const EPOCHS = 30;

describe.skipIf(!hasChromium)("the engine in Chromium", () => {
  let folder: string;
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "regularize-browser-"));
    await build({
      ...{ root: join(import.meta.dirname, "page"), base: "./", logLevel: "error", configFile: false },
      ...{ worker: { format: "es" }, build: { outDir: folder, assetsInlineLimit: 0, minify: false } },
    });
    site = await serveFolder(folder);
    browser = await openChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(question: object): Promise<{ readonly answer: Answer; readonly requests: readonly string[] }> {
    const page: Page = await browser.newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(site.url);
    const answer = await page.evaluate((asked) => (globalThis as unknown as Asking).ask(asked), question);
    await page.close();
    return { answer, requests };
  }

  it("trains as Node does: every loss of every epoch within 1e-4, and asks nobody else for anything", async () => {
    const runtime = await createRuntime();
    const expected = await trainAll(runtime, EPOCHS);
    await runtime.dispose();
    const { answer, requests } = await ask({ epochs: EPOCHS });
    expect(answer.error).toBeUndefined();
    expect(Object.keys(answer.losses!)).toEqual(Object.keys(expected));
    for (const [name, losses] of Object.entries(expected)) {
      const found = answer.losses![name]!;
      expect(found).toHaveLength(EPOCHS);
      const most = Math.max(
        ...losses.flatMap((pair, i) => pair.map((value, part) => Math.abs(value - found[i]![part]!))),
      );
      expect(most, name).toBeLessThan(1e-4);
      expect(losses.at(-1)![0], `${name} has learned`).toBeLessThan(losses[0]![0]);
    }
    expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    expect(requests.some((url) => url.endsWith(".wasm"))).toBe(true);
  });

  it("says what is missing before it trains", async () => {
    const { answer, requests } = await ask({ epochs: 1, without: "SIMD" });
    expect(answer.error).toMatch(/^error E517 {2}This browser cannot train\n.*found no WebAssembly SIMD\n {2}→ /u);
    expect(requests.filter((url) => url.endsWith(".wasm"))).toEqual([]);
  });

  it("names the file that cannot be fetched", async () => {
    const { answer } = await ask({ epochs: 1, without: "kernels" });
    expect(answer.error).toMatch(/^error E516 {2}missing\.wasm {2}The kernels/u);
  });
});

interface Asking {
  ask(question: object): Promise<Answer>;
}
