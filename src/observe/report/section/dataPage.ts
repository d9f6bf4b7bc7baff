import type { ReportColumn, ReportData } from "../evidence.ts";
import { count, counted, fixed, NONE, percent } from "../write/format.ts";
import { type Child, clean, html, type Markup, named } from "../write/html.ts";
import { px } from "../draw/svg.ts";
import { scrolling } from "./table.ts";

/** Columns that the table holds. */
const COLUMNS = 60;
const CLASSES = 20;
const BOX = { width: 84, height: 20 };

/** What the data is: its columns with their types and blanks, the classes, and the file's checksum. */
export function dataTable(data: ReportData): Markup {
  const { columns, columnsInAll, rows, name, sha256 } = data;
  const left = columnsInAll - Math.min(COLUMNS, columns.length);
  return html`${classTable(data)}${
    columns.length === 0
      ? undefined
      : scrolling(
          "All columns",
          html`<table class="columns"><caption>${named(name)}: ${counted(rows, "row")}, ${counted(columnsInAll, "column")}${left > 0 ? html`, ${count(left)} of them not shown` : undefined}</caption>
<thead><tr><th scope="col" class="name">column</th><th scope="col" class="name">type</th><th scope="col" class="name">use</th><th scope="col">blank</th><th scope="col">different</th><th scope="col" class="name">distribution</th></tr></thead>
<tbody>${columns.slice(0, COLUMNS).map((column) => columnRow(column, rows))}</tbody></table>`,
        )
  }<p class="note">SHA-256 of the data: <code>${clean(sha256, 64)}</code></p>`;
}

function columnRow({ name, type, use, blanks, distinct, bins, range }: ReportColumn, rows: number): Markup {
  const missing =
    blanks === 0
      ? "0"
      : html`<span class="${blanks > 0.2 * rows ? "worse" : "other"}">${count(blanks)} · ${percent(blanks / rows)}</span>`;
  const ends =
    range === undefined ? undefined : html` <span class="soft">${short(range[0])} … ${short(range[1])}</span>`;
  return html`<tr><th scope="row" class="name">${named(name, 48)}</th><td class="name">${clean(type, 20)}</td><td class="name ${use === "left out" ? "soft" : "used"}">${use}</td>
<td>${missing}</td><td>${distinct === undefined ? NONE : count(distinct)}</td><td class="name">${bins === undefined ? undefined : tiny(bins)}${ends}</td></tr>`;
}

const short = (x: number): string =>
  Math.abs(x) >= 1e6 || (x !== 0 && Math.abs(x) < 1e-3)
    ? x.toExponential(1).replace("-", "−")
    : fixed(x, Number.isInteger(x) ? 0 : Math.abs(x) >= 100 ? 0 : 2, true);

/** Bars without an axis, as wide as a word. */
function tiny(bins: readonly number[]): Child {
  const most = Math.max(1, ...bins);
  const step = BOX.width / bins.length;
  const bars = bins.map((n, i) => {
    const tall = n === 0 ? 0 : Math.max(1, (n / most) * BOX.height);
    return `M${px(i * step)},${px(BOX.height - tall)}h${px(Math.max(0.8, step - 1))}V${px(BOX.height)}H${px(i * step)}z`;
  });
  return html`<svg class="tiny" viewBox="0 0 ${BOX.width} ${BOX.height}" aria-hidden="true"><path d="${bars.join("")}" class="count"/></svg>`;
}

function classTable({ classes, rows }: ReportData): Child {
  if (classes === undefined) return undefined;
  const most = Math.max(1, ...classes.map((of) => of.rows));
  const left = classes.length - CLASSES;
  return scrolling(
    "Classes",
    html`<table class="classes"><caption>Classes</caption><tbody>${classes
      .slice(0, CLASSES)
      .map(
        (of) =>
          html`<tr><th scope="row" class="name">${named(of.name, 48)}</th><td>${count(of.rows)}</td><td>${percent(of.rows / Math.max(1, rows))}</td><td class="name"><svg class="tiny wide" viewBox="0 0 200 10" aria-hidden="true"><path d="M0,0H${px((200 * of.rows) / most)}V10H0z" class="count"/></svg></td></tr>`,
      )}</tbody>${left > 0 ? html`<tfoot><tr><th scope="row" class="name">and ${count(left)} more</th><td colspan="3"></td></tr></tfoot>` : undefined}</table>`,
  );
}
