import type { TrialRow } from "../../../../src/serve/types.ts";
import { change } from "../../text/format.ts";

/** The ends of an effect's interval, or that too few repeats gave none. */
export const intervalText = (effect: TrialRow["effect"]): string =>
  effect === undefined
    ? ""
    : effect.low === null || effect.high === null
      ? "no interval"
      : `${change(effect.low)} to ${change(effect.high)}`;

/** Effects as bars with whiskers in the cell, on one scale for the table. */
export function EffectCell({
  row,
  reach,
  better,
}: {
  readonly row: TrialRow;
  readonly reach: number;
  readonly better: "higher" | "lower";
}) {
  const { effect } = row;
  if (effect === undefined || effect.mean === null) return <td />;
  const at = (value: number): number => 70 + (Math.max(-1, Math.min(1, value / reach)) * 64 || 0);
  const [low, high] = [effect.low ?? effect.mean, effect.high ?? effect.mean];
  const good = better === "higher" ? low > 0 : high < 0;
  const bad = better === "higher" ? high < 0 : low > 0;
  const kind = good ? "best" : bad ? "reference" : "other";
  return (
    <td>
      <svg
        width="140"
        height="18"
        viewBox="0 0 140 18"
        role="img"
        aria-label={`${change(effect.mean)}, 95 % ${intervalText(effect)}`}
      >
        <line class="axis" x1="70" x2="70" y1="1" y2="17" />
        <line
          class={`whisker line-${kind}`}
          x1={at(low)}
          x2={at(high)}
          y1="9"
          y2="9"
          stroke-width="2"
          stroke-linecap="round"
        />
        <circle class={`fill-${kind}`} cx={at(effect.mean)} cy="9" r="3.6" />
      </svg>
    </td>
  );
}
