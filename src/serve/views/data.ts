import { hidePaths } from "../../observe/index.ts";
import { describeData } from "../../job/evidence/data.ts";
import type { NamedData } from "../data.ts";
import type { ReadRun } from "../scan/index.ts";
import type { DataFacts } from "../types.ts";
import { rowsOfRun } from "./prepared.ts";

/** The columns of the data, where it was named, and what the run was told of it. */
export async function data(run: ReadRun, named: ReadonlyMap<string, NamedData>): Promise<DataFacts> {
  const { notices } = run.told;
  const prepared = await rowsOfRun(run, named);
  if (typeof prepared === "string") return { notices, why: hidePaths(prepared) };
  const said =
    notices.length > 0
      ? notices
      : prepared.notices.map(({ topic, message }) => ({ topic, message: hidePaths(message) }));
  return { notices: said, data: describeData(prepared) };
}
