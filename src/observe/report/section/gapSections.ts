import type { ReportGap, ReportSuspects } from "../evidence.ts";
import { counted, fixed, percent } from "../write/format.ts";
import { clean, html, type Markup, named } from "../write/html.ts";
import { scrolling } from "./table.ts";

/** What each thing does to the gap that other libraries show, in the order in which they are switched off. */
export const TERMS: { readonly [K in keyof ReportGap["terms"]]: string } = {
  penalty: "penalties",
  averaging: "weights of earlier steps",
  augmentation: "augmentation",
  loss: "label smoothing and the like",
  batchNorm: "statistics of batches",
  noise: "dropout and other noise",
  rows: "other rows",
};

/** Three digits, as the rest of the page has them. */
function digits(x: number): string {
  const size = Math.abs(x);
  return size > 0 && size < 5e-4 ? "< .001" : fixed(x, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3, true);
}
const change = (x: number): string => (x > 0 ? `+${digits(x)}` : digits(x));

/** Where the model overfits more than elsewhere, and how many labels look wrong. No row is told: those are in the file, where there is one. */
export function suspectsSection({ segments, labels, notLooked }: ReportSuspects): Markup {
  const { looked, worse, unit } = segments;
  const error = (x: number): string => (unit === "wrong" ? percent(x) : digits(x));
  const rows = worse.map(
    ({ by, name, train, validation, excess, low, high, p }) =>
      html`<tr><th scope="row" class="name">${named(by)}: ${clean(name, 60)}</th><td>${error(train)}</td><td>${error(validation)}</td>
<td>${change(excess)} [${digits(low)}, ${digits(high)}]</td><td>${digits(p)}</td></tr>`,
  );
  const table = html`<table><caption>Errors of segments that overfit more than the rest, p by Holm over ${counted(looked, "segment")}</caption>
<thead><tr><th scope="col" class="name">segment</th><th scope="col">train</th><th scope="col">validation</th><th scope="col">gap beside the rest [95 %]</th><th scope="col">p</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const none = html`<p>None of ${counted(looked, "segment")}, classes and values of columns, overfits more than the rest.</p>`;
  return html`${worse.length === 0 ? none : scrolling("Segments that overfit more", table)}
${labels === undefined ? undefined : labelsLine(labels)}${notLooked === undefined ? undefined : html`<p class="note">${clean(notLooked, 200)}</p>`}`;
}

function labelsLine({
  suspects,
  cut,
  claimed,
  looked,
  memorized,
  file,
}: NonNullable<ReportSuspects["labels"]>): Markup {
  const verb = claimed ? "look" : "are";
  const told = `${suspects === 1 ? (claimed ? "looks" : "is") : verb} ${claimed ? "wrong" : "worth a look"}`;
  return html`<p>${cut === true ? "At least " : ""}${counted(suspects, "label")} of ${counted(looked, "training row")} ${told}, ${counted(memorized, "row")} known by heart${file === undefined ? "" : html`: <code>${clean(file, 80)}</code>`}</p>`;
}
