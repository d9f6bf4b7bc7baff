import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { abandonRun } from "../../src/job/save.ts";
import { createOutFolder } from "../../src/observe/index.ts";
import { scratch } from "./make.ts";

const { at } = scratch();

it("a run that is abandoned leaves no charts, no trials and no folder behind, but what is not its own", async () => {
  const files = ["job.json", "events.jsonl", "trials.jsonl", "chart-calibration.png", "chart-weights-1.png"];
  for (const own of [[], ["chart.png", "chart-mine.jpg"]]) {
    const folder = await createOutFolder(at(`run${own.length}`));
    for (const name of [...files, ...own]) await folder.write(name, "x");
    await abandonRun(folder);
    expect(existsSync(folder.path)).toBe(own.length > 0);
    if (own.length > 0) expect(readdirSync(folder.path).sort()).toEqual([...own].sort());
  }
});
