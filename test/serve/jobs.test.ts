import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JobView, Served, State } from "../../src/serve/index.ts";
import { argvOf, orderSchema } from "../../src/serve/work/argv.ts";
import { serving, temporary, writeRunningFit } from "./folders.ts";

/** Stands for the command line: tells what it was called with, and works until it is asked to stop. */
const PROGRAM = `
const fs = require("node:fs");
fs.appendFileSync(process.env.TEST_CALLS, JSON.stringify({ argv: process.argv.slice(2), token: process.env.REGULARIZE_TOKEN ?? "" }) + "\\n");
const wait = setInterval(() => {}, 1000);
process.on("SIGINT", () => { clearInterval(wait); process.exitCode = 130; });
if (process.argv.includes("resume")) { clearInterval(wait); process.exitCode = 0; }
`;

let place: ReturnType<typeof temporary>;
let served: Served;
/** Whole lines alone: the last may still be being written. */
const calls = (): { argv: string[]; token: string }[] =>
  existsSync(join(place.path, "calls"))
    ? readFileSync(join(place.path, "calls"), "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { argv: string[]; token: string })
    : [];

beforeEach(async () => {
  place = temporary();
  mkdirSync(join(place.path, "runs"));
  writeFileSync(join(place.path, "program.cjs"), PROGRAM);
  writeFileSync(join(place.path, "-a b,c.csv"), "x,--out\n1,2\n3,4\n");
  process.env["TEST_CALLS"] = join(place.path, "calls");
  process.env["REGULARIZE_TOKEN"] = "not-for-children-to-see";
  writeRunningFit(join(place.path, "runs/left"), 3, 2 ** 22 + 1);
  writeFileSync(join(place.path, "runs/left/job.json"), '{"v":1,"kind":"fit","options":{"data":"credit.csv"}}\nhash\n');
  const command = { program: process.execPath, args: [join(place.path, "program.cjs")] };
  served = await serving(place.path, { data: [join(place.path, "-a b,c.csv")], command });
});
afterEach(async () => {
  await served.close();
  delete process.env["REGULARIZE_TOKEN"];
  place.remove();
});

const state = async (): Promise<State> => (await fetch(`${served.url}api/state`)).json() as Promise<State>;
const post = (path: string, body: object): Promise<Response> =>
  fetch(`${served.url}${path}`, {
    method: "POST",
    headers: { origin: served.url.slice(0, -1), "x-regularize": "1", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const jobIn = (wanted: JobView["state"]) => async (): Promise<JobView | undefined> =>
  (await state()).jobs.find((job) => job.state === wanted);

it("starts, stops and resumes; words of the command line are made of checked values alone", async () => {
  const { data, runs, metrics } = await until(async () => {
    const found = await state();
    return found.runs.length > 0 ? found : undefined;
  });
  const id = data[0]!.id;
  expect(metrics).toContain("auc");
  expect(data).toEqual([{ id, name: "-a b,c.csv", bytes: expect.any(Number) }]);
  expect(await (await fetch(`${served.url}api/data/${id}/columns`)).json()).toEqual(["x", "--out"]);
  const refused: readonly object[] = [
    {},
    { job: "compare", data: id },
    { job: "predict", data: id, target: "x" },
    { job: "compare", data: "A".repeat(16), target: "x" },
    { job: "compare", data: join(place.path, "-a b,c.csv"), target: "x" },
    { job: "compare", data: id, target: "y" },
    { job: "compare", data: id, target: "x", out: "/etc" },
    { job: "compare", data: id, target: "x", seeds: "3; rm -rf /" },
    { job: "compare", data: id, target: "x", seeds: 1e9 },
    { job: "compare", data: id, target: "x", metric: "--config=/etc/passwd" },
    { job: "compare", data: id, target: ["x", "--recipe=/etc/passwd"] },
  ];
  for (const order of refused) expect((await post("api/jobs", order)).status, JSON.stringify(order)).toBe(400);
  expect(calls()).toEqual([]);

  const started = await post("api/jobs", {
    job: "tune",
    data: id,
    target: "--out",
    seeds: 2,
    trials: 7,
    budgetSeconds: 60,
  });
  expect(started.status).toBe(201);
  const [call] = await until(() => (calls().length > 0 ? calls() : undefined));
  const run = ((await started.clone().json()) as JobView).run;
  expect(call!.argv).toEqual([
    ...["tune", "--target=--out", "--seeds=2", "--trials=7", "--budget=60s", `--out=${join(place.path, "runs", run)}`],
    ...["--quiet", "--", join(place.path, "-a b,c.csv")],
  ]);
  expect(call!.token).toBe("");
  expect(served.running()).toBe(1);
  const job = await until(jobIn("running"));
  expect((await post(`api/jobs/${job.id}/stop`, {})).status).toBe(200);
  await until(jobIn("stopped"));
  expect((await post(`api/jobs/${job.id}/stop`, {})).status).toBe(404);
  expect((await post("api/jobs/none/stop", {})).status).toBe(404);

  const left = runs.find(({ name }) => name === "left")!;
  expect(left).toMatchObject({ state: "stopped", resumable: true });
  expect((await post(`api/runs/${left.id}/resume`, {})).status).toBe(201);
  await until(jobIn("done"));
  expect(calls()[1]!.argv).toEqual(["resume", "--quiet", "--", join(place.path, "runs/left")]);
  expect((await post("api/runs/AAAAAAAAAAAAAAAA/resume", {})).status).toBe(409);
});

it("runs a few at a time, and stops them when it is closed", async () => {
  const { data } = await state();
  const order = { job: "compare", data: data[0]!.id, target: "x" };
  for (let i = 0; i < 4; i++) expect((await post("api/jobs", order)).status).toBe(201);
  expect((await post("api/jobs", order)).status).toBe(422);
  await until(() => (calls().length === 4 ? true : undefined));
  await served.close();
  expect(served.running()).toBe(0);
});

it("no number or name becomes two words or another option", () => {
  const order = orderSchema.parse({ data: "A".repeat(16), job: "compare", target: "-x --y\n--z", seeds: 3 });
  const argv = argvOf(order, { data: "/d/-z.csv", out: "/r/-o" });
  expect(argv).toEqual(["compare", "--target=-x --y\n--z", "--seeds=3", "--out=/r/-o", "--quiet", "--", "/d/-z.csv"]);
});
