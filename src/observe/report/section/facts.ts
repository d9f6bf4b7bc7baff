import type { ReportResult } from "../types.ts";
import { count, counted, duration } from "../write/format.ts";
import { clean } from "../write/html.ts";
import { metricTitle } from "./table.ts";

interface Told extends Pick<ReportResult, "task" | "metric" | "rows" | "seconds"> {
  /** What becomes of the test rows. */
  readonly last: "to test" | "sealed";
  /** `5 trials`. */
  readonly work: string;
}

/** What a report is of, in the line below its conclusion. */
export function factsLine({ task, metric, rows, seconds, last, work }: Told): string {
  const sizes = `${counted(rows.train, "row")} to train, ${count(rows.validation)} to validate, ${count(rows.test)} ${last}`;
  return `${clean(task, 30)} · ${metricTitle(metric)} · ${sizes} · ${work} in ${duration(seconds)}`;
}
