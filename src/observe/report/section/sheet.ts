import { paragraph } from "../../sheet/text/paragraph.ts";
import { changedWords, plainWords } from "../../sheet/text/words.ts";
import { verdictMark } from "./audit.ts";
import type { ImageStep, ReportAudit, ReportPicture, ReportSheet, StepsOnText, TableStep } from "../evidence.ts";
import { count, counted } from "../write/format.ts";
import { type Child, clean, html, type Markup, named } from "../write/html.ts";
import { scrolling } from "./table.ts";

/** Characters that the parts of a sheet have together; a report stays small whatever the rows hold. */
const MOST = 300_000;

/** Training rows beside what augmentation makes of them, with what the audit said of each step. */
export function sheetOf(sheet: ReportSheet, audit: ReportAudit | undefined): Child {
  const verdicts = new Map((audit?.lines ?? []).map((line) => [line.operation, line]));
  const titled: Titled = (operation) => html`<h3>${named(operation)}${verdictOf(verdicts.get(operation))}</h3>`;
  const { parts, left } = within(partsOf(sheet, titled));
  const notes = [
    ...sheet.notes,
    ...(audit === undefined ? [unaudited(sheet)] : []),
    ...(left === 0 ? [] : [`${counted(left, "part")} of the sheet would make this file too large.`]),
  ];
  return html`<p class="lead">${leadOf(sheet)}</p>
${parts}${notes.map((note) => html`<p class="note">${clean(note, 300)}</p>`)}`;
}

const unaudited = ({ kind }: ReportSheet): string =>
  kind === "table"
    ? "Steps on tables make rows or targets anew: there is no label that an audit could find broken."
    : "Whether labels survive these steps was not audited in this run: regularize audit tells.";

/** The name of a step with its verdict. */
type Titled = (operation: string) => Markup;

const verdictOf = (line: ReportAudit["lines"][number] | undefined): Child =>
  line === undefined ? undefined : html` <span class="verdict">${verdictMark(line.verdict)}</span>`;

/** What the sheet is, and which rows it shows: single ones, so that nobody passes them on unawares. */
const leadOf = ({ shown, kind }: ReportSheet): Markup =>
  html`${counted(shown, "training row")} of the kept model beside what each step makes of ${shown === 1 ? "it" : "them"}: all that this file shows of
single rows. ${kind === "table" ? "New and mixed rows hold cells of further training rows. " : undefined}No validation and no test row is among them.`;

function partsOf(sheet: ReportSheet, titled: Titled): Markup[] {
  if (sheet.kind === "image") return sheet.steps.map((step) => imagePart(step, titled));
  if (sheet.kind === "text") return sheet.texts.map((of) => textPart(of, titled));
  return sheet.steps.map((step) => tablePart(step, titled));
}

/** The first parts that are small enough together, and how many are left out. */
function within(parts: readonly Markup[]): { readonly parts: readonly Markup[]; readonly left: number } {
  let size = 0;
  const kept = parts.filter(({ text }) => {
    size += text.length;
    return size <= MOST;
  });
  return { parts: kept, left: parts.length - kept.length };
}

const imagePart = ({ operation, rows }: ImageStep, titled: Titled): Markup =>
  html`<div class="step">${titled(operation)}${rows.map(
    ({ original, copies }) =>
      html`<div class="thumbs">${picture(original, "original")}${copies.map((copy) => picture(copy, "copy"))}</div>`,
  )}</div>
`;

/** A thumbnail with what was drawn below it. */
function picture({ webp, width, height, label }: ReportPicture, kind: "original" | "copy"): Markup {
  const words =
    kind === "original" ? (clean(label, 40) === "" ? "original" : `original, ${clean(label, 40)}`) : clean(label, 60);
  return html`<div class="thumb ${kind}"><img src="data:image/webp;base64,${webp.replace(/[^A-Za-z0-9+/=]/gu, "")}" alt="${kind}: ${clean(label, 60)}" width="${width}" height="${height}"><span>${words}</span></div>`;
}

/** The text as it is beside a copy by each step. */
const textPart = ({ name, source, copies }: StepsOnText, titled: Titled): Markup =>
  html`<div class="step pair"><div><h3>original <span class="soft">${named(name)}</span></h3>${paragraph(plainWords(source))}</div>
<div>${copies.map(({ operation, text }) => html`${titled(operation)}${paragraph(changedWords(source, text))}`)}</div></div>
`;

function tablePart({ operation, columns, columnsInAll, rows, counts }: TableStep, titled: Titled): Markup {
  const left = columnsInAll - (columns.length - 1);
  const more = left > 0 ? html`, ${count(left)} more ${left === 1 ? "column is" : "columns are"} not shown` : undefined;
  const sizes = counts?.map((of) => html`${named(of.name, 30)} ${count(of.before)} → ${count(of.after)}`);
  const made = sizes?.flatMap((of, i) => (i === 0 ? [of] : [", ", of]));
  const told = made === undefined ? undefined : html`<p class="note">Training rows of each class: ${made}.</p>`;
  const body =
    rows.length === 0
      ? html`<p class="note">None of these rows is changed.</p>`
      : scrolling(
          `Rows before and after ${clean(operation, 60)}`,
          html`<table class="rows"><caption>Rows before and after; what changed stands out${more}</caption>
<thead><tr><th scope="col" class="name">row</th>${columns.map((name, i) => html`<th scope="col">${named(name, 24)}${i === columns.length - 1 ? html` <span class="soft">(target)</span>` : undefined}</th>`)}</tr></thead>
${rows.map((row) => pairOf(row, counts !== undefined))}</table>`,
        );
  return html`<div class="step">${titled(operation)}${told}${body}</div>
`;
}

/** A row and what became of it, or what was made of it. */
function pairOf({ before, after }: TableStep["rows"][number], isNew: boolean): Markup {
  const cell = (value: string, i: number): Markup =>
    value === before[i] ? html`<td>${cellText(value)}</td>` : html`<td><ins>${cellText(value)}</ins></td>`;
  return html`<tbody><tr><th scope="row" class="name soft">${isNew ? "training row" : "before"}</th>${before.map((value) => html`<td class="soft">${cellText(value)}</td>`)}</tr>
<tr><th scope="row" class="name">${isNew ? "new row" : "after"}</th>${after.map(cell)}</tr></tbody>`;
}

const cellText = (value: string): Markup => html`<bdi>${clean(value, 28).replace(/^-(?=[\d.])/u, "−")}</bdi>`;
