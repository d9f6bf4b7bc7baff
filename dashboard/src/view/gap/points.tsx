import { brushed, go, hovered, type Line, lineName } from "../../state/store.ts";
import { clean, show } from "../../text/format.ts";
import { labelled } from "./labels.ts";
import { type GapPlan, kindOf } from "./place.ts";

const dimmed = ({ key }: Line): boolean => brushed.value?.has(key) === false;

/** One standard error to both sides; none in a crowd. */
export const Whiskers = ({ plan: { placed, y, up, crowded } }: { readonly plan: GapPlan }) =>
  crowded
    ? null
    : placed.map(({ line, x }) =>
        line.trial.se === null ? null : (
          <line
            key={line.key}
            class={`whisker line-${kindOf(line)} ${dimmed(line) ? "dim" : "half"}`}
            x1={x}
            x2={x}
            y1={up(y.at(line.trial.validation! - line.trial.se)).at}
            y2={up(y.at(line.trial.validation! + line.trial.se)).at}
          />
        ),
      );

interface PointsProps {
  readonly plan: GapPlan;
  readonly enter: (line: Line) => void;
  readonly leave: () => void;
}

/** The lines as points, a button each unless there are too many to walk through. */
export const Points = ({ plan: { placed, crowded }, enter, leave }: PointsProps) => (
  <>
    {placed.map(({ line, x, y }) => (
      // biome-ignore lint/a11y/noStaticElementInteractions: a button unless there are too many to walk through
      <circle
        key={line.key}
        class={`point ${crowded ? "crowd" : ""} fill-${kindOf(line)} ${dimmed(line) ? "dim" : ""}`}
        cx={x}
        cy={y}
        r={hovered.value === line.key ? 7 : crowded ? 3.6 : 5.5}
        {...(crowded
          ? {}
          : {
              tabindex: 0,
              role: "button",
              "aria-label": `${clean(lineName(line), 60)}: gap ${show(line.trial.gap)}, validation ${show(line.trial.validation)}`,
            })}
        onPointerEnter={() => enter(line)}
        onPointerLeave={leave}
        onFocus={() => enter(line)}
        onBlur={leave}
        onClick={() => go({ view: "overview", run: line.run.id })}
        onKeyDown={(event) => {
          if (event.key === "Enter") go({ view: "overview", run: line.run.id });
        }}
      />
    ))}
  </>
);

/** Names beside the points where there is room. */
export const Labels = ({ plan: { important, right, bottom } }: { readonly plan: GapPlan }) => (
  <>
    {labelled(important, right, bottom).map(({ line, x, y, side, arrow }) => (
      <text key={line.key} class={`label ${side} ${dimmed(line) ? "dim" : ""}`} x={x} y={y}>
        {clean(lineName(line), 24)} {arrow}
      </text>
    ))}
  </>
);
