import type { DiagnoseJobResult } from "../../job/diagnose/diagnose.ts";
import { formatPlain } from "../text/numbers.ts";
import { editAsFlags } from "../../job/command.ts";
import { clean } from "../text/width.ts";
import { labelled, type Style, warned } from "./lines.ts";

/** The verdict with what it rests on, its interval, the one next edit, and what else holds. */
export function diagnoseReport({ diagnosis, notes, source }: DiagnoseJobResult, style: Style): string[] {
  const { sentence, interval, next, also } = diagnosis;
  const range =
    interval === undefined
      ? []
      : [`${interval.of} ${formatPlain(interval.value)} [${formatPlain(interval.low)}, ${formatPlain(interval.high)}]`];
  return [
    ...labelled("verdict", clean(sentence), style),
    ...range.flatMap((text) => labelled("95 %", clean(text), style)),
    // The history of another library is gone on with by its own words.
    ...labelled("next", clean(source === "a fit" ? editAsFlags(next.edit) : next.edit), style),
    ...labelled("expect", clean(next.expect), style),
    ...also.flatMap((other) => labelled("also", clean(other.sentence), style)),
    ...labelled("of", clean(source), style),
    ...notes.flatMap((note) => warned(clean(note), style)),
  ];
}
