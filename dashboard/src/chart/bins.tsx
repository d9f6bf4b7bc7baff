import { Frame } from "./frame.tsx";

interface BinsProps {
  readonly bins: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly label: string;
  readonly kind?: string;
  /** A second histogram on the same bins, drawn as a line. */
  readonly beside?: readonly number[] | undefined;
}

/** A histogram without axes. */
export function Bins({ bins, width = 220, height = 54, label, kind = "fill-best", beside }: BinsProps) {
  const share = (list: readonly number[]): readonly number[] => {
    const sum = list.reduce((a, b) => a + b, 0) || 1;
    return list.map((count) => count / sum);
  };
  const [own, other] = [share(bins), beside === undefined ? undefined : share(beside)];
  const most = Math.max(...own, ...(other ?? []), 1e-9);
  const step = width / Math.max(1, bins.length);
  return (
    <Frame width={width} height={height} label={label} stretches>
      {own.map((count, i) => (
        <rect
          key={i}
          class={kind}
          x={i * step + 0.4}
          width={Math.max(0.6, step - 0.8)}
          y={height - (count / most) * (height - 2)}
          height={(count / most) * (height - 2)}
        />
      ))}
      {other !== undefined && (
        <path
          class="line-reference whisker outline"
          d={other
            .map(
              (count, i) =>
                `${i === 0 ? "M" : "L"}${((i + 0.5) * step).toFixed(1)} ${(height - (count / most) * (height - 2)).toFixed(1)}`,
            )
            .join("")}
        />
      )}
      <line class="axis" x1="0" x2={width} y1={height} y2={height} />
    </Frame>
  );
}
