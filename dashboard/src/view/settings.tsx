import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { axesOf, type MapAxis } from "../chart/axes.ts";
import { faded, token } from "../chart/colours.ts";
import { useWidth } from "../chart/width.ts";
import { getDetail } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import {
  axes as known,
  brushed,
  brushes,
  current,
  dark,
  facts,
  hovered,
  inScope,
  type Line,
  lineName,
  type Range,
} from "../state/store.ts";
import { clean, show } from "../text/format.ts";
import { Scope } from "../ui/scope.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Frame } from "../chart/frame.tsx";
import { Head, type Heading } from "../ui/head.tsx";

const HEIGHT = 400;
const [TOP, BOTTOM] = [34, HEIGHT - 14];
const y = (place: number): number => BOTTOM - place * (BOTTOM - TOP);
const placeAt = (pixel: number): number => Math.max(0, Math.min(1, (BOTTOM - pixel) / (BOTTOM - TOP)));

/** Worst to best, from the rule's grey to the blue. */
function shades(lines: readonly Line[], better: "higher" | "lower"): (line: Line) => string {
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

function paint(canvas: HTMLCanvasElement, { lines, axes, xs, width, shade }: Painting): void {
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

function setBrush(name: string, range: Range | undefined): void {
  const next = new Map(brushes.value);
  if (range === undefined || range[1] - range[0] < 0.005) next.delete(name);
  else next.set(name, range);
  brushes.value = next;
}

/** One axis: drag along it for a range; with the keyboard, arrows move the range, with Shift its upper end. */
function Axis({ axis, x, size }: { readonly axis: MapAxis; readonly x: number; readonly size: number }) {
  const start = useRef<number | undefined>(undefined);
  const range = brushes.value.get(axis.name);
  const local = (event: PointerEvent): number =>
    placeAt(
      event.clientY -
        (event.currentTarget as Element).ownerDocument.querySelector(".parallel svg")!.getBoundingClientRect().top,
    );
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowUp" ? 0.05 : event.key === "ArrowDown" ? -0.05 : 0;
    if (event.key === "Escape" || event.key === "Delete") setBrush(axis.name, undefined);
    else if (step !== 0) {
      const [low, high] = range ?? (step > 0 ? [0.5, 1.02] : [-0.02, 0.5]);
      const next: Range = event.shiftKey
        ? [low, Math.min(1.02, high + step)]
        : [Math.max(-0.02, low + step), Math.min(1.02, range === undefined ? high : high + step)];
      setBrush(axis.name, next);
    } else return;
    event.preventDefault();
  };
  const words = range === undefined ? "all" : `${axis.text(range[0])} to ${axis.text(range[1])}`;
  return (
    <g transform={`translate(${x} 0)`}>
      <text class="mid ink" y={14}>
        <title>{clean(axis.title, 200)}</title>
        {clean(axis.title, Math.max(6, Math.floor(size / 7)))}
      </text>
      <line class="axis" y1={TOP} y2={BOTTOM} />
      {axis.ticks.map(({ at, text }, i) => (
        <g key={i}>
          <line class="axis" x1={-3} x2={3} y1={y(at)} y2={y(at)} />
          <text class="label tick" x={7} y={y(at) + 4}>
            {clean(text, Math.max(4, Math.floor((size - 14) / 6)))}
          </text>
        </g>
      ))}
      {range !== undefined && (
        <rect
          class="brush"
          x={-9}
          width={18}
          y={y(Math.min(1, range[1]))}
          height={Math.max(2, y(Math.max(0, range[0])) - y(Math.min(1, range[1])))}
          rx={3}
        />
      )}
      <rect
        class="handle"
        x={-16}
        y={TOP - 8}
        width={32}
        height={BOTTOM - TOP + 16}
        tabindex={0}
        role="slider"
        aria-orientation="vertical"
        aria-label={`Range of ${clean(axis.title, 60)}`}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={Number((range?.[0] ?? 0).toFixed(2))}
        aria-valuetext={words}
        data-axis={axis.title}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = local(event);
        }}
        onPointerMove={(event) => {
          if (start.current === undefined) return;
          const now = local(event);
          setBrush(axis.name, [Math.min(start.current, now), Math.max(start.current, now)]);
        }}
        onPointerUp={(event) => {
          if (start.current !== undefined && Math.abs(local(event) - start.current) < 0.005)
            setBrush(axis.name, undefined);
          start.current = undefined;
        }}
      />
    </g>
  );
}

export function Settings() {
  const run = current.value!;
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const canvas = useRef<HTMLCanvasElement>(null);
  const detail = useRun("detail", getDetail);
  const near = useSignal<string | undefined>(undefined);
  const found = useComputed(() => {
    const answer = detail.value?.answer;
    // The best are drawn last, on top.
    const sign = current.value?.metric?.better === "lower" ? -1 : 1;
    const scales = answer?.ok ? answer.value.scales : {};
    const lines = inScope.value
      .filter(({ trial }) => trial.validation !== null)
      .toSorted((a, b) => sign * (a.trial.validation! - b.trial.validation!));
    return {
      lines,
      axes: axesOf(lines, facts.value.defaults, scales, Math.max(2, Math.min(12, Math.floor(width.value / 92) - 3))),
    };
  });
  const { lines, axes } = found.value;
  const size = (width.value - 96) / Math.max(1, axes.length - 1);
  const xs = axes.map((_, i) => 40 + i * size);
  useLayoutEffect(() => {
    known.value = new Map(axes.map((axis) => [axis.name, axis.at]));
  }, [axes]);
  const keys = brushed.value;
  const [on, isDark] = [hovered.value, dark.value];
  useLayoutEffect(() => {
    if (canvas.current !== null)
      paint(canvas.current, {
        lines,
        axes,
        xs,
        width: width.value,
        shade: shades(lines, run.metric?.better ?? "higher"),
      });
  }, [lines, axes, width.value, keys, on, isDark, run.metric?.better]);
  if (lines.length < 2 || axes.length < 2)
    return (
      <>
        <Scope />
        <p class="soft">
          Settings are compared between lines: this run has{" "}
          {lines.length === 1 ? "one line" : "no two lines that differ"}.
        </p>
      </>
    );
  const better = run.metric?.better === "lower" ? 1 : -1;
  const shown = lines
    .filter(({ key }) => keys === undefined || keys.has(key))
    .toSorted((a, b) => better * (a.trial.validation! - b.trial.validation!));
  return (
    <>
      <Scope />
      <div class="panel">
        <div class="parallel" ref={ref} style={{ height: `${HEIGHT}px` }}>
          <canvas
            ref={canvas}
            style={{ width: `${width.value}px`, height: `${HEIGHT}px` }}
            role="img"
            aria-label={`${lines.length} lines over ${axes.length} axes; brighter is better`}
          />
          <Frame width={width.value} height={HEIGHT} label="Axes" speaks>
            {axes.map((axis, i) => (
              <Axis key={axis.name} axis={axis} x={xs[i]!} size={size} />
            ))}
          </Frame>
        </div>
      </div>
      <p class="note">
        Drag along an axis to keep the lines of a range; every view follows. Click an axis to let go. With the keyboard:
        arrows on an axis, Shift for its upper end, Escape to let go. The bluer, the better the score.
      </p>
      <section>
        <h2>{keys === undefined ? "Best lines" : "Best lines within the ranges"}</h2>
        <Scroll label="Best lines">
          <table>
            <Head
              of={[
                ["Recipe", "name"],
                ["Validation", "number"],
                ["Gap", "number"],
                ...axes
                  .slice(0, -1)
                  .filter(({ name }) => name.startsWith("setting"))
                  .map(({ title }): Heading => [clean(title, 18), "number"]),
              ]}
            />
            <tbody>
              {shown.slice(0, 12).map((line) => (
                <tr
                  key={line.key}
                  class={near.value === line.key ? "on" : ""}
                  onPointerEnter={() => {
                    near.value = line.key;
                    hovered.value = line.key;
                  }}
                  onPointerLeave={() => {
                    near.value = undefined;
                    hovered.value = undefined;
                  }}
                >
                  <th scope="row" class="name">
                    <bdi>{clean(lineName(line), 40)}</bdi>
                  </th>
                  <td class="number">{show(line.trial.validation)}</td>
                  <td class="number">{show(line.trial.gap)}</td>
                  {axes
                    .slice(0, -1)
                    .filter(({ name }) => name.startsWith("setting"))
                    .map((axis) => {
                      const place = axis.at(line);
                      return (
                        <td key={axis.name} class="number">
                          {place === undefined ? "–" : axis.text(place)}
                        </td>
                      );
                    })}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </section>
    </>
  );
}
