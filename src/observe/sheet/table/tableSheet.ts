import { invariant, RegularizeError } from "../../../core/index.ts";
import { moved, svgDocument, svgToPng } from "../../picture/index.ts";
import { clean } from "../../report/html.ts";
import { text } from "../../report/svg.ts";
import { boxNote, footing, heading, MARGIN } from "../origin.ts";
import { CHANGES_STYLE, changesBlock, changesLegend, changesOf } from "./changes.ts";
import { legend, type Names, SCATTER_STYLE, scatterPair } from "./scatter.ts";
import type { TableSheet } from "./types.ts";
import { countsOf, viewOf } from "./view.ts";

const WIDTH = 960;
const ROOM = WIDTH - 2 * MARGIN;
const STYLE = `${SCATTER_STYLE}${CHANGES_STYLE}`;

/** The smallest class that has rows before. */
function smallest({ before, classes }: TableSheet): number {
  const counts = countsOf(before, classes.length);
  const present = [...classes.keys()].filter((i) => counts[i]! > 0);
  return present.reduce((least, i) => (counts[i]! < counts[least]! ? i : least), present[0]!);
}

function check({ before, after, classes, columns, focus }: TableSheet): void {
  if (before.rows === 0 || columns.length === 0 || classes.length === 0)
    throw new RegularizeError({ code: "E531", message: "There is nothing to draw", expected: "at least one row" });
  const sizes = [before, after].every(
    ({ x, rows, width, labels }) =>
      width === columns.length && x.length === rows * width && labels.length === rows && inClasses(labels, classes),
  );
  invariant(sizes && after.kept <= after.rows, "the tables of a sheet do not fit each other");
  invariant(focus === undefined || focus in classes, `class ${focus} of ${classes.length}`);
}

const inClasses = (labels: ArrayLike<number>, classes: readonly string[]): boolean => {
  for (let i = 0; i < labels.length; i++) if (classes[labels[i]!] === undefined) return false;
  return true;
};

/**
 * One class of a table before and after an operation as an SVG document: its rows in two columns or two principal components,
 * new ones by another shape, and the columns that changed most. Nothing to show is E531.
 */
export function tableSheetSvg(sheet: TableSheet): string {
  check(sheet);
  const focus = sheet.focus ?? smallest(sheet);
  const names: Names = { classes: sheet.classes, focus };
  const view = viewOf(sheet, focus);
  const changes = changesOf(sheet, focus);
  const top = heading(sheet, WIDTH);
  const pair = scatterPair(view, ["before", `after ${clean(sheet.operation, 40)}`], names, ROOM);
  const columns = changesBlock(changes, sheet.columns, ROOM);
  const boxes = boxNote([...sheet.classes, ...sheet.columns.slice(0, 50)]);
  const foot = footing({ ...sheet, notes: [...(sheet.notes ?? []), ...view.notes, ...boxes] }, WIDTH);
  const [plots, below] = [top.height + 42, top.height + 42 + pair.height];
  const words = `How “${clean(sheet.classes[focus]!, 24)}” changed: shares of its rows by column, Kolmogorov–Smirnov distance`;
  const end = below + 62 + columns.height;
  const body = [
    top.body,
    moved(MARGIN, top.height + 16, legend(0, names)),
    moved(MARGIN, plots, pair.body),
    moved(MARGIN, below + 10, [text(0, 12, words, "col"), changesLegend(34)]),
    moved(MARGIN, below + 62, columns.body),
    moved(0, end, foot.body),
  ];
  return svgDocument({ width: WIDTH, height: end + foot.height + 10, label: sheet.title, style: STYLE, body });
}

/** The same as a PNG. */
export const tableSheet = (sheet: TableSheet): Promise<Uint8Array> => svgToPng(tableSheetSvg(sheet));
