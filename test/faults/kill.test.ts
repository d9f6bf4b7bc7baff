import { describe, expect, it } from "vitest";
import { killRuns } from "./killing.ts";

describe("kill -9 at any moment", () => {
  it("a run that is gone on with ends with the weights, the file and the metrics of the uninterrupted one", async () => {
    const tally = await killRuns({ kills: 3, inside: 2, seed: 5, workers: 2 });
    expect(tally).toMatchObject({ runs: 3, same: 3 });
    expect(tally.kills).toBeGreaterThanOrEqual(3);
    expect(tally.inside).toBeGreaterThanOrEqual(2);
  });
});
