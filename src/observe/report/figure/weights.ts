import { twoDigits } from "../../../core/count.ts";
import type { ReportLayer, ReportWeights } from "../evidence.ts";
import { count, percent } from "../write/format.ts";
import { type Child, clean, html, type Markup, shortened } from "../write/html.ts";
import { linear } from "../draw/scale.ts";
import { cut, figure, type Frame, line, px, rect, text, WIDTH, xTicks } from "../draw/svg.ts";

const HEIGHT = 172;
const FRAME: Frame = { left: 14, right: WIDTH - 14, top: 54, bottom: HEIGHT - 30 };
/** Layers that are drawn. */
const LAYERS = 12;

/** One small drawing per layer: how large its weights are, plain's as an outline; exact zeros are counted in words. */
export function weightFigures(layers: readonly ReportLayer[]): Child {
  if (layers.length === 0) return undefined;
  const left = layers.length - LAYERS;
  const more = left > 0 ? ` ${left} more layers are not drawn.` : "";
  return html`<div class="pair">${layers.slice(0, LAYERS).map(drawLayer)}</div>
<p class="note">Shares of the weights that are not zero, by value; exact zeros are counted apart. Biases and scales of norms are left out.${more}</p>`;
}

function drawLayer(layer: ReportLayer, index: number): Markup {
  const { name, shape, reach, models } = layer;
  const size = shape.map(count).join(" × ");
  const x = linear([-reach, reach], [FRAME.left, FRAME.right], 5);
  const most = Math.max(1e-9, ...models.flatMap((of) => sharesOf(of)));
  const y = (share: number): number => FRAME.bottom - (share / most) * (FRAME.bottom - FRAME.top);
  const said = models.map((of) => `${clean(of.recipe, 40)}: ${percent(of.zero / of.count)} zero`).join("; ");
  return figure({
    name: `weights-${index + 1}`,
    height: HEIGHT,
    label: `Weights of layer ${clean(name, 40)}, ${size}. ${said}`,
    drawing: html`${text(FRAME.left, 14, `${shortened(name, 30)}  ${size}`, "strong")}
      ${xTicks(x, FRAME)}
      ${models.toReversed().map((of) => shapeOf(of, kindOf(of, layer), y))}
      ${line(FRAME.left, FRAME.bottom, FRAME.right, FRAME.bottom, "axis")}${models.map((of, i) => legend(of, kindOf(of, layer), 31 + 15 * i))}`,
  });
}

/** The kept model is filled, plain beside it an outline; a model alone is filled. */
const kindOf = (of: ReportWeights, { models }: ReportLayer): "kept" | "other" => (of === models[0] ? "kept" : "other");

const sharesOf = ({ bins, count: all }: ReportWeights): number[] => bins.map((n) => n / Math.max(1, all));

function shapeOf(of: ReportWeights, kind: "kept" | "other", y: (share: number) => number): Markup {
  const step = (FRAME.right - FRAME.left) / of.bins.length;
  const tops = sharesOf(of).map(
    (share, i) => `L${px(FRAME.left + i * step)},${px(y(share))}H${px(FRAME.left + (i + 1) * step)}`,
  );
  const path = `M${px(FRAME.left)},${px(FRAME.bottom)}${tops.join("")}L${px(FRAME.right)},${px(FRAME.bottom)}`;
  return html`<path d="${path}" class="weights ${kind}"/>`;
}

function legend({ recipe, zero, count: all, size, beyond }: ReportWeights, kind: "kept" | "other", y: number): Child {
  const out = beyond > 0 ? `, ${count(beyond)} beyond` : "";
  const numbers = `${percent(zero / all)} zero · rms ${twoDigits(size)}${out}`;
  return [
    rect(FRAME.left, y - 9, 14, 9, `weights ${kind}`),
    text(FRAME.left + 20, y, cut(recipe, 190), ""),
    text(FRAME.right, y, numbers, "end soft"),
  ];
}
