import { useComputed, useSignal } from "@preact/signals";
import { shownColumns } from "../state/columns.ts";
import { brushed, facts, isNarrow, lines } from "../state/store.ts";
import { tags } from "../state/tags.ts";
import { csvText } from "../text/csv.ts";
import { SideBySide } from "./table/sideBySide.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { Chosen } from "./table/chosen.tsx";
import { SortHead } from "./table/head.tsx";
import { compare, matches, type Sorting } from "./table/lines.ts";
import { Row } from "./table/row.tsx";
import { save } from "./table/save.ts";
import { Tools } from "./table/tools.tsx";

const ROW = 34;

const AHEAD = 12;

const MOST = 8;

/** The lines that are drawn when the table is scrolled so far: those that a screen shows, and some before and after. */
const drawn = (top: number): readonly [first: number, end: number] => {
  const at = Math.floor(top / ROW);
  return [Math.max(0, at - AHEAD), at + Math.ceil(innerHeight / ROW) + AHEAD];
};

export function RunsTable() {
  const query = useSignal("");
  const onlyDiffering = useSignal(true);
  const sorting = useSignal<Sorting | undefined>(undefined);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const word = useSignal("");
  const top = useSignal(0);
  const found = useComputed(() => {
    const words = query.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const keys = brushed.value;
    return lines.value.filter(
      (line) => (keys === undefined || keys.has(line.key)) && matches(line, words, tags.value.get(line.key) ?? []),
    );
  });
  const columns = useComputed(() => {
    const { defaults } = facts.value;
    return shownColumns(lines.value, { onlyDiffering: onlyDiffering.value, isNarrow: isNarrow.value, defaults });
  });
  const sorted = useComputed(() => {
    const by = columns.value.find(({ name }) => name === sorting.value?.name);
    return by === undefined || sorting.value === undefined
      ? found.value
      : found.value.toSorted(compare(by, sorting.value.down));
  });
  const picked = useComputed(() => lines.value.filter(({ key }) => chosen.value.has(key)));
  const toggle = (key: string): void => {
    const next = new Set(chosen.value);
    if (!next.delete(key)) next.add(key);
    chosen.value = next;
  };
  const sort = (name: string, isNumber: boolean): void => {
    const now = sorting.value;
    sorting.value =
      now?.name === name ? (now.down === isNumber ? { name, down: !now.down } : undefined) : { name, down: isNumber };
  };
  const exported = (): void => {
    const of = chosen.value.size > 0 ? picked.value : sorted.value;
    const head = [...columns.value.map(({ title }) => title), "tags"];
    const rows = of.map((line) => [
      ...columns.value.map((column) => column.of(line)),
      (tags.value.get(line.key) ?? []).join(" "),
    ]);
    save("runs.csv", csvText([head, ...rows]));
  };
  const [first, end] = drawn(top.value);
  const shown = sorted.value.slice(first, end);
  return (
    <>
      <Tools {...{ query, onlyDiffering }} found={found.value.length} chosen={chosen.value.size} onExport={exported} />
      <Scroll label="Runs" kind="runs" onScroll={(at) => (top.value = at)}>
        <table aria-rowcount={sorted.value.length + 1}>
          <SortHead columns={columns.value} sorting={sorting.value} sort={sort} />
          <tbody>
            {first > 0 && <tr class="room" style={{ height: `${first * ROW}px` }} />}
            {shown.map((line, i) => (
              <Row
                key={line.key}
                {...{ line, toggle }}
                index={first + i + 2}
                columns={columns.value}
                isChosen={chosen.value.has(line.key)}
              />
            ))}
            {end < sorted.value.length && (
              <tr class="room" style={{ height: `${(sorted.value.length - end) * ROW}px` }} />
            )}
          </tbody>
        </table>
      </Scroll>
      {chosen.value.size > 0 && <Chosen {...{ chosen, word }} />}
      {picked.value.length >= 2 &&
        (picked.value.length <= MOST ? (
          <SideBySide lines={picked.value} />
        ) : (
          <p class="note">Up to {MOST} lines are shown side by side.</p>
        ))}
      {chosen.value.size < 2 && <p class="note hint">Choose 2 to {MOST} lines to see them side by side.</p>}
    </>
  );
}
