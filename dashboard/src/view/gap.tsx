import type { RunSummary } from "../../../src/serve/types.ts";
import { useComputed, useSignal } from "@preact/signals";
import { near, within } from "../chart/near.ts";
import { linear } from "../chart/scale.ts";
import { useWidth } from "../chart/width.ts";
import { brushed, current, go, hovered, inScope, type Line, lineName } from "../state/store.ts";
import { clean, show } from "../text/format.ts";
import { Name } from "../ui/name.tsx";
import { Scope } from "../ui/scope.tsx";
import { titleOf } from "./overview/title.ts";
import { Frame } from "../chart/frame.tsx";
import { labelled } from "./gap/labels.ts";

/** Points that are drawn; of more the best. */
const MOST = 1500;

const kindOf = ({ trial, run }: Line): "best" | "reference" | "other" => {
  if (trial.name === run.reference) return "reference";
  if (run.trials.length === 1 || current.value?.trials.length === 1)
    return run.id === current.value?.id ? "best" : "other";
  return trial.isWinner ? "best" : "other";
};

/** What the colours mean. */
const KEYS: readonly (readonly [ReturnType<typeof kindOf>, (run: RunSummary) => string])[] = [
  ["best", ({ job, trials }) => (trials.length === 1 ? "this run" : job === "sweep" ? "chosen" : "best")],
  ["reference", ({ reference }) => `${clean(reference, 30)}, the reference`],
  ["other", () => "others"],
];

/** Who gets a name first: what is compared, then what lies beyond the axes. */
const rank = ({ line, arrow }: { readonly line: Line; readonly arrow: string }): number =>
  kindOf(line) === "other" ? (arrow === "" ? 2 : 1) : 0;

export function GapMap() {
  const run = current.value!;
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const on = useSignal<Line | undefined>(undefined);
  const points = useComputed(() => {
    const better = current.value?.metric?.better === "lower" ? 1 : -1;
    return inScope.value
      .filter(({ trial }) => trial.gap !== null && trial.validation !== null)
      .toSorted((a, b) => better * (a.trial.validation! - b.trial.validation!))
      .slice(0, MOST);
  });
  const all = points.value;
  if (all.length === 0)
    return (
      <>
        <Scope />
        <p class="soft">
          {run.state === "running"
            ? "No line has both scores yet."
            : run.job === "ablate"
              ? "An ablation asks for the validation score alone: its lines have no gap. Overview has what each part brings."
              : "No line of this run has both a gap and a validation score."}
        </p>
      </>
    );
  const height = Math.max(340, Math.min(560, width.value * 0.56));
  const [left, right, top, bottom] = [54, width.value - 12, 26, height - 40];
  const x = linear([...near(all.map(({ trial }) => trial.gap!)), 0], left, right, {
    count: Math.max(3, Math.floor(width.value / 110)),
  });
  // Far ones are drawn at the edge, but what is compared is always within.
  const scores = all.map(({ trial }) => trial.validation!);
  const usual = new Set(near(scores));
  const kept = all.filter((line) => usual.has(line.trial.validation!) || kindOf(line) !== "other");
  const spread =
    all.length > 200
      ? []
      : kept.flatMap(({ trial }) =>
          trial.se === null ? [] : [trial.validation! - trial.se, trial.validation! + trial.se],
        );
  // The better end is always on top.
  const isLower = run.metric?.better === "lower";
  const [worse, better] = isLower ? [top, bottom] : [bottom, top];
  const y = linear([...kept.map(({ trial }) => trial.validation!), ...spread], worse, better, { count: 6 });
  const [across, up] = [within(left, right), within(top, bottom)];
  const placed = all.map((line) => {
    const [px, py] = [across(x.at(line.trial.gap!)), up(y.at(line.trial.validation!))];
    const sideways = px.arrow === "" ? "" : px.arrow === "↓" ? "→" : "←";
    return { line, x: px.at, y: py.at, arrow: `${py.arrow}${sideways}` };
  });
  const important = placed.toSorted((a, b) => rank(a) - rank(b));
  const crowded = all.length > 200;
  const tip = on.value;
  const at = tip === undefined ? undefined : placed.find(({ line }) => line.key === tip.key);
  const enter = (line: Line): void => {
    on.value = line;
    hovered.value = line.key;
  };
  const leave = (): void => {
    on.value = undefined;
    hovered.value = undefined;
  };
  return (
    <>
      <Scope />
      <div class="panel">
        <div class="mapped" ref={ref}>
          <Frame
            width={width.value}
            height={height}
            label="Gap map: train/validation gap across, validation score up"
            speaks
          >
            {y.ticks.map((tick) => (
              <g key={tick}>
                <line class="grid" x1={left} x2={right} y1={y.at(tick)} y2={y.at(tick)} />
                <text class="right" x={left - 8} y={y.at(tick) + 4}>
                  {y.text(tick)}
                </text>
              </g>
            ))}
            {x.ticks.map((tick) => (
              <g key={tick}>
                <line class={tick === 0 ? "zero" : "grid"} x1={x.at(tick)} x2={x.at(tick)} y1={top} y2={bottom} />
                <text class="mid" x={x.at(tick)} y={bottom + 17}>
                  {x.text(tick)}
                </text>
              </g>
            ))}
            <text class="title right" x={right} y={height - 4}>
              train/validation gap →
            </text>
            <text class="title" x={left} y={12}>
              {titleOf(run)} on validation
            </text>
            {!crowded &&
              placed.map(({ line, x: px }) =>
                line.trial.se === null ? null : (
                  <line
                    key={line.key}
                    class={`whisker line-${kindOf(line)} ${brushed.value?.has(line.key) === false ? "dim" : "half"}`}
                    x1={px}
                    x2={px}
                    y1={up(y.at(line.trial.validation! - line.trial.se)).at}
                    y2={up(y.at(line.trial.validation! + line.trial.se)).at}
                  />
                ),
              )}
            {placed.map(({ line, x: px, y: py }) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: a button unless there are too many to walk through
              <circle
                key={line.key}
                class={`point ${crowded ? "crowd" : ""} fill-${kindOf(line)} ${brushed.value?.has(line.key) === false ? "dim" : ""}`}
                cx={px}
                cy={py}
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
            {labelled(important, right, bottom).map(({ line, x: px, y: py, side, arrow }) => (
              <text
                key={line.key}
                class={`label ${side} ${brushed.value?.has(line.key) === false ? "dim" : ""}`}
                x={px}
                y={py}
              >
                {clean(lineName(line), 24)} {arrow}
              </text>
            ))}
          </Frame>
          {tip !== undefined && at !== undefined && (
            <div
              class="tip"
              style={{
                top: `${Math.max(0, at.y - 74)}px`,
                ...(at.x > width.value / 2 ? { right: `${width.value - at.x + 12}px` } : { left: `${at.x + 12}px` }),
              }}
            >
              <b>
                <Name text={lineName(tip)} limit={60} />
              </b>
              <br />
              validation {show(tip.trial.validation)} {tip.trial.se === null ? "" : `± ${show(tip.trial.se)}`} ·
              training {show(tip.trial.train)} · gap {show(tip.trial.gap)}
              <br />
              <span class="soft">
                <Name text={tip.run.name} limit={40} />
              </span>
            </div>
          )}
        </div>
      </div>
      <p class="bar keys">
        {KEYS.filter(([kind]) => all.some((line) => kindOf(line) === kind)).map(([kind, text]) => (
          <span class="key" key={kind}>
            <i class={`spot-${kind}`} /> {text(run)}
          </span>
        ))}
      </p>
      <p class="note">
        Up is better on new rows{isLower ? ", where the numbers fall" : ""}, left is less overfitting: a recipe that is
        further up and further left than the reference earns its place. Whiskers are one standard error.
        {placed.some(({ arrow }) => arrow !== "") ? " An arrow after a name marks a point beyond the axis." : ""}
        {inScope.value.length > MOST ? ` The best ${MOST} of ${inScope.value.length}.` : ""}
      </p>
    </>
  );
}
