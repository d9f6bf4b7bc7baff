import { plural } from "../../core/count.ts";
import type { LintJobResult } from "../../job/lint/lint.ts";
import { clean } from "../text/width.ts";
import { continued, labelled, type Style } from "./lines.ts";

type Finding = LintJobResult["subjects"][number]["findings"][number];

/** Shapes tell severities apart where colours do not. */
const MARKS = { error: "■", warning: "▲", hint: "·" } as const;

/** For each subject its findings: what was found, why it matters, and the edit that mends it. */
export function lintReport({ subjects, counts }: LintJobResult, style: Style): string[] {
  const of = plural(subjects.length, "subject");
  const found = [plural(counts.error, "error"), plural(counts.warning, "warning"), plural(counts.hint, "hint")];
  return [
    ...subjects.flatMap(({ name, findings, waived }) => [
      ...labelled(
        "lint",
        `${clean(name)}: ${findings.length === 0 ? "nothing found" : plural(findings.length, "finding")}${waived.length === 0 ? "" : `, waived ${waived.join(", ")}`}`,
        style,
      ),
      ...findings.flatMap((finding) => findingLines(finding, style)),
    ]),
    ...(subjects.length === 1 ? [] : labelled("total", `${found.join(", ")} in ${of}`, style)),
  ];
}

function findingLines({ id, severity, title, message, why, paper, fix }: Finding, style: Style): string[] {
  const { colors } = style;
  const paint = { error: colors.red, warning: colors.yellow, hint: colors.dim }[severity];
  const head = ` ${paint(MARKS[severity])}       `;
  const [first = "", ...rest] = continued(`${clean(title)}: ${clean(message)}  ${id}`, style);
  return [
    `${head}${first.slice(9)}`,
    ...rest,
    ...continued(clean(paper === undefined ? why : `${why} (${paper})`), style).map(colors.dim),
    ...continued(`→ ${clean(fix)}`, style),
  ];
}
