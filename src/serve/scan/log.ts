import { show } from "../../decide/wording.ts";
import { hidePaths } from "../../observe/paths.ts";
import type { LogLine } from "../types.ts";
import { at, type Json, score, text } from "./json.ts";

/** Lines that are shown. */
const LINES = 14;

const number = (value: unknown): string => {
  const known = score(value);
  return known === null ? "–" : show(known);
};
const scores = (record: Json): string => `train ${number(record["train"])}  validation ${number(record["validation"])}`;
const cause = (error: unknown): string =>
  [text(at(error, "code"), 10), text(at(error, "message"), 1000), text(at(error, "todo"), 400)]
    .filter(Boolean)
    .join(" ");

/** What a record says to a person; undefined for those that are for charts. */
function said(record: Json): Omit<LogLine, "at"> | undefined {
  const of = (told: string, isBad = false): Omit<LogLine, "at"> => ({ text: told, isBad });
  switch (record["type"]) {
    case "start":
      return of(`begun, process ${String(score(record["pid"]) ?? "")}`);
    case "notice":
      return of(`${text(record["topic"], 20)}  ${text(record["message"], 1000)}`, record["topic"] === "warning");
    case "epoch":
      return of(`epoch ${number(record["epoch"])} of ${number(record["epochs"])}  ${scores(record)}`);
    case "trial": {
      const which = `${number(record["done"])} of ${number(record["total"])}  ${text(record["recipe"], 80)} #${number(record["seed"])}`;
      return record["status"] === "failed"
        ? of(`${which}  failed: ${cause(record["error"])}`, true)
        : of(`${which}  ${scores(record)}`);
    }
    case "end":
      return record["state"] === "failed"
        ? of(cause(record["error"]), at(record["error"], "code") !== "E107")
        : of("done");
    default:
      return undefined;
  }
}

/** The end of what a run told, and above it the warnings that are further back. */
export function logOf(records: readonly Json[]): LogLine[] {
  const lines = records.flatMap((record): LogLine[] => {
    const line = said(record);
    return line === undefined ? [] : [{ at: score(record["at"]), ...line, text: hidePaths(line.text) }];
  });
  const [older, last] = [lines.slice(0, -LINES), lines.slice(-LINES)];
  return [...older.filter(({ isBad }) => isBad).slice(-6), ...last];
}
