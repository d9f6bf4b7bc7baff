import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fit as train } from "../../src/job/fit.ts";
import { openRun } from "../../src/observe/index.ts";
import { csv, scratch } from "./make.ts";

const { at, write } = scratch();
const HOSTILE = '"<b>co""l</b>"';

it("the report of a fit has the numbers of its result, and its charts are files that the manifest vouches for", async () => {
  const rows = csv(["x", HOSTILE, "y"], 200, (i) => [i % 17, (i * 7) % 23, i % 17 > 8 ? "yes" : "no"]);
  const data = write("a.csv", rows);
  const base = { epochs: 3, hidden: [8] };
  const result = await train({ data, target: "y", out: at("run"), base, png: true });
  const run = await openRun(at("run"));
  await run.verify();
  const page = readFileSync(at("run/report.html"), "utf8");
  const text = page.replace(/<style>[^<]*<\/style>/u, "").replace(/<[^>]*>/gu, " ");
  const cells = [...page.matchAll(/class="mid cell-text[^"]*">([\d,]+)</gu)].map((match) => Number(match[1]));
  expect(cells.reduce((a, b) => a + b, 0)).toBe(40);
  const shown = (x: number): string => x.toFixed(3).replace(/^0/u, "");
  for (const score of [result.train, result.validation, result.test.value]) expect(text).toContain(shown(score));
  expect(text).toContain("&lt;b&gt;co&quot;l&lt;/b&gt;");
  expect(text).toContain(result.diagnosis.next.edit.replaceAll("'", "&#39;").slice(0, 40));
  expect(text).toContain("regularize fit a.csv --target y");
  expect(page).not.toMatch(/<script|<b>co|\/tmp\/|NaN|undefined/u);
  const charts = Object.keys(run.manifest.files).filter((name) => name.endsWith(".png"));
  expect(charts).toEqual(
    expect.arrayContaining(["chart-calibration.png", "chart-confusion.png", "chart-weights-1.png"]),
  );
  for (const name of charts) expect([...(await run.read(name)).subarray(1, 4)], name).toEqual([...Buffer.from("PNG")]);
});
