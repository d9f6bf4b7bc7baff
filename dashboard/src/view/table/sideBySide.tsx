import { useSignal } from "@preact/signals";
import { colourOf } from "../../chart/colours.ts";
import { FACTS, settingColumn } from "../../state/columns.ts";
import { dark, facts, type Line } from "../../state/store.ts";
import { Check } from "../../ui/control/check.tsx";
import { Name } from "../../ui/name.tsx";
import { Scroll } from "../../ui/scroll.tsx";
import { Head, type Heading, Unseen } from "../../ui/head.tsx";

/** Two to eight lines, a column each; what is the same in all is left out. */
export function SideBySide({ lines }: { readonly lines: readonly Line[] }) {
  const all = useSignal(false);
  const { defaults } = facts.value;
  const names = [
    ...new Set([
      ...lines.flatMap(({ trial }) => Object.keys(trial.settings)),
      ...(all.value ? Object.keys(defaults) : []),
    ]),
  ];
  const columns = [
    ...FACTS.filter(({ name }) => name !== "recipe"),
    ...names.map((name) => settingColumn(name, lines, defaults)),
  ];
  const rows = columns.filter((column) => {
    const values = new Set(lines.map((line) => column.of(line) ?? null));
    return values.size > 1 || (all.value && [...values].some((value) => value !== null && value !== ""));
  });
  const best = (values: readonly (number | undefined)[], lower: boolean): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length < 2 ? undefined : lower ? Math.min(...known) : Math.max(...known);
  };
  return (
    <section>
      <div class="head">
        <h2>Side by side</h2>
        <Check text="only what differs" on={!all.value} onChange={(on) => (all.value = !on)} />
      </div>
      <Scroll label="Side by side">
        <table>
          <Head
            of={[
              [<Unseen text="what" />],
              ...lines.map(
                ({ trial }, i): Heading => [
                  <>
                    <i class="swatch inline" style={{ background: colourOf(i, dark.value) }} />{" "}
                    <Name text={trial.name} limit={28} />
                  </>,
                  "number",
                ],
              ),
            ]}
          />
          <tbody>
            {rows.map((column) => {
              const values = lines.map((line) => {
                const value = column.of(line);
                return typeof value === "number" ? value : undefined;
              });
              const lower = lines[0]?.run.metric?.better === "lower";
              const top = ["validation", "fresh", "test"].includes(column.name) ? best(values, lower) : undefined;
              return (
                <tr key={column.name}>
                  <th scope="row" class={column.isSetting ? "" : "soft"}>
                    <Name text={column.title} limit={32} />
                  </th>
                  {lines.map((line, i) => (
                    <td key={line.key} class={`number ${top !== undefined && values[i] === top ? "better" : ""}`}>
                      {column.isNumber ? column.text(line) : <Name text={column.text(line) || "–"} limit={32} />}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
