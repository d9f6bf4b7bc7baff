import type { Better } from "../../../train/best.ts";
import { thinned } from "./cap.ts";
import { count, counted, type Format, percent } from "../write/format.ts";
import { type Child, clean, html, type Markup, shortened } from "../write/html.ts";
import { drawable, extent, linear, logarithmic, type Range, type Scale, withoutOutliers } from "../draw/scale.ts";
import { cut, figure, type Frame, line, px, rect, text, tooltip, WIDTH, xTicks, yAxis } from "../draw/svg.ts";
import type { ReportSlice } from "../types.ts";

const HEIGHT = 236;
const FRAME: Frame = { left: 52, right: WIDTH - 14, top: 48, bottom: HEIGHT - 30 };
/** Scores so many times further from the median than the others are drawn at the edge. */
const FAR = 6;
/** Dots of all drawings together, and of each at least, so that the file stays small. */
const DOTS = 4000;
const FEWEST = 20;

interface Drawing {
  readonly y: Scale;
  readonly title: string;
  readonly format: Format;
}

/** One drawing per setting of a search: every trial's score over its value, the smoothed mean and the sweet spot. */
export function sliceFigures(
  slices: readonly ReportSlice[],
  { title, better }: { readonly title: string; readonly better: Better },
  format: Format,
): Child {
  const scores = slices.flatMap(({ points }) => points.map(({ score }) => score));
  if (scores.length === 0) return undefined;
  const y = linear(extent(withoutOutliers(scores, FAR), 0.06), [FRAME.bottom, FRAME.top], 5);
  const most = Math.max(FEWEST, Math.floor(DOTS / slices.length));
  const drawn = slices.map((slice, i) =>
    drawSlice({ ...slice, points: thinned(slice.points, most) }, i, { y, title: clean(title, 30), format }),
  );
  const trials = Math.max(...slices.map(({ points }) => points.length));
  return html`<div class="pair">${drawn}</div>
<p class="note">Validation ${clean(title, 30)} of every trial, ${better} is better; filled dots were run again. The line is a smoothed mean with one
standard error, the shaded span its sweet spot: where it is within one standard error of its best. Other settings vary along with it, so
this is no experiment.${slices.some(({ share }) => Number.isFinite(share)) ? " Per cent: how much of the scores’ variance the setting explains by itself." : undefined}${trials > most ? ` Of ${count(trials)} trials about ${count(most)} are dots; lines, spots and shares are of all.` : undefined}</p>`;
}

function drawSlice(slice: ReportSlice, index: number, { y, title, format }: Drawing): Markup {
  const { name, share, spot, off } = slice;
  const x = xScale(slice);
  const said = spot === undefined ? "" : `best near ${short(spot.best)}, ${short(spot.low)} to ${short(spot.high)}`;
  // Of few trials nothing is known of shares.
  const shares = [Number.isFinite(share) ? percent(share) : "", off === 0 ? "" : `off in ${off}`];
  const rest = shares.filter((part) => part !== "").join(" · ");
  return figure({
    name: `slice-${index + 1}`,
    height: HEIGHT,
    label: `Validation ${title} by ${clean(name, 40)}. ${said}`,
    drawing: html`${text(8, 14, shortened(name, 30), "strong")}${text(FRAME.right, 14, rest, "end soft")}
      ${text(8, 31, spot === undefined ? `validation ${title}` : `validation ${title} · ${said}`, "soft")}
      ${spot === undefined ? undefined : rect(x.at(spot.low), FRAME.top, x.at(spot.high) - x.at(spot.low), FRAME.bottom - FRAME.top, "spot")}
      ${yAxis(y, FRAME, "")}${ticks(slice, x)}${curveOf(slice, x, y)}${spot === undefined ? undefined : line(x.at(spot.best), FRAME.top, x.at(spot.best), FRAME.bottom, "best-line")}
      ${dots(slice, x, y, format)}`,
  });
}

function xScale({ scale, range, points }: ReportSlice): Scale {
  const [left, right]: Range = [FRAME.left + 10, FRAME.right - 10];
  const [low, high] = range;
  if (scale === "choice") {
    const step = (right - left) / Math.max(1, high + 1);
    return { at: (value) => left + (value + 0.5) * step, ticks: [] };
  }
  const domain = extent([low, high, ...points.map(({ at }) => at)]);
  return scale === "log" && domain[0] > 0 ? logarithmic(domain, [left, right]) : linear(domain, [left, right], 5);
}

function ticks({ labels }: ReportSlice, x: Scale): Child {
  if (labels === undefined) return xTicks(x, FRAME);
  const room = (FRAME.right - FRAME.left - 20) / Math.max(1, labels.length) - 6;
  return labels.map((label, i) => {
    const kind = room < 60 ? "mid soft small" : "mid soft";
    return html`<text x="${px(x.at(i))}" y="${px(FRAME.bottom + 16)}" class="${kind}">${cut(label, Math.max(14, room - 8), 12)}${tooltip(clean(label, 200))}</text>`;
  });
}

const clampTo = (at: number): number => Math.min(FRAME.bottom, Math.max(FRAME.top, at));

function curveOf({ curve }: ReportSlice, x: Scale, y: Scale): Child {
  if (curve === undefined || !curve.every(({ mean, se }) => drawable(mean) && drawable(se))) return undefined;
  const points = (side: number): string[] =>
    curve.map(({ at, mean, se }) => `${px(x.at(at))},${px(clampTo(y.at(mean + side * se)))}`);
  return html`<path d="M${[...points(1), ...points(-1).toReversed()].join("L")}z" class="band"/><path d="M${points(0).join("L")}" class="curve smooth"/>`;
}

/** Dots of one choice stand side by side, as far as the next ones. */
function dots({ points, scale }: ReportSlice, x: Scale, y: Scale, format: Format): Child {
  const spread = scale === "choice" ? Math.min(40, (x.at(1) - x.at(0)) * 0.6) : 0;
  const seen = new Map<number, number>();
  const all = points.filter(({ score }) => drawable(score));
  return all.map(({ at, score, final }) => {
    const n = seen.get(at) ?? 0;
    seen.set(at, n + 1);
    const shift = spread * (((n * 0.618) % 1) - 0.5);
    return html`<circle cx="${px(x.at(at) + shift)}" cy="${px(clampTo(y.at(score)))}" r="${final ? 4 : 2.8}" class="point ${final ? "winner" : "other faint-dot"}">${tooltip(`${format.score(score)}${scale === "choice" ? "" : ` at ${short(at)}`}`)}</circle>`;
  });
}

/** Three digits: `.023`, `1.5`, `3e-6`. */
function short(value: number): string {
  const digits = Number(value.toPrecision(2));
  const size = Math.abs(digits);
  if (size !== 0 && (size < 1e-4 || size >= 1e5)) return digits.toExponential().replace("-", "−").replace("+", "");
  return String(digits)
    .replace(/^(-?)0\./u, "$1.")
    .replace("-", "−");
}

/** `50 trials: 40 scored, 8 given up early, 2 failed`. */
export function countsText(search: {
  readonly done: number;
  readonly pruned: number;
  readonly failed: number;
  readonly unfinished: number;
}): string {
  const { done, pruned, failed, unfinished } = search;
  const parts = [
    `${done} scored`,
    ...(pruned > 0 ? [`${pruned} given up early`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unfinished > 0 ? [`${unfinished} not finished`] : []),
  ];
  return `${counted(done + pruned + failed + unfinished, "trial")}: ${parts.join(", ")}`;
}
