import { linear } from "../../chart/scale.ts";
import { XTicks, YTicks } from "../../chart/ticks.tsx";
import { useWidth } from "../../chart/width.ts";
import { setting, whole } from "../../text/format.ts";
import { Frame } from "../../chart/frame.tsx";
import type { Answers } from "./confusion.tsx";

export function Residuals({ residuals }: { readonly residuals: NonNullable<Answers["residuals"]> }) {
  const { ref, width } = useWidth<HTMLDivElement>(640);
  const { bands } = residuals;
  const height = 300;
  const [left, right, top, bottom] = [54, width.value - 10, 10, height - 36];
  const x = linear(
    bands.flatMap(({ from, to }) => [from, to]),
    left,
    right,
    { room: 0.02 },
  );
  const y = linear([...bands.flatMap(({ low, high }) => [low, high]), 0], bottom, top);
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Residuals</h2>
        <span class="note">
          truth − prediction by the prediction: median and the middle 80 % of each tenth of the rows
        </span>
      </figcaption>
      <div ref={ref}>
        <Frame width={width.value} height={height} label="Residuals by prediction">
          <YTicks scale={y} left={left} right={right} marksZero />
          <XTicks scale={x} y={bottom + 17} />
          <text class="title right" x={right} y={height - 3}>
            prediction →
          </text>
          {bands.map(({ from, to, low, median, high, rows }) => {
            const [x0, x1] = [x.at(from), Math.max(x.at(from) + 3, x.at(to) - 1.5)];
            return (
              <g key={from}>
                <rect
                  class="fill-best band"
                  x={x0}
                  width={x1 - x0}
                  y={y.at(high)}
                  height={Math.max(1, y.at(low) - y.at(high))}
                  rx="2"
                >
                  <title>{`${whole(rows)} rows predicted ${setting(from)} to ${setting(to)}: median residual ${setting(median)}`}</title>
                </rect>
                <line class="line-reference" x1={x0} x2={x1} y1={y.at(median)} y2={y.at(median)} stroke-width="2.5" />
              </g>
            );
          })}
        </Frame>
      </div>
    </figure>
  );
}
