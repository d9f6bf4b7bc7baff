import { count, counted, type Format } from "../write/format.ts";
import { type Child, clean, html, type Markup } from "../write/html.ts";
import { drawable, extent, linear, type Scale } from "../draw/scale.ts";
import { figure, type Frame, line, px, text, tooltip, WIDTH, yAxis } from "../draw/svg.ts";
import type { ReportGrowth } from "../types.ts";
import { PARTS, partKeys, pathThrough, scoreEnds, scorePoint } from "./parts.ts";

const HEIGHT = 300;
const FRAME: Frame = { left: 52, right: WIDTH - 20, top: 46, bottom: HEIGHT - 46 };
/** Pieces of the drawn law. */
const PIECES = 40;

interface Scales {
  /** Of a number of rows: equal ratios are equally far apart. */
  readonly x: (rows: number) => number;
  readonly y: Scale;
}

/** Training and validation by training rows, the fitted law, and what it foretells with its interval. */
export function growthFigure(result: ReportGrowth, format: Format): Markup {
  const { sizes, metric, foretold, law } = result;
  const scales = scalesOf(result);
  const title = clean(metric.title, 30);
  const said = sizes
    .map(({ rows, validation }) => `${counted(rows, "row")}: ${format.score(validation.mean)}`)
    .join(", ");
  const more =
    foretold === undefined
      ? ""
      : ` With ${counted(foretold.rows, "row")} the law foretells ${format.score(foretold.value)} [${format.score(foretold.low)}, ${format.score(foretold.high)}] (ring).`;
  return figure({
    name: "growth",
    height: HEIGHT,
    label: `Validation ${title} by training rows. ${said}`,
    drawing: html`${legend(law !== undefined)}${yAxis(scales.y, FRAME, `${title}, ${metric.better} is better`)}${ticks(result, scales)}
      ${lawOf(result, scales)}${PARTS.map((part) => draw(part, result, scales, format))}${expected(result, scales, format)}`,
    caption: html`Means over the repeats ± one standard error, corrected for shared rows; the validation rows are the same for every size.${more}`,
  });
}

const rowsOf = ({ sizes, foretold }: ReportGrowth): number[] => [
  ...sizes.map(({ rows }) => rows),
  ...(foretold === undefined ? [] : [foretold.rows]),
];

function scalesOf(result: ReportGrowth): Scales {
  const { sizes, foretold } = result;
  const all = rowsOf(result).map(Math.log);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const beyond = foretold === undefined ? [] : [foretold.low, foretold.high];
  const [left, right] = [FRAME.left + 14, FRAME.right - 14];
  return {
    x: (rows) => (high > low ? left + ((Math.log(rows) - low) / (high - low)) * (right - left) : left),
    y: linear(extent([...scoreEnds(sizes), ...beyond], 0.06), [FRAME.bottom, FRAME.top], 5),
  };
}

const legend = (hasLaw: boolean): Child => [
  ...(hasLaw ? [line(WIDTH - 262, 10, WIDTH - 242, 10, "axis"), text(WIDTH - 237, 14, "law")] : []),
  ...partKeys(20),
];

const ticks = (result: ReportGrowth, { x }: Scales): Child => [
  rowsOf(result).map((rows) => [
    line(x(rows), FRAME.top, x(rows), FRAME.bottom, "grid"),
    text(x(rows), FRAME.bottom + 16, count(rows), "mid soft"),
  ]),
  text((FRAME.left + FRAME.right) / 2, FRAME.bottom + 36, "training rows, each step twice as many", "mid"),
];

function lawOf(result: ReportGrowth, { x, y }: Scales): Child {
  const { law } = result;
  if (law === undefined) return undefined;
  const rows = rowsOf(result);
  const [low, high] = [Math.min(...rows), Math.max(...rows)];
  const points = Array.from({ length: PIECES + 1 }, (_, i) => {
    const at = low * (high / low) ** (i / PIECES);
    return { at, value: law.a + law.b * (at / law.scale) ** -law.c };
  });
  const path = pathThrough(points.map(({ at, value }) => ({ x: x(at), y: y.at(value) })));
  return html`<path d="${path}" class="curve axis"/>`;
}

function draw(part: "train" | "validation", { sizes }: ReportGrowth, { x, y }: Scales, format: Format): Child {
  const known = sizes.filter((size) => drawable(size[part].mean));
  const path = pathThrough(known.map((size) => ({ x: x(size.rows), y: y.at(size[part].mean) })));
  return [
    part === "train" ? html`<path d="${path}" class="curve train"/>` : undefined,
    known.map(({ rows, [part]: score }) => {
      const tip = `${counted(rows, "row")}: ${part} ${format.score(score.mean)} ± ${format.score(score.se)}`;
      return scorePoint({ part, score, x: x(rows), y, radius: 3.5, tip });
    }),
  ];
}

function expected({ foretold }: ReportGrowth, { x, y }: Scales, format: Format): Child {
  if (foretold === undefined) return undefined;
  const { rows, value, low, high } = foretold;
  const tip = tooltip(`${counted(rows, "row")}: ${format.score(value)} [${format.score(low)}, ${format.score(high)}]`);
  return [
    line(x(rows), y.at(low), x(rows), y.at(high), "curve-error validation"),
    html`<circle cx="${px(x(rows))}" cy="${px(y.at(value))}" r="4.5" class="best">${tip}</circle>`,
  ];
}
