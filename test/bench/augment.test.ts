import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

interface Line {
  readonly what: string;
  readonly contestant: string;
  readonly median: number;
}

async function linesOf(script: string, ...args: readonly string[]): Promise<readonly Line[]> {
  const all = ["--import", "tsx", script, ...args, "--rounds", "1", "--json"];
  const { stdout } = await run(process.execPath, all, { cwd: root });
  return JSON.parse(stdout) as readonly Line[];
}

describe("benches of augmentation, without their peers", () => {
  it("tables.ts resamples by every method", async () => {
    const methods = ["smote", "borderlineSmote", "adasyn", "smotenc"];
    const args = ["--rows", "400", "--columns", "4", "--shares", "0.2", "--methods", methods.join(",")];
    const lines = await linesOf("bench/augment/tables.ts", ...args);
    expect(lines.map(({ what }) => what)).toEqual(methods.map((method) => `${method}, 400 × 4, 20.0 % rare`));
    for (const { median } of lines) expect(median).toBeGreaterThan(0);
  });

  it("texts.ts augments sentences that it makes up", async () => {
    const lines = await linesOf("bench/augment/texts.ts", "--sentences", "20");
    expect(lines.map(({ what }) => what)).toEqual([
      ...["wordDropout", "randomSwap", "synonymReplacement", "randomInsertion", "aeda", "eda, one copy"],
    ]);
    for (const { median } of lines) expect(median).toBeGreaterThan(0);
  });
});
