import { useRef } from "preact/hooks";
import type { MapAxis } from "../../chart/axes.ts";
import { brushes, type Range } from "../../state/store.ts";
import { clean } from "../../text/format.ts";
import { TOP, BOTTOM, y, placeAt } from "./place.ts";

function setBrush(name: string, range: Range | undefined): void {
  const next = new Map(brushes.value);
  if (range === undefined || range[1] - range[0] < 0.005) next.delete(name);
  else next.set(name, range);
  brushes.value = next;
}

/** One axis: drag along it for a range; with the keyboard, arrows move the range, with Shift its upper end. */
export function Axis({ axis, x, size }: { readonly axis: MapAxis; readonly x: number; readonly size: number }) {
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
