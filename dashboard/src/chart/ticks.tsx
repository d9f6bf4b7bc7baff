import type { Scale } from "./scale.ts";

interface YTicksProps {
  readonly scale: Scale;
  readonly left: number;
  readonly right: number;
  /** Pixels between a value and its line. */
  readonly room?: number;
  /** Zero stands out. */
  readonly marksZero?: boolean;
}

/** Lines across a drawing with their values to the left. */
export const YTicks = ({ scale, left, right, room = 7, marksZero = false }: YTicksProps) => (
  <>
    {scale.ticks.map((tick) => (
      <g key={tick}>
        <line
          class={marksZero && tick === 0 ? "zero" : "grid"}
          x1={left}
          x2={right}
          y1={scale.at(tick)}
          y2={scale.at(tick)}
        />
        <text class="right" x={left - room} y={scale.at(tick) + 4}>
          {scale.text(tick)}
        </text>
      </g>
    ))}
  </>
);

/** Values below a drawing. */
export const XTicks = ({ scale, y }: { readonly scale: Scale; readonly y: number }) => (
  <>
    {scale.ticks.map((tick) => (
      <text key={tick} class="mid" x={scale.at(tick)} y={y}>
        {scale.text(tick)}
      </text>
    ))}
  </>
);
