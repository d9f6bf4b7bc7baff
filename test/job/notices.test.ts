import { expect, it } from "vitest";
import { fit as trainOne } from "../../src/job/fit.ts";
import { classes, errorOf, scratch } from "./make.ts";

const { at, write } = scratch();

it("what is wrong with the data is told after what was read of it", async () => {
  const data = write("x.csv", classes(60));
  const heard: string[] = [];
  const error = await errorOf(
    trainOne({ data, target: "churn", base: { batchSize: 4096 }, out: at("run") }, (event) => {
      heard.push(event.type === "notice" ? event.topic : event.type);
    }),
  );
  expect(error).toMatchObject({ code: "E106" });
  for (const topic of ["data", "task", "split"]) expect(heard).toContain(topic);
  expect(heard).not.toContain("epoch");
});
