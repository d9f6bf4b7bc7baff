import { type Child, clean, html, type Markup } from "../write/html.ts";
import { counted } from "../write/format.ts";
import { drawable, extent, linear, logarithmic, type Scale } from "../draw/scale.ts";
import { figure, cut, type Frame, px, text, WIDTH, xAxis, yAxis } from "../draw/svg.ts";
import { thin } from "../draw/thin.ts";
import type { Curve } from "../types.ts";
import { type Part, partKeys } from "./parts.ts";

const HEIGHT = 270;
const FRAME: Frame = { left: 46, right: WIDTH - 14, top: 46, bottom: HEIGHT - 46 };
/** Losses further apart than this ratio are drawn with equal ratios. */
const WIDE = 30;
/** Losses below are drawn at the lower edge. */
const SMALLEST = 1e-30;
/** Points of all lines together, so that the file stays small. */
const POINTS = 4000;

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  readonly logarithmic: boolean;
  readonly pointsPerLine: number;
}

/** One figure per recipe, all on the same axes: training and validation loss of every repeat after each epoch. */
export function curveFigures(curves: readonly Curve[]): Markup[] {
  const drawn = curves.filter(({ epochs }) => epochs.length > 0);
  const scales = scalesOf(drawn);
  return [...new Set(drawn.map(({ recipe }) => recipe))].slice(0, 6).map((recipe, index) => {
    const repeats = drawn.filter((curve) => curve.recipe === recipe);
    const unit = scales.logarithmic ? "loss, logarithmic" : "loss";
    return figure({
      name: `curves-${index + 1}`,
      height: HEIGHT,
      label: `Learning curves of ${clean(recipe)}: training and validation loss by epoch, ${counted(repeats.length, "repeat")}.`,
      drawing: html`${text(8, 14, cut(recipe, 240), "strong")}${partKeys()}${xAxis(scales.x, FRAME, "epoch")}${yAxis(scales.y, FRAME, unit)}
        ${repeats.map((curve, i) => drawCurve(curve, scales, i === 0)).toReversed()}`,
      caption: caption(repeats),
    });
  });
}

function scalesOf(curves: readonly Curve[]): Scales {
  const losses = curves.flatMap(({ epochs }) => epochs.flatMap(({ train, validation }) => [train, validation]));
  const positive = losses.filter((loss) => loss > SMALLEST && drawable(loss));
  const [low, high] = extent(positive);
  const wide = positive.length > 0 && high > WIDE * low;
  const last = Math.max(2, ...curves.map(({ epochs }) => epochs.at(-1)!.epoch));
  const y: readonly [number, number] = [FRAME.bottom, FRAME.top];
  return {
    x: linear([1, last], [FRAME.left + 4, FRAME.right], 6, 1),
    y: wide
      ? logarithmic([low / 1.1, high * 1.1], y)
      : linear(extent([...losses, low > high / 3 ? low : 0], 0.04), y, 5),
    logarithmic: wide,
    pointsPerLine: Math.max(20, Math.floor(POINTS / (2 * Math.max(1, curves.length)))),
  };
}

function drawCurve({ epochs, kept }: Curve, scales: Scales, first: boolean): Child {
  const weight = first ? "first" : "faint";
  const path = (part: Part): Markup =>
    html`<path d="${pathOf(
      epochs.map((e) => [e.epoch, e[part]]),
      scales,
    )}" class="curve ${part} ${weight}"/>`;
  const best = bestOf(epochs);
  const found = epochs.find(({ epoch }) => epoch === kept);
  const dot = (e: Curve["epochs"][number] | undefined, kind: string, r: number): Child =>
    e === undefined || !Number.isFinite(heightOf(e.validation, scales.y))
      ? undefined
      : html`<circle cx="${px(scales.x.at(e.epoch))}" cy="${px(heightOf(e.validation, scales.y))}" r="${r}" class="${kind} ${weight}"/>`;
  return [path("train"), path("validation"), dot(best, "best", 4.5), dot(found, "kept", 2.5)];
}

/** NaN for a loss that cannot be drawn. */
const heightOf = (loss: number, y: Scale): number =>
  drawable(loss) ? Math.min(FRAME.bottom, Math.max(FRAME.top, y.at(loss))) : Number.NaN;

function bestOf(epochs: Curve["epochs"]): Curve["epochs"][number] | undefined {
  const finite = epochs.filter(({ validation }) => drawable(validation));
  return finite.length === 0 ? undefined : finite.reduce((a, b) => (b.validation < a.validation ? b : a));
}

/** Straight lines between finite points, broken where there is none. */
function pathOf(points: readonly (readonly [number, number])[], { x, y, pointsPerLine }: Scales): string {
  let pen = "M";
  return thin(points, pointsPerLine)
    .map(([epoch, loss]) => {
      const height = heightOf(loss, y);
      if (!Number.isFinite(height)) {
        pen = "M";
        return "";
      }
      const step = `${pen}${px(x.at(epoch))},${px(height)}`;
      pen = "L";
      return step;
    })
    .join("");
}

function caption(repeats: readonly Curve[]): Markup {
  const others = repeats.length > 1 ? `, ${repeats.length - 1} more faint` : "";
  const best = bestOf(repeats[0]!.epochs);
  const lowest = best === undefined ? "never finite" : `at epoch ${best.epoch}`;
  return html`Repeat ${repeats[0]!.repeat}${others}: raw losses in inference mode, without penalties.
    Lowest validation loss (ring) ${lowest}, weights kept (dot) from epoch ${repeats[0]!.kept}.`;
}
