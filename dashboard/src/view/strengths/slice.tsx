import { near, within } from "../../chart/near.ts";
import { linear, logarithmic } from "../../chart/scale.ts";
import { useWidth } from "../../chart/width.ts";
import { brushed, facts, hovered, type Line } from "../../state/store.ts";
import { clean, setting, show } from "../../text/format.ts";
import { Frame } from "../../chart/frame.tsx";

interface SliceProps {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly isLog: boolean;
  readonly title: string;
  readonly better: "higher" | "lower";
  /** Whether its lines are points of one curve, which joins them. */
  readonly joined?: boolean;
  /** Whether it shades where scores are as good as the best. */
  readonly hasSpot?: boolean;
}

export const numberOf = (line: Line, name: string): number | undefined => {
  const value = line.trial.settings[name] ?? facts.value.defaults[name];
  return typeof value === "number" ? value : undefined;
};

/** From where to where strengths score within one standard error of the best one. */
function sweetSpot(
  points: readonly { readonly x: number; readonly y: number; readonly se: number }[],
  better: "higher" | "lower",
) {
  const sign = better === "higher" ? 1 : -1;
  const best = points.reduce((a, b) => (sign * (b.y - a.y) > 0 ? b : a));
  const at = points.indexOf(best);
  const within = (point: (typeof points)[number]): boolean => sign * (best.y - point.y) <= best.se;
  let [from, to] = [at, at];
  while (from > 0 && within(points[from - 1]!)) from--;
  while (to < points.length - 1 && within(points[to + 1]!)) to++;
  return { best, low: points[from]!, high: points[to]! };
}

/** Scores over one strength: the U-curve, with the sweet spot of a sweep. */
export function Slice({ name, lines, isLog, title, better, joined = false, hasSpot = false }: SliceProps) {
  const { ref, width } = useWidth<HTMLDivElement>(420);
  const points = lines
    .flatMap((line) => {
      const x = numberOf(line, name);
      return x === undefined
        ? []
        : [{ line, x, y: line.trial.validation!, se: line.trial.se ?? 0, train: line.trial.train }];
    })
    .sort((a, b) => a.x - b.x);
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
  const path = (of: (point: (typeof points)[number]) => number): string =>
    points
      .map((point, i) => `${i === 0 ? "M" : "L"}${x.at(point.x).toFixed(1)} ${y.at(of(point)).toFixed(1)}`)
      .join("");
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
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line class="grid" x1={left} x2={right} y1={y.at(tick)} y2={y.at(tick)} />
              <text class="right" x={left - 7} y={y.at(tick) + 4}>
                {y.text(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} class="mid" x={x.at(tick)} y={bottom + 18}>
              {x.text(tick)}
            </text>
          ))}
          <text class="title" x={left} y={12}>
            {title}
          </text>
          {beyond > 0 && (
            <text class="title right" x={right} y={12}>
              {beyond} beyond the axis
            </text>
          )}
          {joined && trains.length > 0 && <path class="curve-train" d={path(({ train, y: v }) => train ?? v)} />}
          {joined && <path class="curve-validation" d={path(({ y: v }) => v)} />}
          {joined &&
            points.map((point) => (
              <line
                key={point.line.key}
                class="whisker line-validation"
                x1={x.at(point.x)}
                x2={x.at(point.x)}
                y1={y.at(point.y - point.se)}
                y2={y.at(point.y + point.se)}
              />
            ))}
          {points.map(({ line, x: vx, y: vy }) => (
            <circle
              key={line.key}
              class={`point ${joined ? "fill-validation" : line.trial.isWinner ? "fill-best" : line.trial.name === line.run.reference ? "fill-reference" : "fill-other"} ${brushed.value?.has(line.key) === false ? "dim" : ""}`}
              cx={x.at(vx)}
              cy={inside(y.at(vy)).at}
              r={hovered.value === line.key ? 6.5 : joined ? 5 : 3.8}
              onPointerEnter={() => {
                hovered.value = line.key;
              }}
              onPointerLeave={() => {
                hovered.value = undefined;
              }}
            >
              <title>{`${clean(line.trial.name, 60)}: ${clean(name, 40)} ${setting(vx)}, validation ${show(vy)} ${inside(y.at(vy)).arrow}`}</title>
            </circle>
          ))}
        </Frame>
      </div>
      {joined && (
        <p class="bar keys">
          <span class="key">
            <i class="stroke dashed train" /> training rows
          </span>
          <span class="key">
            <i class="stroke validation" /> validation rows, ± one standard error
          </span>
        </p>
      )}
    </figure>
  );
}
