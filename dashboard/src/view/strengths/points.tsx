import type { within } from "../../chart/near.ts";
import type { Scale } from "../../chart/scale.ts";
import { signOf } from "../../state/order.ts";
import { brushed, facts, hovered, type Line } from "../../state/store.ts";
import { clean, setting, show } from "../../text/format.ts";
import type { Better } from "../../../../src/train/best.ts";

export const numberOf = (line: Line, name: string): number | undefined => {
  const value = line.trial.settings[name] ?? facts.value.defaults[name];
  return typeof value === "number" ? value : undefined;
};

/** A line as a point of a slice. */
export interface Point {
  readonly line: Line;
  readonly x: number;
  readonly y: number;
  readonly se: number;
  readonly train: number | null;
}

/** The lines that have the setting, from its lowest value to its highest. */
export const pointsOf = (lines: readonly Line[], name: string): Point[] =>
  lines
    .flatMap((line) => {
      const x = numberOf(line, name);
      const { validation, se, train } = line.trial;
      return x === undefined ? [] : [{ line, x, y: validation!, se: se ?? 0, train }];
    })
    .sort((a, b) => a.x - b.x);

/** From where to where strengths score within one standard error of the best one. */
export function sweetSpot(points: readonly Point[], better: Better) {
  const sign = signOf(better);
  const best = points.reduce((a, b) => (sign * (b.y - a.y) > 0 ? b : a));
  const at = points.indexOf(best);
  const isNear = (point: Point): boolean => sign * (best.y - point.y) <= best.se;
  let [from, to] = [at, at];
  while (from > 0 && isNear(points[from - 1]!)) from--;
  while (to < points.length - 1 && isNear(points[to + 1]!)) to++;
  return { best, low: points[from]!, high: points[to]! };
}

interface DotsProps {
  readonly name: string;
  readonly points: readonly Point[];
  readonly x: Scale;
  readonly y: Scale;
  /** What keeps a point within the drawing. */
  readonly inside: ReturnType<typeof within>;
  readonly joined: boolean;
}

const kindOf = ({ trial, run }: Line, joined: boolean): string => {
  if (joined) return "validation";
  return trial.isWinner ? "best" : trial.name === run.reference ? "reference" : "other";
};

export const Dots = ({ name, points, x, y, inside, joined }: DotsProps) => (
  <>
    {points.map(({ line, x: value, y: scored }) => (
      <circle
        key={line.key}
        class={`point fill-${kindOf(line, joined)} ${brushed.value?.has(line.key) === false ? "dim" : ""}`}
        cx={x.at(value)}
        cy={inside(y.at(scored)).at}
        r={hovered.value === line.key ? 6.5 : joined ? 5 : 3.8}
        onPointerEnter={() => {
          hovered.value = line.key;
        }}
        onPointerLeave={() => {
          hovered.value = undefined;
        }}
      >
        <title>{`${clean(line.trial.name, 60)}: ${clean(name, 40)} ${setting(value)}, validation ${show(scored)} ${inside(y.at(scored)).arrow}`}</title>
      </circle>
    ))}
  </>
);
