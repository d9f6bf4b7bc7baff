import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Served, State } from "../../src/serve/index.ts";
import type { CurvesMore } from "../../src/serve/scan/curves.ts";
import { epochLine, serving, temporary, writeRunningFit } from "./folders.ts";

let place: ReturnType<typeof temporary>;
let served: Served;
let id: string;
const metrics = (): string => join(place.path, "runs/live/metrics.jsonl");
beforeEach(async () => {
  place = temporary();
  writeRunningFit(join(place.path, "runs/live"), 4);
  served = await serving(place.path);
  const state = (await (await fetch(`${served.url}api/state`)).json()) as State;
  id = state.runs[0]!.id;
});
afterEach(async () => {
  await served.close();
  place.remove();
});

async function more(lines: number | string, mark: string): Promise<CurvesMore> {
  const query = new URLSearchParams({ lines: String(lines), mark });
  return (await fetch(`${served.url}api/runs/${id}/curves?${query}`)).json() as Promise<CurvesMore>;
}

it("a page that follows a run is told what was added, and everything when what it has is no longer so", async () => {
  const first = await more(0, "");
  expect(first).toMatchObject({ after: 0, lines: 4, curves: [{ epoch: [1, 2, 3, 4] }] });
  expect(await more(4, first.mark)).toMatchObject({ after: 4, lines: 4, mark: first.mark, curves: [] });
  appendFileSync(metrics(), epochLine("baseline", 5, 0.6) + epochLine("baseline", 6, 0.5));
  const second = await more(4, first.mark);
  expect(second).toMatchObject({ after: 4, lines: 6, curves: [{ epoch: [5, 6] }] });
  for (const [lines, mark] of [
    [4, second.mark],
    [6, first.mark],
    [7, second.mark],
    [4.5, first.mark],
    ["-1", ""],
    ["x", ""],
    [0, first.mark],
    [1e300, ""],
  ] as const)
    expect(await more(lines, mark), `${lines} ${mark}`).toMatchObject({
      after: 0,
      lines: 6,
      curves: [{ epoch: [1, 2, 3, 4, 5, 6] }],
    });
  // Begun again: as long as before, with other values.
  const anew = readFileSync(metrics(), "utf8").split("\n").slice(0, 3);
  writeFileSync(
    metrics(),
    `${anew.join("\n")}\n${[4, 5, 6].map((epoch) => epochLine("baseline", epoch, 0.9)).join("")}`,
  );
  expect(await more(6, second.mark)).toMatchObject({ after: 0, lines: 6 });
});
