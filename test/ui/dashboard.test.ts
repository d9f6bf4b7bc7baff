import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Served } from "../../src/serve/index.ts";
import { serving, temporary, writeCompare, writeRunningFit } from "../serve/folders.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const pages = fileURLToPath(new URL("../../build/dashboard", import.meta.url));
const why = !existsSync(executablePath)
  ? `no Chromium at ${executablePath} (set CHROMIUM)`
  : existsSync(join(pages, "index.html"))
    ? ""
    : "the pages are not built (npm run build)";
if (why !== "") console.warn(`test/ui is skipped: ${why}`);

const VIEWS = ["overview", "curves", "runs", "gap", "settings", "strengths", "health", "errors", "data", "study"];
const RUN = "window.ran=1";
/** Ways in which a name may become markup, a handler, an address or a script. */
const WAYS: readonly ((run: string) => string)[] = [
  (run) => `<img src=x onerror="${run}">`,
  (run) => `"><script>${run}</script>`,
  (run) => `'-${run}-'`,
  (run) => `javascript:${run}`,
  (run) => `</title><svg onload=${run}>`,
  (run) => `\u202e<b onmouseover=${run}>\u0000🙂${"x".repeat(400)}`,
  (run) => `" autofocus onfocus="${run}`,
  (run) => `<iframe srcdoc="<script>parent.${run}</script>">`,
  (run) => `<math><mtext></mtext><mglyph><style><!--</style><img src onerror=${run}>`,
  (run) => `{{constructor.constructor('${run}')()}}`,
  (run) => `\${${run}}`,
  (run) => `<details open ontoggle=${run}>`,
  (run) => `]]><script>${run}</script>`,
  (run) => `--><svg><script>${run}</script></svg>`,
  (run) => `<a href="data:text/html,<script>${run}</script>">x</a>`,
  (run) => `<style>@import'javascript:${run}'</style>`,
  (run) => `url(javascript:${run})`,
  (run) => `&lt;script&gt;${run}&lt;/script&gt;`,
  (run) => `<object data="javascript:${run}">`,
  (run) => `<form><button formaction=javascript:${run}>x`,
];
/** How they are dressed up. */
const DRESSES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase().replaceAll("WINDOW.RAN", "window.ran"),
  (text) => `=1+1 ${text}`,
  (text) => `${text}${"\n".repeat(3)}`,
  (text) => `\ufeff\u2066${text}`,
  (text) => text.replaceAll("<", "\uff1c<"),
  (text) => `/*\`${text}\`*/`,
  (text) => `${"é\u0301".repeat(20)}${text}`,
  (text) => `constructor${text}`,
  (text) => `${text}${"🙂".repeat(2500)}`,
];
const HOSTILE = WAYS.flatMap((way) => DRESSES.map((dress) => dress(way(RUN))));
/** Every seventh is a name of each way and each dress; UI_ALL=1 takes all. */
const TAKEN = process.env["UI_ALL"] === "1" ? HOSTILE : HOSTILE.filter((_, i) => i % 7 === 0);
const A_RUN = 50;

describe.skipIf(why !== "")("the dashboard in a browser", () => {
  const place = temporary();
  const said: string[] = [];
  let served: Served;
  let browser: Browser;
  let page: Page;
  const open = async (view: string): Promise<void> => {
    await page.goto(`${served.url}#/${view}`);
    await page
      .locator("main")
      .getByText(/Reading|Asking/u)
      .waitFor({ state: "detached" });
  };

  beforeAll(async () => {
    mkdirSync(join(place.path, "runs"));
    writeFileSync(join(place.path, "credit.csv"), "age,class\n1,yes\n2,no\n");
    await writeCompare(join(place.path, "runs/compared"));
    const command = { program: process.execPath, args: [fileURLToPath(new URL("program.cjs", import.meta.url))] };
    served = await serving(place.path, { pages, command, data: [join(place.path, "credit.csv")] });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    place.remove();
  });

  it("every view opens, at 1280 and 390 pixels, light and dark, without a word on the console or a serious barrier", async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const view of VIEWS) {
      await open(view);
      await page.evaluate(axe);
      for (const [width, theme] of [
        [1280, "light"],
        [390, "dark"],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: theme });
        // Charts are drawn anew one frame after they learned of their width. The page's policy allows no function of playwright's to wait for it there.
        const over = (): Promise<number> =>
          page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        await expect.poll(over, { message: `${view} at ${width}`, timeout: 5000 }).toBeLessThanOrEqual(0);
        const serious = await page.evaluate(async () => {
          const { violations } = await (
            globalThis as never as {
              axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
            }
          ).axe.run();
          return violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
        });
        expect(serious, `${view} at ${width}`).toEqual([]);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    expect(said).toEqual([]);
  });

  it("at 390 pixels four columns of the leaderboard, and three of the runs, are read without scrolling sideways", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const [view, label, columns] of [
      ["overview", "Leaderboard", 4],
      ["runs", "Runs", 3],
    ] as const) {
      await open(view);
      const region = page.getByRole("region", { name: label, exact: true });
      await region.waitFor();
      const seen = await region.evaluate((box) => {
        const { right } = box.getBoundingClientRect();
        const heads = [...box.querySelectorAll("thead th")];
        return heads.filter((head) => head.getBoundingClientRect().right <= right).map((head) => head.textContent);
      });
      const named = seen.map((text) => text?.trim()).filter((text) => text !== "" && text !== "chosen");
      expect(named.slice(0, 2), view).toEqual(["Recipe", "Validation"]);
      expect(named, view).toContain("Gap");
      expect(named.length, view).toBeGreaterThanOrEqual(columns);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("follows a run that trains", async () => {
    await open("overview");
    // Chosen before there is a newer one.
    const picker = page.getByRole("button", { name: "compared" });
    await picker.waitFor();
    writeRunningFit(join(place.path, "runs/live"), 3);
    await picker.click();
    await page.getByRole("option", { name: /live/u }).click();
    await page.getByText("3 of 20 epochs").waitFor();
    writeRunningFit(join(place.path, "runs/live"), 9);
    await page.getByText("9 of 20 epochs").waitFor();
  });

  it("a range that is brushed on an axis holds in every view, and is let go", async () => {
    await open("settings");
    await page.getByRole("button", { name: "live" }).click();
    await page.getByRole("option", { name: /compared/u }).click();
    const axis = page.getByRole("slider", { name: "Range of dropout" });
    const box = (await axis.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.6, { steps: 3 });
    await page.mouse.up();
    await page.getByText("2 of 4 brushed").waitFor();
    await page.getByRole("link", { name: "Runs" }).click();
    await page.getByText(/2 of \d+$/u).waitFor();
    expect(await page.locator("tbody tr", { hasText: "dropout .5" }).count()).toBe(1);
    expect(await page.locator("tbody tr", { hasText: "plain" }).count()).toBe(0);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator("tbody tr", { hasText: "plain" }).waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await axis.focus();
    await page.keyboard.press("ArrowUp");
    await page.getByText(/of 4 brushed/u).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText(/of 4 brushed/u).waitFor({ state: "detached" });
  });

  it("starts a search, keeps it through a reload, stops and resumes it", async () => {
    await open("study");
    await page.getByRole("button", { name: "Tune" }).click();
    await page.getByLabel("target").selectOption("class");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText(/[2-9] of 50 trials/u).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
    await page
      .getByText(/resume/u)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    expect(said).toEqual([]);
  });

  it("no name, wherever it stands, runs anything", async () => {
    expect(HOSTILE).toHaveLength(200);
    for (let from = 0; from < TAKEN.length; from += A_RUN) {
      const names = TAKEN.slice(from, from + A_RUN);
      const lines = names.map((name, i) => ({
        ...{ name, validation: 0.7 + i / 1000 },
        settings: { [name.slice(0, 80)]: i, hidden: name },
      }));
      const run = `hostile-${from}`;
      await writeCompare(join(place.path, "runs", run), {
        lines,
        conclusion: names.slice(0, 3).join(" "),
        data: names[0]!,
      });
      await open("overview");
      await page.locator(".switch > button").click();
      await page.getByRole("option", { name: new RegExp(run, "u") }).click();
      for (const [i, view] of VIEWS.entries()) {
        await page.getByRole("navigation").getByRole("link").nth(i).click();
        await page
          .locator("main")
          .getByText(/Reading|Asking/u)
          .waitFor({ state: "detached" });
        expect(await page.evaluate<unknown>("window.ran"), `${view} ${from}`).toBeUndefined();
        expect(await page.locator("main img, main script, main iframe, main object, main style").count()).toBe(0);
      }
    }
    expect(said).toEqual([]);
  });
});
