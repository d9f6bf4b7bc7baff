import type { ReportCalibration } from "../evidence.ts";
import { count, counted, percent } from "../write/format.ts";
import { html, type Markup } from "../write/html.ts";
import { linear } from "../draw/scale.ts";
import { figure, type Frame, line, px, rect, text, tooltip, WIDTH, xAxis, yAxis } from "../draw/svg.ts";

const HEIGHT = 360;
const FRAME: Frame = { left: 52, right: WIDTH - 110, top: 30, bottom: HEIGHT - 96 };
/** Where the counts are drawn, below the diagram. */
const COUNTS: Frame = { ...FRAME, top: HEIGHT - 80, bottom: HEIGHT - 46 };
const Z = 1.96;

/** Ends of Wilson's 95 % interval of a share. */
function wilson(share: number, n: number): readonly [number, number] {
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Reliability diagram: how often the model was right against how sure it was, and how many rows say so. */
export function calibrationFigure({ bins, ece }: ReportCalibration): Markup {
  const used = bins.filter(({ rows }) => rows > 0);
  const all = used.reduce((sum, { rows }) => sum + rows, 0);
  const low = Math.min(0.9, ...used.map(({ confidence }) => Math.floor(confidence * 10) / 10));
  const x = linear([low, 1], [FRAME.left, FRAME.right], 5);
  const y = linear([0, 1], [FRAME.bottom, FRAME.top], 5);
  const most = Math.max(1, ...used.map(({ rows }) => rows));
  const tall = (rows: number): number => (rows / most) * (COUNTS.bottom - COUNTS.top);
  return figure({
    name: "calibration",
    height: HEIGHT,
    label: `Reliability: ${used.map(({ confidence, accuracy, rows }) => `${percent(confidence)} sure, ${percent(accuracy)} right, ${counted(rows, "row")}`).join("; ")}`,
    drawing: html`${xAxis(x, { ...FRAME, bottom: COUNTS.bottom }, "how sure the model was (confidence)")}${yAxis(y, FRAME, "how often it was right")}
      ${line(x.at(low), y.at(low), x.at(1), y.at(1), "ideal")}${text(x.at(1) + 6, y.at(1) + 4, "ideal", "soft")}
      ${line(FRAME.left, COUNTS.bottom, FRAME.right, COUNTS.bottom, "axis")}
      ${used.map(({ confidence, accuracy, rows }) => {
        const [from, to] = wilson(accuracy, rows);
        const at = x.at(confidence);
        const tip = `${percent(confidence)} sure, ${percent(accuracy)} right, ${counted(rows, "row")}`;
        return [
          line(at, y.at(from), at, y.at(to), "bar unclear-line"),
          html`<circle cx="${px(at)}" cy="${px(y.at(accuracy))}" r="4" class="point winner">${tooltip(tip)}</circle>`,
          rect(at - 5, COUNTS.bottom - tall(rows), 10, tall(rows), "count"),
        ];
      })}
      ${text(FRAME.right + 8, COUNTS.bottom - 2, counted(all, "row"), "soft")}${text(FRAME.right + 8, COUNTS.top + 8, `most ${count(most)}`, "soft")}`,
    caption: html`Expected calibration error ${percent(ece)}: the mean distance from the ideal over 15 bins of confidence, weighted by
      rows. Bars are 95 % intervals (Wilson) of the share of right answers; below, the rows of each bin.`,
  });
}
