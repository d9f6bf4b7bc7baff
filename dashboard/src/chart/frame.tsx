import type { ComponentChildren } from "preact";

interface FrameProps {
  readonly width: number;
  readonly height: number;
  /** What is drawn, in words. */
  readonly label: string;
  /** Its parts can be reached with the keyboard, so that it is a group and no picture. */
  readonly speaks?: boolean;
  /** Drawn to `width` and stretched to the room that there is. */
  readonly stretches?: boolean;
  readonly children: ComponentChildren;
}

/** The frame of a chart, a unit of which is a pixel. */
export const Frame = ({ width, height, label, speaks = false, stretches = false, children }: FrameProps) => (
  <svg
    class="chart"
    {...(stretches ? { preserveAspectRatio: "none" } : { width })}
    height={height}
    viewBox={`0 0 ${width} ${height}`}
    role={speaks ? "group" : "img"}
    aria-label={label}
  >
    {children}
  </svg>
);
