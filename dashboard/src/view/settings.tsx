import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { axesOf } from "../chart/axes.ts";
import { Frame } from "../chart/frame.tsx";
import { useWidth } from "../chart/width.ts";
import { getDetail } from "../state/api.ts";
import { useRun } from "../state/load.ts";
import { bestFirst } from "../state/order.ts";
import { axes as known, brushed, current, dark, facts, hovered, inScope } from "../state/store.ts";
import { Scope } from "../ui/control/scope.tsx";
import { Axis } from "./settings/axis.tsx";
import { Best } from "./settings/best.tsx";
import { paint, shades } from "./settings/paint.ts";
import { HEIGHT } from "./settings/place.ts";

export function Settings() {
  const run = current.value!;
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const canvas = useRef<HTMLCanvasElement>(null);
  const detail = useRun("detail", getDetail);
  const found = useComputed(() => {
    const answer = detail.value?.answer;
    // The best are drawn last, on top.
    const order = bestFirst(current.value?.metric?.better);
    const scales = answer?.ok ? answer.value.scales : {};
    const lines = inScope.value
      .filter(({ trial }) => trial.validation !== null)
      .toSorted((a, b) => order(b.trial, a.trial));
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
  const order = bestFirst(run.metric?.better);
  const shown = lines
    .filter(({ key }) => keys === undefined || keys.has(key))
    .toSorted((a, b) => order(a.trial, b.trial));
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
      <Best title={keys === undefined ? "Best lines" : "Best lines within the ranges"} lines={shown} axes={axes} />
    </>
  );
}
