import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { fold, keyOf } from "../../../src/core/index.ts";
import { openRewriter } from "../../../src/run/index.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/transformers");
const { texts, said } = JSON.parse(readFileSync(join(fixtures, "marian.json"), "utf8")) as Record<string, string[]>;
const folder = mkdtempSync(join(tmpdir(), "regularize-exported-"));
for (const name of readdirSync(join(fixtures, "marian"))) {
  const bytes = readFileSync(join(fixtures, "marian", name));
  writeFileSync(join(folder, name.replace(/\.gz$/u, "")), name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}
afterAll(() => rmSync(folder, { recursive: true }));

describe("a Marian that Optimum exported", () => {
  it("says what PyTorch says", async () => {
    const rewriter = await openRewriter([{ folder }], { temperature: 0, threads: 1 });
    expect(await rewriter.rewrite(texts!, keyOf(1))).toEqual(said);
    for (const [i, text] of texts!.entries()) expect(await rewriter.rewrite([text], keyOf(1))).toEqual([said![i]]);
    await rewriter.dispose();
    expect(await rewriter.rewrite(texts!, keyOf(1))).toEqual(said);
    await rewriter.dispose();
  });

  it("says other words at a high temperature, the same ones for the same key", async () => {
    const rewriter = await openRewriter([{ folder }], { temperature: 2, topP: 1, threads: 1 });
    const draws: string[] = [];
    for (let i = 0; i < 12; i++) {
      const drawn = await rewriter.rewrite(texts!, fold(keyOf(2), i % 6));
      draws.push(drawn.join("|"));
    }
    await rewriter.dispose();
    expect(draws.slice(6)).toEqual(draws.slice(0, 6));
    expect(new Set(draws).size).toBeGreaterThan(1);
  });
});
