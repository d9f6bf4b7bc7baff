import { useWidth } from "../../chart/width.ts";
import { percent, show, whole } from "../../text/format.ts";
import { Frame } from "../../chart/frame.tsx";
import type { Answers } from "./confusion.tsx";

const EVERY = [0, 0.25, 0.5, 0.75, 1];
const UPPER = [0.5, 0.6, 0.7, 0.8, 0.9, 1];

export function Calibration({ calibration }: { readonly calibration: NonNullable<Answers["calibration"]> }) {
  const { ref, width } = useWidth<HTMLDivElement>(400);
  const size = Math.min(width.value, 420);
  const [left, right, top, bottom] = [42, size - 30, 8, size * 0.8 - 34];
  // Whoever chooses among two classes is never less sure than one half.
  const from = Math.min(...calibration.bins.map(({ confidence }) => confidence)) >= 0.5 ? 0.5 : 0;
  const x = (v: number): number => left + ((v - from) / (1 - from)) * (right - left);
  const y = (v: number): number => bottom - v * (bottom - top);
  const most = Math.max(...calibration.bins.map(({ rows }) => rows));
  return (
    <figure class="panel">
      <figcaption class="head">
        <h2>Calibration</h2>
        <span class="note">
          on the diagonal, a model that says 80 % is right in 80 of 100 · ECE {show(calibration.ece)}
        </span>
      </figcaption>
      <div ref={ref}>
        <Frame width={size} height={size * 0.8} label={`Calibration, expected error ${show(calibration.ece)}`}>
          {EVERY.map((tick) => (
            <g key={tick}>
              <line class="grid" x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
              <text class="right" x={left - 6} y={y(tick) + 4}>
                {percent(tick)}
              </text>
            </g>
          ))}
          {(from === 0 ? EVERY : UPPER).map((tick) => (
            <text key={tick} class="mid" x={x(tick)} y={bottom + 16}>
              {percent(tick)}
            </text>
          ))}
          <text class="title right" x={right} y={bottom + 31}>
            how sure the model was
          </text>
          <line class="zero" x1={x(from)} y1={y(from)} x2={x(1)} y2={y(1)} />
          {calibration.bins.map(({ confidence, accuracy, rows }) => (
            <g key={confidence}>
              <line
                class="line-reference half"
                x1={x(confidence)}
                x2={x(confidence)}
                y1={y(confidence)}
                y2={y(accuracy)}
                stroke-width="2"
              />
              <circle class="point fill-best" cx={x(confidence)} cy={y(accuracy)} r={3 + 6 * Math.sqrt(rows / most)}>
                <title>{`${whole(rows)} rows: sure ${percent(confidence)}, right ${percent(accuracy)}`}</title>
              </circle>
            </g>
          ))}
        </Frame>
      </div>
    </figure>
  );
}
