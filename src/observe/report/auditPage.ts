import { auditTable } from "./section/audit.ts";
import { counted, duration } from "./write/format.ts";
import { clean, html } from "./write/html.ts";
import { pageOf, section } from "./page.ts";
import type { ReportAudit } from "./evidence.ts";
import type { ReportContext } from "./types.ts";

/** What a report shows of an audit: a part of its result. */
export interface ReportAudited extends ReportAudit {
  readonly metric: { readonly title: string };
  /** The clean model's scores. */
  readonly model: { readonly train: number; readonly validation: number };
  /** Steps that passed, as a recipe's `augment`. */
  readonly policy: string;
  readonly run: string;
  readonly seconds: number;
}

/** An audit as one HTML file, under the same rules as `renderReport`. */
export function renderAudit(result: ReportAudited, context: Omit<ReportContext, "curves">): string {
  const { lines, rows, metric, model, policy, run, seconds } = result;
  const title = clean(metric.title, 30);
  const score = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(3))) : "–");
  const facts = `clean model: ${title} ${score(model.validation)} on validation, ${score(model.train)} on training rows · ${counted(rows, "row")} augmented · ${duration(seconds)}`;
  return pageOf({ run, job: "audit", conclusion: sentence(lines), facts }, context, [
    section("Do labels survive?", auditTable(result)),
    section("What passed, as a recipe’s augment", html`<pre><code>${clean(policy, 4000)}</code></pre>`),
  ]);
}

/** `9 of 14 augmentations are safe; vertical flip and rotation break labels.` */
function sentence(lines: ReportAudit["lines"]): string {
  const of = (verdict: string): string[] =>
    lines.filter((line) => line.verdict === verdict).map((line) => clean(line.operation, 40));
  const broken = of("breaks labels");
  const more = broken.length > 4 ? ` and ${broken.length - 4} more` : "";
  const bad =
    broken.length === 0 ? "none breaks labels" : `labels do not survive ${broken.slice(0, 4).join(", ")}${more}`;
  return `${of("safe").length} of ${counted(lines.length, "augmentation")} safe; ${bad}.`;
}
