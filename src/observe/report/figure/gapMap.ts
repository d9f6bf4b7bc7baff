import { counted, type Format } from "../write/format.ts";
import { type Child, clean, html, type Markup } from "../write/html.ts";
import { type Placed, placeLabels } from "../draw/labels.ts";
import { drawable, extent, linear, type Range, type Scale, withoutOutliers } from "../draw/scale.ts";
import { cut, figure, type Frame, line, px, text, textWidth, tooltip, WIDTH, xAxis, yAxis } from "../draw/svg.ts";
import { type ReportRecipe, type ReportResult, referenceOf } from "../types.ts";

const HEIGHT = 330;
const FRAME: Frame = { left: 52, right: WIDTH - 14, top: 30, bottom: HEIGHT - 46 };

interface Point {
  readonly recipe: ReportRecipe;
  readonly kind: "winner" | "plain" | "other";
  readonly x: number;
  readonly y: number;
  /** Ends of one standard error. */
  readonly ends: readonly [number, number];
  readonly label: string;
}

/** Scores this many times further from the median than the others are drawn at the edge. */
const FAR = 8;

const errorOf = ({ validation: { se } }: ReportRecipe): number => (drawable(se) ? se : 0);

/** Overfitting against quality: the gap to the right, the validation score upwards, better always on top. */
export function gapMap(result: ReportResult, format: Format): Markup | undefined {
  const { metric } = result;
  const shown = result.recipes.filter((recipe) => drawable(recipe.gap) && drawable(recipe.validation.mean));
  if (shown.length === 0) return undefined;
  const x = linear(extent([0, ...shown.map(({ gap }) => gap)], 0.08), [FRAME.left, FRAME.right], 5);
  const upwards: Range = metric.better === "higher" ? [FRAME.bottom, FRAME.top] : [FRAME.top, FRAME.bottom];
  const y = linear(scoreDomain(result, shown), upwards, 6);
  const title = clean(metric.title, 30);
  return figure({
    name: "gap-map",
    height: HEIGHT,
    label: `Gap map of ${counted(shown.length, "recipe")}: validation ${title} against the gap between training and validation.`,
    drawing: html`${xAxis(x, FRAME, "gap: training better than validation →")}${yAxis(y, FRAME, `validation ${title}, better ↑`)}
      ${line(x.at(0), FRAME.top, x.at(0), FRAME.bottom, "axis")}${draw(pointsOf(result, shown, x, y), format)}`,
    caption: html`The best recipe is the highest, not the one furthest to the left. Bars are ± one standard error; an arrow after a
      name marks a score beyond the axis.`,
  });
}

/** The scores with their errors, without those far off; plain and the winner are always within. */
function scoreDomain({ recipes, winner }: ReportResult, shown: readonly ReportRecipe[]): Range {
  const plain = referenceOf(recipes);
  const near = new Set(
    withoutOutliers(
      shown.map(({ validation }) => validation.mean),
      FAR,
    ),
  );
  const kept = shown.filter((r) => near.has(r.validation.mean) || r === plain || r.name === winner);
  return extent(
    kept.flatMap((r) => [r.validation.mean - errorOf(r), r.validation.mean + errorOf(r)]),
    0.08,
  );
}

function pointsOf({ recipes, winner }: ReportResult, shown: readonly ReportRecipe[], x: Scale, y: Scale): Point[] {
  const plain = referenceOf(recipes);
  const clamp = (at: number): number => Math.min(FRAME.bottom, Math.max(FRAME.top, at));
  return shown.map((recipe): Point => {
    const { mean } = recipe.validation;
    const at = y.at(mean);
    const beyond = at > FRAME.bottom + 1 ? " ↓" : at < FRAME.top - 1 ? " ↑" : "";
    return {
      recipe,
      kind: recipe.name === winner ? "winner" : recipe === plain ? "plain" : "other",
      x: x.at(recipe.gap),
      y: clamp(at),
      ends: [clamp(y.at(mean - errorOf(recipe))), clamp(y.at(mean + errorOf(recipe)))],
      label: `${cut(recipe.name, 150, 11)}${beyond}`,
    };
  });
}

/** How much wider letters are than estimated, of wide faces such as DejaVu Sans and of bold ones. */
const WIDER = { plain: 1.2, winner: 1.2, other: 1.07 } as const;

const ORDER = { winner: 0, plain: 1, other: 2 } as const;

function draw(points: readonly Point[], format: Format): Child {
  const sorted = points.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  const anchors = sorted.map(({ x, y, ends, label, kind }) => ({
    x,
    y,
    top: Math.min(...ends),
    bottom: Math.max(...ends),
    width: WIDER[kind] * textWidth(label, 11) + 8,
  }));
  const bounds = { x: FRAME.left, y: FRAME.top, width: FRAME.right - FRAME.left, height: FRAME.bottom - FRAME.top };
  const places = placeLabels(anchors, bounds);
  return [
    sorted.map(({ x, ends, kind }) => line(x, ends[0], x, ends[1], `error ${kind}-line`)),
    sorted.map((point, i) => drawLabel(point, places[i])),
    sorted.toReversed().map((point) => drawPoint(point, format)),
  ];
}

function drawPoint({ x, y, kind, recipe }: Point, { score, signed }: Format): Markup {
  const { name, validation, gap } = recipe;
  const tip = tooltip(`${clean(name)}: validation ${score(validation.mean)}, gap ${signed(gap)}`);
  return html`<circle cx="${px(x)}" cy="${px(y)}" r="${kind === "other" ? 4 : 5}" class="point ${kind}">${tip}</circle>`;
}

/** The label where there is room for it; tooltip and table have the name otherwise. */
function drawLabel({ x, y, label, kind }: Point, place: Placed | undefined): Child {
  if (place === undefined) return undefined;
  const middle = place.x + place.width / 2;
  const center = place.y + place.height / 2;
  const edge = center < y ? place.y + place.height - 2 : place.y + 3;
  const leader = place.far ? line(x, y, middle, Math.abs(center - y) < 4 ? center : edge, "leader") : undefined;
  return [leader, text(middle, center + 4, label, `mid small ${kind === "other" ? "" : "strong"}`)];
}
