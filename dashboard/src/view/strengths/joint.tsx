import type { Scale } from "../../chart/scale.ts";
import type { Point } from "./points.tsx";

interface JointProps {
  readonly points: readonly Point[];
  readonly x: Scale;
  readonly y: Scale;
}

/** The lines through points of one curve, with one standard error at each. */
export function Joint({ points, x, y }: JointProps) {
  const path = (of: (point: Point) => number): string =>
    points
      .map((point, i) => `${i === 0 ? "M" : "L"}${x.at(point.x).toFixed(1)} ${y.at(of(point)).toFixed(1)}`)
      .join("");
  const hasTrain = points.some(({ train }) => train !== null);
  return (
    <>
      {hasTrain && <path class="curve-train" d={path(({ train, y: v }) => train ?? v)} />}
      <path class="curve-validation" d={path(({ y: v }) => v)} />
      {points.map((point) => (
        <line
          key={point.line.key}
          class="whisker line-validation"
          x1={x.at(point.x)}
          x2={x.at(point.x)}
          y1={y.at(point.y - point.se)}
          y2={y.at(point.y + point.se)}
        />
      ))}
    </>
  );
}

export const JointKeys = () => (
  <p class="bar keys">
    <span class="key">
      <i class="stroke dashed train" /> training rows
    </span>
    <span class="key">
      <i class="stroke validation" /> validation rows, ± one standard error
    </span>
  </p>
);
