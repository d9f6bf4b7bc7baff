import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it, vi } from "vitest";

// Not the whole package: that takes seconds to load. The type checker sees that it exports these.
vi.mock("regularize", async () => ({
  ...(await import("../../../src/core/index.ts")),
  ...(await import("../../../src/decide/search/index.ts")),
}));

it("the search of one's own loop is short, runs, and comes near the best", async () => {
  const path = resolve(import.meta.dirname, "../../../examples/ask-and-tell.ts");
  expect(readFileSync(path, "utf8").split("\n").length).toBeLessThanOrEqual(30);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("../../../examples/ask-and-tell.ts");
  const [said, values] = log.mock.calls[0]! as [string, { rate: number; optimizer: string; momentum: number }];
  log.mockRestore();
  const [, score] = /^best of 40, [1-9]\d* failed: (.+)$/u.exec(said)!;
  expect(Number(score)).toBeLessThan(0.1);
  expect(values.optimizer).toBe("sgd");
  expect(Math.abs(Math.log10(values.rate / 0.03))).toBeLessThan(0.4);
});
