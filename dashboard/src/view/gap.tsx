import { useComputed, useSignal } from "@preact/signals";
import type { RunSummary } from "../../../src/serve/types.ts";
import { Frame } from "../chart/frame.tsx";
import { YTicks } from "../chart/ticks.tsx";
import { useWidth } from "../chart/width.ts";
import { bestFirst } from "../state/order.ts";
import { current, hovered, inScope, type Line } from "../state/store.ts";
import { clean } from "../text/format.ts";
import { Scope } from "../ui/control/scope.tsx";
import { kindOf, planOf } from "./gap/place.ts";
import { Labels, Points, Whiskers } from "./gap/points.tsx";
import { Tip } from "./gap/tip.tsx";
import { titleOf } from "./overview/title.ts";

/** Points that are drawn; of more the best. */
const MOST = 1500;

/** What the colours mean. */
const KEYS: readonly (readonly [ReturnType<typeof kindOf>, (run: RunSummary) => string])[] = [
  ["best", ({ job, trials }) => (trials.length === 1 ? "this run" : job === "sweep" ? "chosen" : "best")],
  ["reference", ({ reference }) => `${clean(reference, 30)}, the reference`],
  ["other", () => "others"],
];

export function GapMap() {
  const run = current.value!;
  const { ref, width } = useWidth<HTMLDivElement>(900);
  const on = useSignal<Line | undefined>(undefined);
  const points = useComputed(() => {
    const order = bestFirst(current.value?.metric?.better);
    return inScope.value
      .filter(({ trial }) => trial.gap !== null && trial.validation !== null)
      .toSorted((a, b) => order(a.trial, b.trial))
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
  const isLower = run.metric?.better === "lower";
  const plan = planOf(all, width.value, isLower);
  const { height, left, right, top, bottom, x, y, placed } = plan;
  const at = placed.find(({ line }) => line.key === on.value?.key);
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
            <YTicks scale={y} left={left} right={right} room={8} />
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
            <Whiskers plan={plan} />
            <Points {...{ plan, enter, leave }} />
            <Labels plan={plan} />
          </Frame>
          {at !== undefined && <Tip at={at} width={width.value} />}
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
