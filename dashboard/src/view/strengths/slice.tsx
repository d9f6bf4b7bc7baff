import type { Better } from "../../../../src/train/best.ts";
import { Frame } from "../../chart/frame.tsx";
import { near, within } from "../../chart/near.ts";
import { linear, logarithmic } from "../../chart/scale.ts";
import { XTicks, YTicks } from "../../chart/ticks.tsx";
import { useWidth } from "../../chart/width.ts";
import type { Line } from "../../state/store.ts";
import { clean, setting } from "../../text/format.ts";
import { Joint, JointKeys } from "./joint.tsx";
import { Dots, pointsOf, sweetSpot } from "./points.tsx";

interface SliceProps {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly isLog: boolean;
  readonly title: string;
  readonly better: Better;
  /** Whether its lines are points of one curve, which joins them. */
  readonly joined?: boolean;
  /** Whether it shades where scores are as good as the best. */
  readonly hasSpot?: boolean;
}

/** Scores over one strength: the U-curve, with the sweet spot of a sweep. */
export function Slice({ name, lines, isLog, title, better, joined = false, hasSpot = false }: SliceProps) {
  const { ref, width } = useWidth<HTMLDivElement>(420);
  const points = pointsOf(lines, name);
  if (points.length < 2) return null;
  const height = joined ? 340 : 230;
  const [left, right, top, bottom] = [48, width.value - 12, 22, height - 26];
  const xs = points.map(({ x }) => x);
  const x = isLog
    ? logarithmic(xs, left, right)
    : linear(xs, left, right, { count: Math.max(2, Math.floor(width.value / 90)) });
  const trains = joined ? points.flatMap(({ train }) => (train === null ? [] : [train])) : [];
  const scores = joined
    ? [...points.flatMap(({ y: v, se }) => [v - se, v + se]), ...trains]
    : near(points.map(({ y: v }) => v));
  const y = linear(scores, bottom, top, { count: 5 });
  const inside = within(top, bottom);
  const beyond = points.filter((point) => inside(y.at(point.y)).arrow !== "").length;
  const spot = hasSpot ? sweetSpot(points, better) : undefined;
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>{clean(name, 40)}</h2>
        {spot !== undefined && (
          <span class="note">
            best at {setting(spot.best.x)} · within one standard error from {setting(spot.low.x)} to{" "}
            {setting(spot.high.x)}, shaded
          </span>
        )}
      </figcaption>
      <div ref={ref}>
        <Frame
          width={width.value}
          height={height}
          label={`${title} by ${clean(name, 60)}, ${points.length} values from ${setting(xs[0])} to ${setting(xs.at(-1))}`}
        >
          {spot !== undefined && (
            <rect
              class="spot"
              x={x.at(spot.low.x) - 6}
              width={x.at(spot.high.x) - x.at(spot.low.x) + 12}
              y={top}
              height={bottom - top}
              rx="3"
            />
          )}
          <YTicks scale={y} left={left} right={right} />
          <XTicks scale={x} y={bottom + 18} />
          <text class="title" x={left} y={12}>
            {title}
          </text>
          {beyond > 0 && (
            <text class="title right" x={right} y={12}>
              {beyond} beyond the axis
            </text>
          )}
          {joined && <Joint {...{ points, x, y }} />}
          <Dots {...{ name, points, x, y, inside, joined }} />
        </Frame>
      </div>
      {joined && <JointKeys />}
    </figure>
  );
}
