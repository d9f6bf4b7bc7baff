import type { ReportConfusion } from "../evidence.ts";
import { count, counted, percent } from "../write/format.ts";
import { type Child, clean, html, type Markup } from "../write/html.ts";
import { cut, figure, rect, text, textWidth, tooltip, WIDTH } from "../draw/svg.ts";

/** Classes that have a row of their own; the rarest others are put together. */
const CLASSES = 12;
const LABELS = 110;
const HEAD = 46;

/** Rows of the truth against what the model said: shades are shares of the row, numbers are counts. */
export function confusionFigure(given: ReportConfusion): Markup {
  const { classes, counts } = joined(given);
  const size = Math.min(84, (WIDTH - LABELS - 60) / classes.length);
  const right = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const all = counts.flat().reduce((a, b) => a + b, 0);
  const left = LABELS + 4;
  return figure({
    name: "confusion",
    height: HEAD + classes.length * size + 12,
    label: `Confusion of ${counted(given.classes.length, "class", "classes")}: ${percent(right / Math.max(1, all))} right.`,
    drawing: html`${text(left, 14, "said →", "soft")}${text(LABELS - 4, HEAD - 8, "truth ↓", "end soft")}${text(left + classes.length * size + 8, HEAD - 8, "right", "soft")}
      ${classes.map((name, i) => heading(name, left + i * size, size))}
      ${counts.map((row, i) => line(classes[i]!, row, { at: i, y: HEAD + i * size, left, size }))}`,
    caption: html`Counts of rows; the shade is the share of the class’s rows, the diagonal is right. ${percent(right / Math.max(1, all))} of ${counted(all, "row")} right.`,
  });
}

/** Above its column, over two lines where names are long and columns narrow. */
function heading(name: string, x: number, size: number): Child {
  const short = cut(name, size < 30 ? size * 1.6 : size - 4, 11);
  return html`<text x="${String(Math.round(x + size / 2))}" y="${String(HEAD - 8)}" class="mid small">${short}${tooltip(clean(name, 200))}</text>`;
}

interface Place {
  readonly at: number;
  readonly y: number;
  readonly left: number;
  readonly size: number;
}

function line(name: string, row: readonly number[], { at, y, left, size }: Place): Child {
  const sum = row.reduce((a, b) => a + b, 0);
  const middle = y + size / 2 + 4;
  const small = size < 34 ? "small" : "";
  const share = (n: number): number => (sum === 0 ? 0 : n / sum);
  return [
    html`<text x="${String(LABELS - 4)}" y="${String(Math.round(middle))}" class="end">${cut(name, LABELS - 10)}${tooltip(clean(name, 200))}</text>`,
    row.map((n, i) => {
      const label = count(n);
      const fits = textWidth(label, small === "" ? 12 : 11) < size - 2;
      return [
        rect(left + i * size + 1, y + 1, size - 2, size - 2, i === at ? "cell right" : "cell", 0.04 + 0.86 * share(n)),
        n > 0 && fits
          ? text(left + (i + 0.5) * size, middle, label, `mid cell-text ${small} ${share(n) > 0.55 ? "on" : ""}`)
          : undefined,
      ];
    }),
    text(left + row.length * size + 8, middle, sum === 0 ? "–" : percent(share(row[at]!)), "soft"),
  ];
}

/** The commonest classes, and the others as one. */
function joined({ classes, counts }: ReportConfusion): ReportConfusion {
  if (classes.length <= CLASSES) return { classes, counts };
  const sums = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const order = sums.map((_, i) => i).toSorted((a, b) => sums[b]! - sums[a]!);
  const own = order.slice(0, CLASSES - 1).toSorted((a, b) => a - b);
  const groups = [...own.map((i) => [i]), order.slice(CLASSES - 1)];
  const total = (rows: readonly number[], columns: readonly number[]): number =>
    rows.reduce((sum, r) => sum + columns.reduce((s, c) => s + counts[r]![c]!, 0), 0);
  return {
    classes: [...own.map((i) => classes[i]!), `${classes.length - own.length} others`],
    counts: groups.map((rows) => groups.map((columns) => total(rows, columns))),
  };
}
