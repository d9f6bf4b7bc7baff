import type { HealthView } from "../../../../src/serve/types.ts";
import { token } from "../../chart/colours.ts";
import { clean, percent, setting } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";
import { Frame } from "../../chart/frame.tsx";

export type Parameter = HealthView["epochs"][number]["parameters"][number];

export type Kind = "weight" | "gradient";

/** Histograms of one parameter, an epoch a column: the brighter, the more numbers. */
export function Ridge({
  epochs,
  name,
  kind,
}: {
  readonly epochs: HealthView["epochs"];
  readonly name: string;
  readonly kind: Kind;
}) {
  const found = epochs.flatMap(({ epoch, parameters }) => {
    const parameter = parameters.find((one) => one.name === name);
    return parameter === undefined ? [] : [{ epoch, spread: parameter[kind] }];
  });
  if (found.length === 0) return null;
  const reach = Math.max(...found.map(({ spread }) => spread.reach));
  const rows = 31;
  const [width, height] = [260, 96];
  const step = width / found.length;
  const blue = token("better");
  const shown = found.map(({ epoch, spread }) => {
    const cells = new Array<number>(rows).fill(0);
    spread.bins.forEach((count, i) => {
      const value = (((i + 0.5) / spread.bins.length) * 2 - 1) * spread.reach;
      cells[Math.min(rows - 1, Math.max(0, Math.floor(((value + reach) / (2 * reach)) * rows)))]! += count;
    });
    const most = Math.max(...cells, 1);
    return { epoch, cells: cells.map((count) => Math.sqrt(count / most)) };
  });
  return (
    <figure class="panel ridge">
      <figcaption class="small">
        <Name text={name} limit={34} />{" "}
        <span class="soft">
          ± {setting(Number(reach.toPrecision(2)))} · zeros {percent(found.at(-1)!.spread.zeros)}
        </span>
      </figcaption>
      <Frame
        width={width}
        height={height}
        label={`${kind} histogram of ${clean(name, 40)} over ${found.length} epochs, within ± ${setting(reach)}`}
        stretches
      >
        {shown.map(({ epoch, cells }, i) =>
          cells.map((share, row) =>
            share < 0.03 ? null : (
              <rect
                key={`${epoch} ${row}`}
                x={i * step}
                width={step + 0.3}
                y={((rows - 1 - row) / rows) * height}
                height={height / rows + 0.3}
                fill={blue}
                fill-opacity={share}
              />
            ),
          ),
        )}
      </Frame>
    </figure>
  );
}

/** `1.weight` before `10.weight`: names begin with the layer's place. */
export const byPlace = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

export const isMatrix = ({ shape }: Parameter): boolean => shape.length >= 2;
