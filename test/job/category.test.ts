import { beforeAll, describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import type { TableCard } from "../../src/job/card.ts";
import { predict, predictRows } from "../../src/job/predict.ts";
import { prepare, prepareTable } from "../../src/job/prepare.ts";
import { resume } from "../../src/job/resume.ts";
import { cardOfRun, csv, errorOf, scratch } from "./make.ts";

const { at, write } = scratch();

/** `code` is 0, 1 or 2, and only 1 means yes: no order of the codes helps. */
const rows = csv(["code", "x", "answer"], 120, (i) => {
  const random = randomOf(fold(keyOf(5), i));
  const code = random.below(3);
  return [code, random.normal().toFixed(3), code === 1 ? "yes" : "no"];
});
const data = write("codes.csv", rows);
const options = {
  data,
  target: "answer",
  category: ["code"],
  positive: "no",
  base: { epochs: 30, hidden: [8], learningRate: 0.02 },
};

beforeAll(async () => {
  await trainOne({ ...options, out: at("run") });
}, 60_000);

describe("a column that was named to be categories", () => {
  it("is remembered by the model: numbers at prediction are its categories, new ones are unknown", async () => {
    const card = (await cardOfRun(at("run"))) as TableCard;
    expect(card.preprocessor.columns[0]).toMatchObject({ kind: "oneHot", name: "code", levels: ["0", "1", "2"] });
    const { columns, notices } = await predictRows({
      run: at("run"),
      data: write("new.csv", "x,code\n0,1\n0,2\n0,7\n"),
    });
    expect(columns[0]!.values[0]).toBe("yes");
    expect(columns[0]!.values[1]).toBe("no");
    expect(notices.map(({ message }) => message).join()).toContain('code: 1 cell not seen in training → unknown ("7")');
  });

  it("is one again when a run is gone on with", async () => {
    const stop = new AbortController();
    const stopped = trainOne({ ...options, out: at("stopped"), checkpointSeconds: 0, signal: stop.signal }, (event) => {
      if (event.type === "epoch" && event.epoch === 3) stop.abort({ exitCode: 130 });
    });
    expect((await errorOf(stopped)).code).toBe("E107");
    await resume({ run: at("stopped") });
    const texts = await Promise.all(
      ["run", "stopped"].map(async (name) => (await predict({ run: at(name), data })).text),
    );
    expect(texts[1]).toBe(texts[0]);
  }, 60_000);

  it("is kept though it looks like an id, and need not be short", async () => {
    const many = csv(["zip", "x", "y"], 2400, (i) => [10_000 + (i % 1200), i % 7, i % 2 === 0 ? "a" : "b"]);
    const unique = csv(["id", "x", "y"], 60, (i) => [i, i % 7, i % 2 === 0 ? "a" : "b"]);
    for (const [path, name] of [
      [write("many.csv", many), "zip"],
      [write("unique.csv", unique), "id"],
    ] as const) {
      const { features } = await prepareTable({ data: path, target: "y", category: [name] }, 1);
      expect(features.find((column) => column.name === name)).toMatchObject({ kind: "category" });
    }
    const misspelt = errorOf(prepare({ data, target: "answer", category: ["cod"] }, 1));
    expect(await misspelt).toMatchObject({ code: "E201", todo: 'did you mean "code"?' });
  });
});

describe("a positive class that was named", () => {
  it("comes last, where probabilities of two classes put it", async () => {
    const { columns } = await predictRows({ run: at("run"), data });
    expect(columns.map(({ name }) => name)).toEqual(["prediction", "probability_yes", "probability_no"]);
    const usual = await prepareTable({ data, target: "answer" }, 1);
    expect(usual.task).toMatchObject({ positive: "yes" });
    expect(usual.notices.find(({ topic }) => topic === "task")!.message).toContain("(change: --positive no)");
  });
});

describe("a column that decides about rows", () => {
  it("is read whole, however many different words it holds", async () => {
    const path = write(
      "groups.csv",
      csv(["who", "x", "y"], 2000, (i) => [`w${i % 1200}`, i / 7, i % 2 === 0 ? "a" : "b"]),
    );
    const { plan } = await prepareTable({ data: path, target: "y", group: "who" }, 1);
    expect(new Set(plan.units).size).toBe(1200);
  });
});
