import type { ReportGap, ReportSuspects } from "./evidence.ts";
import { counted, percent } from "./format.ts";
import { clean, html, type Markup, named } from "./html.ts";
import { scrolling } from "./table.ts";

/** What each thing does to the gap that other libraries show, in the order in which they are switched off. */
export const TERMS: { readonly [K in keyof ReportGap["terms"]]: string } = {
  penalty: "penalties",
  averaging: "weights that change during the epoch",
  augmentation: "augmentation",
  loss: "label smoothing and the like",
  batchNorm: "batch statistics in place of running ones",
  noise: "dropout and other noise",
  rows: "other rows",
};

const digits = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(3))) : "–");
const change = (x: number): string => (x > 0 ? `+${digits(x)}` : digits(x));

/** From the gap that other libraries show to the honest one, cause by cause. */
export function gapSection({ epoch, honest, naive, terms }: ReportGap): Markup {
  const causes = (Object.keys(TERMS) as (keyof typeof TERMS)[]).filter((name) => Math.abs(terms[name]) > 1e-6);
  return scrolling(
    "The gap taken apart",
    html`<table><caption>Loss at epoch ${epoch}: validation ${digits(honest.validation)}, training ${digits(honest.train)} scored alike, ${digits(naive.train)} as other libraries show it</caption>
<thead><tr><th scope="col" class="name">part</th><th scope="col">gap</th></tr></thead>
<tbody><tr><th scope="row" class="name">as usually shown</th><td>${digits(naive.gap)}</td></tr>
${causes.map((name) => html`<tr><th scope="row" class="name">without ${TERMS[name]}</th><td>${change(terms[name])}</td></tr>`)}</tbody>
<tfoot><tr><th scope="row" class="name">honest gap</th><td>${digits(honest.gap)}</td></tr></tfoot></table>`,
  );
}

/** Where the model overfits more than elsewhere, and how many labels look wrong. No row is told: those are in the file. */
export function suspectsSection({ segments, labels }: ReportSuspects): Markup {
  const { looked, worse, unit } = segments;
  const told = labels.claimed ? "look wrong" : "are worth a look";
  const error = (x: number): string => (unit === "wrong" ? percent(x) : digits(x));
  const rows = worse.map(
    ({ by, name, train, validation, excess, low, high, p }) =>
      html`<tr><th scope="row" class="name">${named(by)}: ${clean(name, 60)}</th><td>${error(train)}</td><td>${error(validation)}</td>
<td>${change(excess)} [${digits(low)}, ${digits(high)}]</td><td>${digits(p)}</td></tr>`,
  );
  const table = html`<table><caption>Errors of segments that overfit more than the rest, p by Holm over ${counted(looked, "segment")}</caption>
<thead><tr><th scope="col" class="name">segment</th><th scope="col">train</th><th scope="col">validation</th><th scope="col">gap beside the rest [95 %]</th><th scope="col">p</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const none = html`<p>None of ${counted(looked, "segment")} overfits more than the rest.</p>`;
  return html`${worse.length === 0 ? none : scrolling("Segments that overfit more", table)}
<p>${counted(labels.suspects, "label")} of ${counted(labels.looked, "training row")} ${told}; ${counted(labels.memorized, "row")} known by heart: ${clean(labels.file, 80)}</p>`;
}
