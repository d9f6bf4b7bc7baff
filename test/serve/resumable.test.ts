import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readRun } from "../../src/serve/scan/summary.ts";
import { temporary, writeCompare } from "./folders.ts";

const place = temporary();
afterAll(() => place.remove());

it("what lacks repeats or was killed can be gone on with: it has its job.json", async () => {
  const path = join(place.path, "comparison");
  await writeCompare(path);
  const isResumable = async (): Promise<boolean> => (await readRun("id", path)).summary.resumable;
  const job = (kind: string): void => writeFileSync(join(path, "job.json"), JSON.stringify({ v: 1, kind }));
  expect(await isResumable()).toBe(false);
  job("compare");
  expect(await isResumable()).toBe(true);
  job("fit");
  expect(await isResumable()).toBe(false);
  rmSync(join(path, "manifest.json"));
  for (const kind of ["compare", "sweep", "learning-curve", "ablate", "fit", "tune"]) {
    job(kind);
    expect(await isResumable(), kind).toBe(true);
  }
  job("audit");
  expect(await isResumable()).toBe(false);
});
