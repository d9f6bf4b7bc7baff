import type { ReportResiduals } from "../evidence.ts";
import { counted, fixed } from "../write/format.ts";
import { html, type Markup } from "../write/html.ts";
import { extent, linear } from "../draw/scale.ts";
import { figure, type Frame, line, px, rect, tooltip, WIDTH, xAxis, yAxis } from "../draw/svg.ts";

const HEIGHT = 300;
const FRAME: Frame = { left: 60, right: WIDTH - 14, top: 30, bottom: HEIGHT - 46 };

/** Truth − prediction over the prediction: a median and the middle four fifths for each tenth of the rows. */
export function residualFigure({ bands }: ReportResiduals): Markup {
  const x = linear(extent(bands.flatMap(({ from, to }) => [from, to])), [FRAME.left + 4, FRAME.right], 5);
  const y = linear(extent([0, ...bands.flatMap(({ low, high }) => [low, high])], 0.06), [FRAME.bottom, FRAME.top], 5);
  const middle = ({ from, to }: (typeof bands)[number]): number => x.at((from + to) / 2);
  return figure({
    name: "residuals",
    height: HEIGHT,
    label: `Residuals by prediction: medians ${bands.map(({ median }) => fixed(median, 3)).join(", ")}`,
    drawing: html`${xAxis(x, FRAME, "prediction")}${yAxis(y, FRAME, "truth − prediction")}${line(FRAME.left, y.at(0), FRAME.right, y.at(0), "axis")}
      ${bands.map((band) => {
        const [left, right] = [x.at(band.from), Math.max(x.at(band.to), x.at(band.from) + 1)];
        const tip = `${counted(band.rows, "row")}: median ${shortNumber(band.median)}, middle 80 % from ${shortNumber(band.low)} to ${shortNumber(band.high)}`;
        return [
          html`<g>${rect(left, y.at(band.high), right - left, y.at(band.low) - y.at(band.high), "band")}${tooltip(tip)}</g>`,
          html`<circle cx="${px(middle(band))}" cy="${px(y.at(band.median))}" r="3.5" class="point winner">${tooltip(tip)}</circle>`,
        ];
      })}`,
    caption: html`Each tenth of the rows by prediction: the median (dot) and the middle 80 % (band) of truth − prediction, in the
      target’s units. A slope of the dots is a bias; a widening band is noise that grows.`,
  });
}

const shortNumber = (x: number): string => fixed(x, Math.abs(x) >= 100 ? 0 : Math.abs(x) >= 1 ? 2 : 4);
