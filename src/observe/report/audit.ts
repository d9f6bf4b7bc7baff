import { counted } from "./format.ts";
import { clean, html, type Markup, named } from "./html.ts";
import { scrolling } from "./table.ts";
import type { ReportAudit } from "./evidence.ts";

/** Shapes and words tell verdicts apart where colours do not. */
const MARKS: Readonly<Record<string, string>> = { safe: "●", risky: "▲", "breaks labels": "■", "can't tell": "?" };

/** `● safe` */
export const verdictMark = (verdict: string): string => `${MARKS[verdict] ?? ""} ${clean(verdict, 40)}`.trim();

/** Whether labels survive the augmentation that a comparison tried, step by step. */
export const auditTable = ({ lines, rows, guarantee }: ReportAudit): Markup =>
  scrolling(
    "Audit of the augmentation",
    html`<table><caption>A model trained on clean rows answers for augmented ones: ${counted(rows, "validation row")}; ${clean(guarantee, 200)}</caption>
<thead><tr><th scope="col" class="name">step</th><th scope="col" class="name">verdict</th><th scope="col">affinity [95 %]</th>
<th scope="col">worst class</th><th scope="col" class="name">why</th></tr></thead>
<tbody>${lines.map(
      ({ operation, verdict, affinity, worst, why }) =>
        html`<tr><th scope="row" class="name">${named(operation)}</th><td class="name">${verdictMark(verdict)}</td><td>${clean(affinity, 60)}</td>
<td>${clean(worst, 60)}</td><td class="name">${clean(why, 300)}</td></tr>`,
    )}</tbody></table>`,
  );
