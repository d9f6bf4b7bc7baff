import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { argsOf, at, type Came, cameOf, disturbed, live, type Searches } from "./searches.ts";

const searches: Searches = {
  folder: mkdtempSync(join(tmpdir(), "regularize-tune-")),
  args: ["--trials", "3", "--seeds", "2", "--epochs", "1", "--hidden", "4"],
};
afterAll(() => rmSync(searches.folder, { recursive: true, force: true }));
let whole: Came;
beforeAll(async () => {
  const { code, said } = await live(searches, argsOf(searches, "whole", 1));
  expect(code, said).toBe(0);
  whole = cameOf(searches, "whole");
  expect(whole).toMatchObject({ twice: 0, bad: 0 });
}, 240_000);
const random = randomOf(keyOf(7));
/** As the undisturbed one, but for the length of the journal. */
const expectWhole = (name: string): void =>
  expect({ ...cameOf(searches, name), size: 0 }).toEqual({ ...whole, size: 0 });

describe("kill -9 during a search", () => {
  it("of the coordinator, then of a worker, at random moments: the same table, winner and model, nothing twice", async () => {
    const size = whole.size;
    const moments = [{ share: random.uniform(), after: 100 * random.uniform() }];
    const first = await disturbed(searches, "killed", { whom: "coordinator", moments, size, random });
    expect(first).toMatchObject({ code: null, kills: 1 });
    const early = [{ share: 0.5 * random.uniform(), after: 0 }];
    const second = await disturbed(searches, "killed", { whom: "worker", moments: early, size, random });
    expect(second, second.said).toMatchObject({ code: 0 });
    expectWhole("killed");
  }, 240_000);

  it("Ctrl-C leaves everything in the journal, names the command that goes on, and exits with 130", async () => {
    const journal = join(at(searches, "stopped"), "study.jsonl");
    const stopped = await live(searches, argsOf(searches, "stopped"), (child) => {
      const looking = setInterval(() => {
        if (!safely(journal).includes('"told"')) return;
        clearInterval(looking);
        child.kill("SIGINT");
      }, 5);
      return () => 1;
    });
    expect(stopped.code).toBe(130);
    expect(stopped.said).toContain(`regularize resume ${at(searches, "stopped")}`);
    expect(await live(searches, argsOf(searches, "stopped"))).toMatchObject({ code: 0 });
    expectWhole("stopped");
  }, 240_000);
});

function safely(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
