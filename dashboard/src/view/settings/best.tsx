import { useSignal } from "@preact/signals";
import type { MapAxis } from "../../chart/axes.ts";
import { hovered, type Line, lineName } from "../../state/store.ts";
import { clean, show } from "../../text/format.ts";
import { Head, type Heading } from "../../ui/head.tsx";
import { Scroll } from "../../ui/scroll.tsx";

interface BestProps {
  readonly title: string;
  /** The best first. */
  readonly lines: readonly Line[];
  readonly axes: readonly MapAxis[];
}

const MOST = 12;

/** The best lines with what they set. */
export function Best({ title, lines, axes }: BestProps) {
  const near = useSignal<string | undefined>(undefined);
  const settings = axes.slice(0, -1).filter(({ name }) => name.startsWith("setting"));
  const point = (key: string | undefined): void => {
    near.value = key;
    hovered.value = key;
  };
  return (
    <section>
      <h2>{title}</h2>
      <Scroll label="Best lines">
        <table>
          <Head
            of={[
              ["Recipe", "name"],
              ["Validation", "number"],
              ["Gap", "number"],
              ...settings.map((axis): Heading => [clean(axis.title, 18), "number"]),
            ]}
          />
          <tbody>
            {lines.slice(0, MOST).map((line) => (
              <tr
                key={line.key}
                class={near.value === line.key ? "on" : ""}
                onPointerEnter={() => point(line.key)}
                onPointerLeave={() => point(undefined)}
              >
                <th scope="row" class="name">
                  <bdi>{clean(lineName(line), 40)}</bdi>
                </th>
                <td class="number">{show(line.trial.validation)}</td>
                <td class="number">{show(line.trial.gap)}</td>
                {settings.map((axis) => {
                  const place = axis.at(line);
                  return (
                    <td key={axis.name} class="number">
                      {place === undefined ? "–" : axis.text(place)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
