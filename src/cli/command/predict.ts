import { count, plural } from "../../core/count.ts";
import { printEvent, printLines, styleOf } from "../print.ts";
import { copied, warned } from "../report/lines.ts";
import { clean } from "../text/width.ts";
import { DATA, given, stepsOf, whenTrue } from "./data.ts";
import type { CommandDefinition, Context } from "./define.ts";

/** Columns that are named; of a table of many classes the rest are counted. */
const NAMED = 4;

const columnsShown = (names: readonly string[]): string =>
  names.length <= NAMED + 1
    ? names.join(", ")
    : `${names.slice(0, NAMED).join(", ")} and ${count(names.length - NAMED)} more`;

async function run({ io, mode, jobs, values, args }: Context): Promise<void> {
  const { out, format, onBadCell, delimiter, tta } = values;
  const trimHeaders = whenTrue(values.trimHeaders);
  const augment = stepsOf(values.augment);
  const optional = given({ out, format, onBadCell, delimiter, trimHeaders, tta, augment });
  const result = await jobs.predict({ run: args[0]!, data: args[1]!, ...optional, signal: io.signal });
  const { notices, ...rest } = result;
  const events = notices.map(({ message }) => ({ v: 1, type: "notice", topic: "warning", message }));
  if (mode.json) {
    for (const event of [...events, { v: 1, type: "result", ...rest }]) printEvent(io, event);
    return;
  }
  const style = styleOf(io, "stderr");
  if (!mode.quiet) for (const { message } of events) printLines(io.stderr, warned(clean(message), style));
  if (result.text !== undefined) io.stdout.write(result.text);
  else if (!mode.quiet && result.path !== undefined)
    printLines(io.stderr, [
      copied("saved", `${clean(result.path)}  ${plural(result.rows, "row")}  ${clean(columnsShown(result.columns))}`),
    ]);
}

export const predict: CommandDefinition = {
  name: "predict",
  summary: "use a saved run on new rows; writes CSV, JSON or Parquet",
  args: [
    { name: "RUN", doc: "the folder of a run", required: true, example: "runs/churn-7f3a" },
    { ...DATA, example: "new.csv" },
  ],
  settings: "predict",
  examples: [
    "regularize predict runs/churn-7f3a new.csv > predictions.csv",
    "regularize predict runs/churn-7f3a new.parquet --out predictions.parquet",
  ],
  run,
};
