import { effect, untracked } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Point } from "../engine/messages.ts";
import { before, type Known, logarithmic, metric, settings, sides } from "../state.ts";
import { CheckpointBar } from "./checkpoints.tsx";
import { isDark, palette } from "./theme.ts";

const HEIGHT = 270;

type Row = (number | null)[];

/** Values by epoch, nothing where there is none. */
function row(points: readonly Point[], length: number, of: (point: Point) => number): Row {
  const values: Row = new Array<number | null>(length).fill(null);
  for (const point of points) {
    const value = of(point);
    values[point.epoch - 1] = Number.isFinite(value) ? value : null;
  }
  return values;
}

function dataOf(): uPlot.AlignedData {
  const { plain, yours } = sides.value;
  const last = [plain.points, yours.points, before.value].map((points) => points.at(-1)?.epoch ?? 0);
  const length = Math.max(1, ...last);
  const what = metric.value;
  return [
    Array.from({ length }, (_, i) => i + 1),
    row(before.value, length, ({ validation }) => validation[what]),
    row(plain.points, length, ({ train }) => train[what]),
    row(plain.points, length, ({ validation }) => validation[what]),
    row(yours.points, length, ({ train }) => train[what]),
    row(yours.points, length, ({ validation }) => validation[what]),
  ];
}

/** A ring at a network's best epoch, and a line at the one that is shown where that is not the last. */
function mark(plot: uPlot, { best, points, shown }: Known, colour: string): void {
  const { ctx: context, bbox } = plot;
  const dot = devicePixelRatio;
  [context.strokeStyle, context.lineWidth] = [colour, 1.5 * dot];
  if (shown < points.length && shown > 0) {
    const x = plot.valToPos(shown, "x", true);
    context.beginPath();
    context.moveTo(x, bbox.top);
    context.lineTo(x, bbox.top + bbox.height);
    context.stroke();
  }
  const value = best && points[best.epoch - 1]?.validation[metric.value];
  if (best === undefined || value === undefined || !Number.isFinite(value)) return;
  context.beginPath();
  context.arc(plot.valToPos(best.epoch, "x", true), plot.valToPos(value, "y", true), 4.5 * dot, 0, 2 * Math.PI);
  context.fillStyle = palette().card;
  context.fill();
  context.lineWidth = 2 * dot;
  context.stroke();
}

function optionsOf(width: number): uPlot.Options {
  const { soft, rule, plain, yours } = palette();
  const axis = { stroke: soft, grid: { stroke: rule, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  const curve = (label: string, stroke: string, thick: number, dash: number[]) => ({
    ...{ label, stroke, width: thick, dash, points: { show: false }, spanGaps: false },
  });
  return {
    ...{ width, height: HEIGHT, legend: { show: false }, padding: [12, 12, 0, 0] },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: () => [0, settings.value.epochs] },
      y: { distr: logarithmic.value && metric.value === "loss" ? 3 : 1 },
    },
    hooks: {
      draw: [
        (plot) => {
          mark(
            plot,
            untracked(() => sides.value.plain),
            plain,
          );
          mark(
            plot,
            untracked(() => sides.value.yours),
            yours,
          );
        },
      ],
    },
    axes: [
      { ...axis, size: 28 },
      { ...axis, size: 48 },
    ],
    series: [
      { label: "epoch" },
      curve("before", `${yours}66`, 1.5, [2, 4]),
      curve("plain, training", plain, 1.5, [6, 4]),
      curve("plain, validation", plain, 2.5, []),
      curve("regularized, training", yours, 1.5, [6, 4]),
      curve("regularized, validation", yours, 2.5, []),
    ],
  };
}

/** Both networks on both parts of the data, epoch by epoch. */
export function Curves() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    let plot: uPlot | undefined;
    const endOptions = effect(() => {
      // Read here, so that another theme or axis makes another plot.
      void [isDark(), logarithmic.value, metric.value, settings.value.epochs];
      plot?.destroy();
      plot = new uPlot(optionsOf(element.clientWidth), untracked(dataOf), element);
    });
    const endData = effect(() => plot?.setData(dataOf()));
    const observer = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      endOptions();
      endData();
      plot?.destroy();
    };
  }, []);
  return (
    <figure class="card curves">
      <figcaption>
        <span class="name">{metric.value === "loss" ? "Loss" : "Share of right answers"}</span>
        <span class="keys" aria-hidden="true">
          <span class="key plain">plain</span>
          <span class="key yours">regularized</span>
          <span class="key dashed">training</span>
          <span class="key solid">validation</span>
          <span class="key ring">best epoch</span>
        </span>
        <span class="choices">
          <label>
            <input
              type="checkbox"
              checked={metric.value === "metric"}
              onChange={({ currentTarget }) => (metric.value = currentTarget.checked ? "metric" : "loss")}
            />
            accuracy
          </label>
          <label>
            <input
              type="checkbox"
              checked={logarithmic.value}
              disabled={metric.value === "metric"}
              onChange={({ currentTarget }) => (logarithmic.value = currentTarget.checked)}
            />
            log axis
          </label>
        </span>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label="Learning curves of both networks" />
      <CheckpointBar />
    </figure>
  );
}
