import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it, vi } from "vitest";

vi.mock("regularize", () => import("../../src/index.ts"));

it("the loop of the article is short, runs, and ends at its best epoch", async () => {
  const path = resolve(import.meta.dirname, "../../examples/custom-loop.ts");
  expect(readFileSync(path, "utf8").split("\n").length).toBeLessThanOrEqual(40);
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("../../examples/custom-loop.ts");
  const [, epoch, train, validation] = /^best epoch (\d+): train ([\d.]+), validation ([\d.]+)$/u.exec(
    String(log.mock.calls[0]![0]),
  )!;
  log.mockRestore();
  expect(Number(epoch)).toBeGreaterThan(1);
  // The variance of the target is 2.5, that of its noise 0.5.
  expect(Number(train)).toBeLessThan(Number(validation));
  expect(Number(validation)).toBeLessThan(1.2);
});
