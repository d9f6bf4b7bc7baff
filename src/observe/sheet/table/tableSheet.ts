import { invariant, RegularizeError } from "../../../core/index.ts";
import { fitted, moved, svgDocument, svgToPng } from "../../picture/index.ts";
import { clean } from "../../report/write/html.ts";
import { text } from "../../report/draw/svg.ts";
import { type Block, boxNote, footing, heading, MARGIN } from "../origin.ts";
import { type Change, CHANGES_STYLE, changesBlock, changesLegend, changesOf } from "./changes.ts";
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
  const top = heading(sheet, WIDTH);
  const pair = scatterPair(view, ["before", `after ${clean(sheet.operation, 40)}`], names, ROOM);
  const boxes = boxNote([...sheet.classes, ...sheet.columns.slice(0, 50)]);
  const foot = footing({ ...sheet, notes: [...(sheet.notes ?? []), ...view.notes, ...boxes] }, WIDTH);
  const [plots, below] = [top.height + 42, top.height + 42 + pair.height];
  const changed = changedBlock(changesOf(sheet, focus), sheet, clean(sheet.classes[focus]!, 24));
  const end = below + changed.height;
  const body = [
    top.body,
    moved(MARGIN, top.height + 16, legend(0, names)),
    moved(MARGIN, plots, pair.body),
    moved(MARGIN, below, changed.body),
    moved(0, end, foot.body),
  ];
  return svgDocument({ width: WIDTH, height: end + foot.height + 10, label: sheet.title, style: STYLE, body });
}

/** Histograms with their title and legend, or the sentence that there is nothing to show. */
function changedBlock(changes: readonly Change[], { columns }: TableSheet, name: string): Block {
  if (changes.length === 0) return { body: text(0, 22, `No column of “${name}” changed.`, "col"), height: 46 };
  const { body, height } = changesBlock(changes, columns, ROOM);
  const measures = changes.some(({ isCoded }) => isCoded) ? ", of categories total variation" : "";
  const title = `How “${name}” changed: shares of its rows; distances are Kolmogorov and Smirnov’s${measures}`;
  return {
    body: moved(0, 10, [
      text(0, 12, fitted(title, ROOM, { size: 12, face: "bold" }), "col"),
      changesLegend(34),
      moved(0, 52, body),
    ]),
    height: height + 62,
  };
}

/** The same as a PNG. */
export const tableSheet = (sheet: TableSheet): Promise<Uint8Array> => svgToPng(tableSheetSvg(sheet));
