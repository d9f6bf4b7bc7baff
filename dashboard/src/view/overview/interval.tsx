import type { RunSummary } from "../../../../src/serve/types.ts";
import { linear } from "../../chart/scale.ts";
import { useWidth } from "../../chart/width.ts";
import { change, clean, show } from "../../text/format.ts";
import { Frame } from "../../chart/frame.tsx";
import { titleOf } from "./title.ts";

/** Plain and winner on the sealed rows, and what lies between them. */
export function Interval({ run }: { readonly run: RunSummary }) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { test } = run;
  if (test === undefined || test.reference.value === null || test.winner.value === null || run.winner === run.reference)
    return null;
  // The reference was kept: there is nothing between the two.
  if (test.difference.low === 0 && test.difference.high === 0) return null;
  const rows = [
    { name: run.reference || "reference", ends: test.reference, kind: "reference" },
    { name: run.winner || "chosen", ends: test.winner, kind: "best" },
  ];
  const narrow = width.value < 520;
  const left = narrow ? 8 : Math.min(190, 24 + 7 * Math.max(...rows.map(({ name }) => Math.min(24, name.length))));
  const right = width.value - 46;
  const all = rows.flatMap(({ ends }) => [ends.low ?? ends.value!, ends.high ?? ends.value!]);
  const scale = linear(all, left, right, { count: Math.max(3, Math.floor((right - left) / 90)) });
  const step = narrow ? 46 : 34;
  const height = 12 + rows.length * step + 26;
  return (
    <section>
      <div class="head">
        <h2>On rows that nothing else has seen</h2>
        <span class="note">
          {titleOf(run)} on {test.rows.toLocaleString("en")} test rows, mean and 95 % interval over rows. Difference{" "}
          <b>{change(test.difference.value)}</b>
          {test.difference.low !== null && ` [${change(test.difference.low)}, ${change(test.difference.high)}]`}
        </span>
      </div>
      <div class="panel">
        <div ref={ref}>
          <Frame
            width={width.value}
            height={height}
            label={`Test score: ${rows.map(({ name, ends }) => `${clean(name)} ${show(ends.value)}`).join(", ")}`}
          >
            {scale.ticks.map((tick) => (
              <g key={tick}>
                <line class="grid" x1={scale.at(tick)} x2={scale.at(tick)} y1={4} y2={height - 22} />
                <text class="mid" x={scale.at(tick)} y={height - 6}>
                  {scale.text(tick)}
                </text>
              </g>
            ))}
            {rows.map(({ name, ends, kind }, i) => {
              const y = (narrow ? 30 : 22) + i * step;
              const [low, high] = [ends.low ?? ends.value!, ends.high ?? ends.value!];
              return (
                <g key={kind}>
                  <text class="ink" x={narrow ? left : 0} y={narrow ? y - 12 : y + 4}>
                    {clean(name, 26)}
                  </text>
                  <line
                    class={`whisker line-${kind}`}
                    x1={scale.at(low)}
                    x2={scale.at(high)}
                    y1={y}
                    y2={y}
                    stroke-width="2"
                    stroke-linecap="round"
                  />
                  <circle class={`fill-${kind}`} cx={scale.at(ends.value!)} cy={y} r="5" />
                  <text class="ink" x={right + 10} y={y + 4}>
                    {show(ends.value)}
                  </text>
                </g>
              );
            })}
          </Frame>
        </div>
      </div>
    </section>
  );
}
