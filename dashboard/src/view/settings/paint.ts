import type { MapAxis } from "../../chart/axes.ts";
import { faded, token } from "../../chart/colours.ts";
import { brushed, dark, hovered, type Line } from "../../state/store.ts";
import { HEIGHT, y } from "./place.ts";

/** Worst to best, from the rule's grey to the blue. */
export function shades(lines: readonly Line[], better: "higher" | "lower"): (line: Line) => string {
  const scores = lines
    .flatMap(({ trial }) => (trial.validation === null ? [] : [trial.validation]))
    .sort((a, b) => a - b);
  const [low, high] = [scores[Math.floor(scores.length * 0.1)] ?? 0, scores.at(-1) ?? 1];
  const [grey, blue] = [token("unclear"), token("better")];
  const thin = Math.min(1, 9 / Math.sqrt(lines.length));
  const mix = (share: number): string => {
    const parts = [1, 3, 5].map((at) => {
      const [a, b] = [Number.parseInt(grey.slice(at, at + 2), 16), Number.parseInt(blue.slice(at, at + 2), 16)];
      return Math.round(a + (b - a) * share)
        .toString(16)
        .padStart(2, "0");
    });
    return faded(`#${parts.join("")}`, (0.28 + 0.6 * share * share) * thin);
  };
  return ({ trial }) => {
    if (trial.validation === null) return faded(grey, 0.15);
    const share = high === low ? 1 : Math.max(0, Math.min(1, (trial.validation - low) / (high - low)));
    return mix(better === "higher" ? share : 1 - share);
  };
}

interface Painting {
  readonly lines: readonly Line[];
  readonly axes: readonly MapAxis[];
  readonly xs: readonly number[];
  readonly width: number;
  readonly shade: (line: Line) => string;
}

export function paint(canvas: HTMLCanvasElement, { lines, axes, xs, width, shade }: Painting): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.scale(ratio, ratio);
  const keys = brushed.value;
  const stroke = (line: Line, colour: string, thick: number): void => {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    let isDown = false;
    axes.forEach((axis, i) => {
      const place = axis.at(line);
      if (place === undefined) {
        isDown = false;
        return;
      }
      const [px, py] = [xs[i]!, y(place)];
      if (!isDown) pen.moveTo(px, py);
      else {
        const middle = (xs[i - 1]! + px) / 2;
        const before = y(axes[i - 1]!.at(line)!);
        pen.bezierCurveTo(middle, before, middle, py, px, py);
      }
      isDown = true;
    });
    pen.stroke();
  };
  const out = faded(token("unclear"), dark.value ? 0.12 : 0.1);
  if (keys !== undefined) for (const line of lines) if (!keys.has(line.key)) stroke(line, out, 1);
  for (const line of lines)
    if (keys === undefined || keys.has(line.key)) stroke(line, shade(line), lines.length > 300 ? 1 : 1.6);
  const on = lines.find(({ key }) => key === hovered.value);
  if (on !== undefined) stroke(on, token("worse"), 3);
}
