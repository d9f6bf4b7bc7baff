import type { AuditJobResult } from "../../job/audit/audit.ts";
import { formatPlain, showSeconds } from "../text/numbers.ts";
import { renderTable } from "../text/table.ts";
import { clean } from "../text/width.ts";
import { continued, copied, labelled, type Style, warned } from "./lines.ts";

/** Shapes tell verdicts apart where colours do not. */
const MARKS: Readonly<Record<string, string>> = { safe: "●", risky: "▲", "breaks labels": "■", "can't tell": "?" };
const BAD = new Set(["risky", "breaks labels"]);

type Result = Pick<AuditJobResult, "lines" | "policy">;

/** Why a policy is empty: what is safe may be of no use. */
function nothingOf(lines: Result["lines"], leftOut: Result["policy"]["leftOut"]): string {
  const isSafe = new Set(lines.flatMap(({ verdict, operation }) => (verdict === "safe" ? [operation] : [])));
  const safe = leftOut.filter(({ name }) => isSafe.has(name));
  return safe.length === 0 ? "nothing was shown to be safe" : clean(`none: ${safe.map(({ why }) => why).join("; ")}`);
}

/** A line per operation, why labels do not survive some, and the steps that passed. */
export function auditReport(result: AuditJobResult, style: Style): string[] {
  const { lines, policy, audit, model, metric, run, seconds } = result;
  const { colors } = style;
  const cells = (show: (line: (typeof lines)[number]) => string): string[] => lines.map((line) => clean(show(line)));
  const table = renderTable(
    [
      { title: "  operation", align: "left", cells: cells((l) => `${MARKS[l.verdict] ?? " "} ${l.operation}`) },
      { title: "verdict", align: "left", cells: cells((l) => l.verdict) },
      { title: "safe up to", align: "right", cells: cells((l) => l.safeUpTo), goes: 3 },
      { title: "affinity (95 %)", short: "affinity", align: "left", cells: cells((l) => l.affinity) },
      { title: "worst class", align: "left", cells: cells((l) => l.worst), goes: 2 },
    ],
    {
      width: style.width,
      paint: (text, row, column) => {
        if (column.title !== "verdict") return text;
        const { verdict } = lines[row] ?? { verdict: "" };
        if (verdict === "safe") return colors.green(text);
        return verdict === "breaks labels" ? colors.red(text) : verdict === "risky" ? colors.yellow(text) : text;
      },
    },
  );
  const bad = lines.filter(({ verdict }) => BAD.has(verdict));
  const scores = `${clean(metric.title)} ${formatPlain(model.validation)} on clean validation rows`;
  return [
    ...table,
    ...[` ● safe   ▲ risky   ■ breaks labels   ? too few rows to tell`, ` ${audit.guarantee}`].map(colors.dim),
    ...labelled("model", `${scores}, of which ${audit.rows.toLocaleString("en-US")} were augmented`, style),
    ...bad.flatMap(({ operation, why }) => warned(`${clean(operation)}: ${clean(why)}`, style)),
    ...labelled(
      "policy",
      policy.kept.length > 0 ? clean(policy.kept.join(", ")) : nothingOf(lines, policy.leftOut),
      style,
    ),
    ...(policy.steps.length === 0 ? [] : continued("in a recipe:", style)),
    ...(policy.steps.length === 0 ? [] : [copied("", `augment: ${JSON.stringify(policy.steps)}`)]),
    ...(run === undefined ? [] : [copied("saved", `${clean(run)}/  report.html  result.json`)]),
    copied("time", showSeconds(seconds)),
  ];
}
