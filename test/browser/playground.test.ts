import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, openChromium } from "./support/chromium.ts";
import { builtPages, type Pages } from "./support/pages.ts";
import { serveFolder, type Site } from "./support/site.ts";

const root = resolve(import.meta.dirname, "../..");
const axe = await readFile(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

/** A small training that is soon over, with a technique of every kind. */
const SMALL =
  "#rows=40&width=8&depth=2&epochs=50&seed=3&dropout=0.1&noise=0.1&smote=1&mixup=0.3&ema=0.9&decay=0.1&norm=batch";

/** Machines that test are busy. */
const PATIENCE = { timeout: 120_000 };

describe.skipIf(!hasChromium)("the playground", { timeout: 180_000 }, () => {
  let pages: Pages;
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    pages = await builtPages();
    site = await serveFolder(pages.folder);
    browser = await openChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await pages?.remove();
  });

  async function open(
    hash: string,
    width = 1280,
  ): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.setDefaultTimeout(120_000);
    const faults: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("request", (request) => request.url().startsWith(site.url) || faults.push(request.url()));
    await page.goto(`${site.url}playground.html${hash}`);
    return { page, faults };
  }

  const trained = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Train again" }).waitFor();
  };

  /** What axe finds that keeps people out. */
  async function barriers(page: Page): Promise<readonly string[]> {
    await page.addScriptTag({ content: axe });
    const { violations } = (await page.evaluate("axe.run()")) as { readonly violations: readonly Violation[] };
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(told);
  }

  it("trains at once, moves no part of the page meanwhile, asks nobody else for anything, and shuts nobody out", async () => {
    const { page, faults } = await open(SMALL);
    await page.evaluate(watchShifts);
    await trained(page);
    expect(await page.evaluate("shifts")).toBeLessThan(0.01);
    expect(await page.locator(".legend").innerText()).toMatch(/, hollow: SMOTE$/u);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(1280);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Dark colours" }).click();
    expect(await barriers(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download playground.json" }).click(),
    ]);
    const data = JSON.parse(await readFile(await download.path(), "utf8")) as {
      readonly train: { readonly y: number[] };
    };
    expect(data.train.y).toHaveLength(40);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("trains networks on images, shows them as they are learned, goes back to a checkpoint and on from there", async () => {
    const images = "#data=digits&network=convolutional&rows=40&width=8&depth=1&epochs=50&shift=0.2&cutmix=1&keep=best";
    const { page, faults } = await open(images);
    await trained(page);
    expect(await page.getByRole("img", { name: /^The first training pictures/u }).isVisible()).toBe(true);
    const confusion = page.getByRole("img", { name: /^Regularized: confusion of classes: \d+ of 300/u });
    expect(await confusion.getAttribute("aria-label")).toMatch(/most often \d is taken for \d, \d+ times$/u);
    expect(await barriers(page)).toEqual([]);
    const shown = page.locator(".checkpoints output");
    await page.getByLabel("Saved epoch").focus();
    await page.keyboard.press("Home");
    await expect.poll(() => shown.innerText(), PATIENCE).toMatch(/^shown: epoch [12]$/u);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Train on from here" }).press("Enter");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await trained(page);
    await page.getByRole("button", { name: "Last", exact: true }).click();
    await expect.poll(() => shown.innerText(), PATIENCE).toBe("shown: epoch 50");
    await page.getByRole("button", { name: "try messages" }).click();
    await expect.poll(() => page.locator(".texts li span").last().innerText(), PATIENCE).toMatch(/\w \w/u);
    expect(await page.getByRole("switch", { name: "EDA: synonyms" }).isChecked()).toBe(true);
    expect(await page.locator(".elsewhere").innerText()).toMatch(
      /^Spatial dropout, .*CutMix.*: try digits\s+SMOTE: try penguins$/u,
    );
    expect(await page.getByRole("switch", { name: "Mixup" }).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("fits a telephone", async () => {
    const { page } = await open(SMALL, 390);
    await trained(page);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await barriers(page)).toEqual([]);
    await page.close();
  });

  it("is worked from the keyboard, keeps its state in the address, and takes any other address without harm", async () => {
    const { page, faults } = await open(`${SMALL}&epochs=1000`);
    const epoch = () => page.locator(".progress b").innerText().then(Number);
    const trains = page.getByRole("button", { name: "Pause" });
    await expect.poll(epoch, PATIENCE).toBeGreaterThan(3);
    await trains.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Train", exact: true }).waitFor();
    await page.getByLabel("L2: strength").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("switch", { name: "L2" }).isChecked()).toBe(true);
    await page.getByRole("switch", { name: "Dropout", exact: true }).press("Space");
    expect(new URL(page.url()).hash).toContain("l2=0.0");
    expect(new URL(page.url()).hash).not.toContain("dropout");
    await page.getByLabel("Keep training while sliders move").check();
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await expect.poll(epoch, PATIENCE).toBeGreaterThan(5);
    await page.getByLabel("Mixup: strength").press("ArrowRight");
    const before = await epoch();
    await expect.poll(epoch, PATIENCE).toBeGreaterThan(before + 3);
    expect(new URL(page.url()).hash).toContain("mixup=0.35");
    await page.goto(`${site.url}playground.html#data=%3Cscript%3E&rows=-1e9&dropout=NaN&width=1e300&__proto__=1`);
    await page.reload();
    await trains.waitFor();
    expect(await page.locator(".setup output").first().innerText()).toBe("10");
    expect(faults).toEqual([]);
    await page.close();
  });

  it("shows why it cannot train", async () => {
    const page = await browser.newPage();
    await page.route(/kernels.*\.wasm/u, (route) => route.abort());
    await page.goto(`${site.url}playground.html`);
    await expect.poll(() => page.getByRole("alert").innerText(), PATIENCE).toMatch(/^error E516 .*kernels/u);
    await page.close();
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const told = ({ id, nodes }: Violation): string => `${id}: ${nodes.map(({ html }) => html).join(" ")}`;

/** Sums up how far parts of the page move without the visitor's doing. */
const watchShifts = `globalThis.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: false });`;
