import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RunSummary } from "../../src/serve/index.ts";
import { Runs } from "../../src/serve/scan/index.ts";
import { Remembered } from "../../src/serve/scan/remembered.ts";
import { temporary, writeCompare, writeRunningFit } from "./folders.ts";

let place: ReturnType<typeof temporary>;
const runsAt = (): string => join(place.path, "runs");
const cached = (): string[] => readdirSync(place.path).filter((name) => name.startsWith("runs-"));
beforeEach(async () => {
  place = temporary();
  for (const name of ["one", "two", "three"]) await writeCompare(join(runsAt(), name), { conclusion: name });
});
afterEach(() => place.remove());

/** What a server says that starts now. */
async function started({ least = 2, stamp = "1" } = {}): Promise<ReadonlyMap<string, RunSummary>> {
  const runs = new Runs([runsAt()], new Remembered(place.path, [runsAt()], { least, stamp }));
  await runs.look();
  runs.keep();
  return new Map(runs.all().map((run) => [run.name, run]));
}
/** A result that anybody who reads it finds damaged; its manifest is as it was. */
const damage = (name: string): void => writeFileSync(join(runsAt(), name, "result.json"), "{}");

it("the next start says the same, without reading a run that is as it was", async () => {
  const first = await started();
  for (const name of first.keys()) damage(name);
  const second = await started();
  expect(second).toEqual(first);
  expect((await started({ stamp: "2" })).get("one")!.state, "summaries of another build are not taken").toBe("refused");
});

it("a run that was written anew is read anew, and one that is new", async () => {
  await started();
  const manifest = join(runsAt(), "one/manifest.json");
  writeFileSync(manifest, readFileSync(manifest));
  damage("one");
  await writeCompare(join(runsAt(), "four"), { conclusion: "four" });
  const second = await started();
  expect(Object.fromEntries([...second].map(([name, { state }]) => [name, state]))).toEqual({
    one: "refused",
    two: "done",
    three: "done",
    four: "done",
  });
  damage("four");
  expect((await started()).get("four"), "what was new is remembered, too").toMatchObject({ conclusion: "four" });
});

it("what may change, or cannot be read, is not remembered, nor are a few runs worth a file", async () => {
  await started({ least: 4 });
  expect(cached()).toEqual([]);
  writeRunningFit(join(runsAt(), "live"), 2);
  damage("one");
  await started();
  const kept = JSON.parse(readFileSync(join(place.path, cached()[0]!), "utf8")) as {
    runs: Record<string, { summary: RunSummary }>;
  };
  expect(
    Object.values(kept.runs)
      .map(({ summary }) => summary.name)
      .sort(),
  ).toEqual(["three", "two"]);
});

it("a file that is torn, or anything else, costs the time of reading, and is replaced", async () => {
  const first = await started();
  const [file] = cached().map((name) => join(place.path, name));
  const whole = readFileSync(file!, "utf8");
  for (const content of [whole.slice(0, -9), "[]", '{"stamp":"1","runs":{"x":{"print":1}}}', "\0"]) {
    writeFileSync(file!, content);
    expect(await started()).toEqual(first);
    expect(readFileSync(file!, "utf8"), content).toBe(whole);
  }
  expect(cached()).toHaveLength(1);
});
