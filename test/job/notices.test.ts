import { expect, it } from "vitest";
import { compare } from "../../src/job/compare.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { tune } from "../../src/job/tune/tune.ts";
import { classes, errorOf, scratch } from "./make.ts";

const { at, write } = scratch();

it.each([
  ["fit", trainOne],
  ["compare", compare],
  ["tune", tune],
] as const)("%s tells what is wrong with the data after what it read of it", async (_, job) => {
  const data = write("x.csv", classes(60));
  const heard: string[] = [];
  const error = await errorOf(
    job(
      { data, target: "churn", base: { batchSize: 4096 }, out: at("run") },
      (event: { readonly type: string; readonly topic?: string }) => {
        heard.push(event.topic ?? event.type);
      },
    ),
  );
  expect(error).toMatchObject({ code: "E106" });
  for (const topic of ["data", "task", "split"]) expect(heard).toContain(topic);
  expect(heard).not.toContain("epoch");
});
