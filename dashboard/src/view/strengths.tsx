import type { ImportanceView } from "../../../src/serve/types.ts";
import { linear, logarithmic } from "../chart/scale.ts";
import { useWidth } from "../chart/width.ts";
import { getDetail } from "../state/api.ts";
import { differing } from "../state/columns.ts";
import { useRun } from "../state/load.ts";
import { brushed, current, facts, hovered, inScope, type Line } from "../state/store.ts";
import { clean, percent, setting, show, tickText } from "../text/format.ts";
import { Scope } from "../ui/scope.tsx";
import { titleOf } from "./overview.tsx";
import { Frame } from "../chart/frame.tsx";

function Importance({ found }: { readonly found: ImportanceView }) {
  const own = found.own.filter(({ share }) => share > 0.002).slice(0, 14);
  const most = Math.max(...own.map(({ share }) => share), 1e-9);
  const pairs = found.pairs.filter(({ share }) => share > 0.01).slice(0, 5);
  return (
    <section>
      <div class="head">
        <h2>What the score depends on</h2>
        <span class="note">
          share of the variance over the whole space, from {found.trials} trials (functional ANOVA); a rough picture
          below a hundred
        </span>
      </div>
      <div class="pair">
        <div class="panel bars">
          {own.map(({ name, share }) => (
            <>
              <span>{clean(name, 30)}</span>
              <span class="meter">
                <i style={{ width: `${(100 * share) / most}%` }} />
              </span>
              <span class="number">{percent(share)}</span>
            </>
          ))}
        </div>
        {pairs.length > 0 && (
          <div class="panel">
            <p class="note">together, beyond their own effects</p>
            <div class="bars">
              {pairs.map(({ names, share }) => (
                <>
                  <span>{clean(names.join(" × "), 40)}</span>
                  <span class="meter">
                    <i style={{ width: `${(100 * share) / most}%` }} />
                  </span>
                  <span class="number">{percent(share)}</span>
                </>
              ))}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

interface SliceProps {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly isLog: boolean;
  readonly title: string;
  readonly better: "higher" | "lower";
  /** A sweep: one strength a line, which a curve joins. */
  readonly joined: boolean;
}

const numberOf = (line: Line, name: string): number | undefined => {
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
function Slice({ name, lines, isLog, title, better, joined }: SliceProps) {
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
  const y = linear([...points.flatMap(({ y: v, se }) => (joined ? [v - se, v + se] : [v])), ...trains], bottom, top, {
    count: 5,
  });
  const spot = joined ? sweetSpot(points, better) : undefined;
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
            {setting(spot.high.x)}
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
                {tickText(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} class="mid" x={x.at(tick)} y={bottom + 18}>
              {tickText(tick)}
            </text>
          ))}
          <text class="title" x={left} y={12}>
            {title}
          </text>
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
              cy={y.at(vy)}
              r={hovered.value === line.key ? 6.5 : joined ? 5 : 3.8}
              onPointerEnter={() => {
                hovered.value = line.key;
              }}
              onPointerLeave={() => {
                hovered.value = undefined;
              }}
            >
              <title>{`${clean(line.trial.name, 60)}: ${clean(name, 40)} ${setting(vx)}, validation ${show(vy)}`}</title>
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

export function Strengths() {
  const run = current.value!;
  const detail = useRun("detail", getDetail).value?.answer;
  const scales = detail?.ok ? detail.value.scales : {};
  const joined = run.job === "sweep" || run.job === "learning-curve";
  const lines = (joined ? inScope.value.filter((line) => line.run.id === run.id) : inScope.value).filter(
    ({ trial }) => trial.validation !== null,
  );
  const names = differing(lines, facts.value.defaults).filter(
    (name) => lines.filter((line) => numberOf(line, name) !== undefined).length > 1,
  );
  const importance = detail?.ok ? detail.value.importance : null;
  const order = new Map((importance?.own ?? []).map(({ name, share }) => [name, share]));
  const sorted = names.toSorted((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0)).slice(0, 16);
  const isLog = (name: string): boolean => {
    if (scales[name] !== undefined) return scales[name] === "log";
    const positive = lines.map((line) => numberOf(line, name) ?? 0).filter((value) => value > 0);
    return positive.length > 1 && Math.max(...positive) / Math.min(...positive) >= 50;
  };
  return (
    <>
      {!joined && <Scope />}
      {importance !== null && <Importance found={importance} />}
      {sorted.length === 0 ? (
        <p class="soft">
          No number was varied here. A sweep shows one strength in full: regularize sweep … --strength dropout
        </p>
      ) : (
        <section>
          {!joined && (
            <div class="head">
              <h2>Slices</h2>
              <span class="note">each point is a line; a range that is brushed under Settings stays bright</span>
            </div>
          )}
          <div class={joined ? "" : "pair"}>
            {sorted.map((name) => (
              <Slice
                key={name}
                name={name}
                lines={lines}
                isLog={isLog(name) || (run.job === "learning-curve" && name === "training rows")}
                title={titleOf(run)}
                better={run.metric?.better ?? "higher"}
                joined={joined}
              />
            ))}
          </div>
        </section>
      )}
    </>
  );
}
