import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KINDS } from "../../../bench/verdicts/cases.ts";
import { staleVerdict } from "../../../bench/verdicts/stale.ts";
import { verdictOf } from "../../../bench/verdicts/train.ts";
import { createRuntime, type Runtime } from "../../../src/run/index.ts";

const folder = mkdtempSync(join(tmpdir(), "trained-"));
let runtime: Runtime;

beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
});
afterAll(async () => {
  await runtime.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("verdicts on runs that were really trained, of worlds whose truth is known", () => {
  for (const { truth, right, variants } of KINDS)
    it(`${truth}: ${right.join(" or ")}`, { timeout: 60_000 }, async () => {
      const { kind, sentence } = await verdictOf(variants[0]!, { folder, seed: 1 });
      expect(right, sentence).toContain(kind);
    });

  it("a leaked column of words is found over all of its levels", { timeout: 60_000 }, async () => {
    const leaked = KINDS.find(({ truth }) => truth === "leaked column")!.variants[2]!;
    const { sentence } = await verdictOf(leaked, { folder, seed: 5 });
    expect(sentence).toMatch(/leak suspected: "leak" alone/u);
  });

  it("stale batch norm, with both scorings of training rows and as a history of Keras", {
    timeout: 60_000,
  }, async () => {
    const found = [await staleVerdict(0, { folder, runtime }), await staleVerdict(1, { folder, runtime })];
    expect(found.map(({ kind, confirmed }) => [kind, confirmed])).toEqual([
      ["staleBatchNorm", true],
      ["staleBatchNorm", true],
    ]);
  });
});
