import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { dark } from "../state/store.ts";
import { setting, tickText, tickTexts } from "../text/format.ts";
import { token } from "./colours.ts";

/** A line of a plot; the values are in the data, in the same order. */
export interface PlotLine {
  readonly label: string;
  readonly colour: string;
  readonly width: number;
  readonly dashed?: boolean;
  /** Shown when the pointer is on it. */
  readonly speaks?: boolean;
}

/** A value to be marked on the plot. */
export interface PlotMark {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

export interface PlotProps {
  readonly data: uPlot.AlignedData;
  readonly lines: readonly PlotLine[];
  readonly marks: readonly PlotMark[];
  readonly log: boolean;
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

const library = signal<typeof uPlot | undefined>(undefined);
let isAsked = false;
/** What draws: fetched with the first plot, as it is half of the page's scripts and most views have none. */
export function expectPlots(): void {
  if (isAsked) return;
  isAsked = true;
  import("uplot").then(
    (found) => {
      library.value = found.default;
    },
    () => {
      isAsked = false;
    },
  );
}

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** Between two ticks of epochs or steps, of which there are no halves. */
const WHOLE = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat();

function axesOf({ xTitle, yTitle, log }: PlotProps): uPlot.Axis[] {
  const common = {
    font: FONT,
    labelFont: FONT,
    stroke: () => token("soft"),
    grid: { stroke: () => token("faint"), width: 1 },
    ticks: { stroke: () => token("rule"), width: 1, size: 4 },
  };
  const values = (_: uPlot, ticks: (number | null)[]): string[] => {
    const shown = ticks.flatMap((tick) => (tick === null ? [] : [Number(tick.toPrecision(12))]));
    const texts = log ? shown.map(tickText) : tickTexts(shown);
    return ticks.map((tick) => (tick === null ? "" : texts.shift()!));
  };
  return [
    { ...common, label: xTitle, labelSize: 22, size: 30, values, ...(xTitle === "seconds" ? {} : { incrs: WHOLE }) },
    { ...common, label: yTitle, labelSize: 22, size: 52, values },
  ];
}

function drawMarks(plot: uPlot, marks: readonly PlotMark[]): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio || 1;
  for (const { x, y, colour } of marks) {
    const [left, top] = [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)];
    if (!Number.isFinite(top)) continue;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(left, plot.bbox.top);
    ctx.lineTo(left, plot.bbox.top + plot.bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    ctx.fillStyle = token("raised");
    ctx.lineWidth = 2 * ratio;
    ctx.beginPath();
    ctx.arc(left, top, 4 * ratio, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    ctx.restore();
  }
}

/** The values at the pointer, beside it. */
function tell(plot: uPlot, tip: HTMLElement, { lines, xTitle }: PlotProps): void {
  const { idx, left = 0, top = 0 } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) {
    tip.hidden = true;
    return;
  }
  const title = document.createElement("b");
  title.textContent = `${xTitle} ${setting(plot.data[0][idx])}`;
  const rows = lines.flatMap(({ label, colour, speaks, dashed }, i) => {
    const value = plot.data[i + 1]?.[idx];
    if (speaks !== true || value === null || value === undefined) return [];
    const row = document.createElement("div");
    const swatch = document.createElement("i");
    swatch.className = dashed === true ? "stroke dashed" : "stroke";
    swatch.style.borderColor = colour;
    const name = document.createElement("bdi");
    name.textContent = label;
    const number = document.createElement("span");
    number.textContent = setting(Number(value.toPrecision(4)));
    row.append(swatch, name, number);
    return [row];
  });
  tip.replaceChildren(title, ...rows.slice(0, 16));
  tip.hidden = rows.length === 0;
  const box = plot.over.getBoundingClientRect();
  const right = left > box.width / 2;
  tip.style.left = right ? "" : `${left + plot.over.offsetLeft + 14}px`;
  tip.style.right = right ? `${box.width - left + 14}px` : "";
  tip.style.top = `${Math.max(0, Math.min(top, box.height - tip.offsetHeight))}px`;
}

/** Lines over a common axis. New values are put into the plot that is there: that is what keeps following a run cheap. */
export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const now = useRef(props);
  const plot = useRef<uPlot | null>(null);
  now.current = props;
  const { lines, log, xTitle, yTitle } = props;
  const shape = JSON.stringify([lines, log, xTitle, yTitle, dark.value]);
  const Made = library.value;
  if (Made === undefined) expectPlots();
  useLayoutEffect(() => {
    if (Made === undefined) return;
    const element = box.current!;
    const size = (): { width: number; height: number } => ({
      width: element.clientWidth,
      height: element.clientHeight,
    });
    const made = new Made(
      {
        ...size(),
        padding: [10, 12, 0, 0],
        legend: { show: false },
        cursor: { points: { size: 6 }, drag: { x: true, y: false }, focus: { prox: 24 } },
        scales: {
          x: { time: false },
          y: log ? { distr: 3 } : { range: (_: uPlot, low: number, high: number) => rangeOf(low, high) },
        },
        axes: axesOf(props),
        series: [
          {},
          ...lines.map(({ colour, width, dashed }) => ({
            stroke: colour,
            width,
            points: { show: false },
            spanGaps: true,
            ...(dashed === true ? { dash: [5, 3] } : {}),
          })),
        ],
        hooks: {
          draw: [(drawn: uPlot) => drawMarks(drawn, now.current.marks)],
          setCursor: [(drawn: uPlot) => tip.current !== null && tell(drawn, tip.current, now.current)],
        },
      },
      now.current.data,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, Made]);
  useLayoutEffect(() => {
    if (plot.current !== null && plot.current.data !== props.data) plot.current.setData(props.data);
    else plot.current?.redraw(false);
  }, [props.data, props.marks]);
  return (
    <div class="plot" ref={box} role="img" aria-label={props.label}>
      <div class="tip values" ref={tip} hidden />
    </div>
  );
}

function rangeOf(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const spread = high - low || Math.abs(high) * 0.1 || 1;
  return [low - 0.05 * spread, high + 0.05 * spread];
}
