import type { Better } from "../../../train/best.ts";
import type { Format } from "../write/format.ts";
import { type Child, clean, html, type Markup } from "../write/html.ts";
import { drawable, extent, linear, type Scale } from "../draw/scale.ts";
import { figure, type Frame, line, text, textWidth, WIDTH, yAxis } from "../draw/svg.ts";
import type { ReportSweep } from "../types.ts";
import { type Part, PARTS, partKeys, pathThrough, scoreEnds, scorePoint } from "./parts.ts";

const HEIGHT = 320;
const FRAME: Frame = { left: 52, right: WIDTH - 14, top: 46, bottom: HEIGHT - 58 };

type Point = ReportSweep["points"][number];

/** Training and validation over the strengths that were tried, with standard errors; the best and the chosen are marked. */
export function strengthFigure(
  { name, best, chosen, reference, points }: ReportSweep,
  { title, better }: { readonly title: string; readonly better: Better },
  format: Format,
): Markup {
  const y = linear(extent(scoreEnds(points), 0.06), [FRAME.bottom, FRAME.top], 5);
  const step = (FRAME.right - FRAME.left - 28) / Math.max(1, points.length - 1);
  const x = (i: number): number => FRAME.left + 14 + i * step;
  const shown = clean(name, 40);
  const bestAt = points.findIndex(({ strength }) => strength === best);
  const chosenAt = points.findIndex(({ strength }) => strength === chosen);
  const scores = points.map(({ label, validation }) => `${label}: ${format.score(validation.mean)}`).join(", ");
  return figure({
    name: "strength",
    height: HEIGHT,
    label: `Validation ${clean(title, 30)} by ${shown}: ${scores}`,
    drawing: html`${partKeys()}${yAxis(y, FRAME, `${clean(title, 30)}, ${better} is better`)}${ticks(points, x, step, shown)}
      ${mark(x(bestAt), "best", step)}${chosenAt === bestAt ? undefined : mark(x(chosenAt), "chosen", step)}
      ${PARTS.map((part) => draw(part, points, x, y, format))}`,
    caption: html`Means over the repeats ± one standard error, corrected for shared rows. The strengths that were tried stand evenly,
      whatever their distances. Effects are against ${label(points, reference)}.`,
  });
}

const label = (points: readonly Point[], strength: number): string =>
  points.find((point) => point.strength === strength)?.label ?? String(strength);

/** Every label where there is room, else every second or third. */
function ticks(points: readonly Point[], x: (i: number) => number, step: number, name: string): Child {
  const widest = Math.max(...points.map(({ label: own }) => textWidth(own) + 8));
  const every = Math.max(1, Math.ceil(widest / Math.max(1, step)));
  return [
    points.map((point, i) => (i % every === 0 ? text(x(i), FRAME.bottom + 16, point.label, "mid soft") : undefined)),
    text((FRAME.left + FRAME.right) / 2, FRAME.bottom + 50, name, "mid"),
  ];
}

const mark = (at: number, word: string, step: number): Markup =>
  html`${line(at, FRAME.top, at, FRAME.bottom, "grid")}${text(at, FRAME.bottom + 31, step < 30 ? word.slice(0, 1) : word, "mid small strong")}`;

function draw(part: Part, points: readonly Point[], x: (i: number) => number, y: Scale, format: Format): Child {
  const known = points.flatMap((point, i) =>
    drawable(point[part].mean) ? [{ point, at: x(i), score: point[part] }] : [],
  );
  return [
    html`<path d="${pathThrough(known.map(({ at, score }) => ({ x: at, y: y.at(score.mean) })))}" class="curve ${part}"/>`,
    known.map(({ point, at, score }) => {
      const tip = `${point.label}: ${part} ${format.score(score.mean)} ± ${format.score(score.se)}`;
      return scorePoint({ part, score, x: at, y, radius: 3, tip });
    }),
  ];
}
