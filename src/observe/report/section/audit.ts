import { counted } from "../write/format.ts";
import { clean, html, type Markup, named, phrased } from "../write/html.ts";
import { scrolling } from "./table.ts";
import type { ReportAudit } from "../evidence.ts";

/** Shapes and words tell verdicts apart where colours do not. */
const MARKS = new Map(Object.entries({ safe: "●", risky: "▲", "breaks labels": "■", "can't tell": "?" }));

/** `● safe` */
export const verdictMark = (verdict: string): string => `${MARKS.get(verdict) ?? ""} ${clean(verdict, 40)}`.trim();

/** Whether labels survive the augmentation that a comparison tried, step by step. */
export const auditTable = ({ lines, rows, guarantee }: ReportAudit): Markup =>
  html`<p class="lead more">A model trained on clean rows answers for augmented ones: ${counted(rows, "validation row")}; ${clean(guarantee, 400)}</p>
${scrolling(
  "Audit of the augmentation",
  html`<table class="audit"><thead><tr><th scope="col" class="name">step</th><th scope="col" class="name">verdict</th><th scope="col">affinity [95 %]</th>
<th scope="col">worst class</th><th scope="col" class="name">why</th></tr></thead>
<tbody>${lines.map(auditRow)}</tbody></table>`,
)}`;

const auditRow = ({ operation, verdict, affinity, worst, why }: ReportAudit["lines"][number]): Markup =>
  html`<tr><th scope="row" class="name">${named(operation)}</th><td class="name">${verdictMark(verdict)}</td><td>${phrased(affinity, 60)}</td>
<td>${phrased(worst, 60)}</td><td class="name">${phrased(why, 300)}</td></tr>`;
