import { useComputed, useSignal } from "@preact/signals";
import { ALWAYS, type Column, differing, FACTS, inOrder, settingColumn } from "../state/columns.ts";
import { brushed, facts, go, hovered, isNarrow, lines } from "../state/store.ts";
import { tag, tags, untag } from "../state/tags.ts";
import { csvText } from "../text/csv.ts";
import { clean } from "../text/format.ts";
import { SideBySide } from "../ui/compare.tsx";
import { Name } from "../ui/name.tsx";
import { Scroll } from "../ui/scroll.tsx";
import { type Sorting, matches, compare } from "./table/lines.ts";
import { save } from "./table/save.ts";

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
  const columns = useComputed<readonly Column[]>(() => {
    const all = lines.value;
    const varies = (column: Column): boolean => {
      const values = new Set<unknown>();
      for (const line of all) {
        const value = column.of(line);
        if (value !== undefined && value !== null && value !== "") values.add(value);
        if (values.size > 1) return true;
      }
      return !onlyDiffering.value && values.size > 0;
    };
    const shown = inOrder(
      FACTS.filter((column) => ALWAYS.has(column.name) || varies(column)),
      isNarrow.value,
    );
    return [
      ...shown,
      ...differing(all, facts.value.defaults).map((name) => settingColumn(name, all, facts.value.defaults)),
    ];
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
  const tagged = (event: Event): void => {
    event.preventDefault();
    if (word.value.trim() !== "") tag([...chosen.value], word.value.trim());
    word.value = "";
  };
  const [first, end] = drawn(top.value);
  const shown = sorted.value.slice(first, end);
  return (
    <>
      <div class="bar">
        <input
          class="input search"
          type="text"
          list={undefined}
          placeholder="Search: words, dropout=0.5, #tag, -without"
          aria-label="Search lines"
          value={query.value}
          onInput={(event) => (query.value = event.currentTarget.value)}
        />
        <label class="field line">
          <input
            type="checkbox"
            checked={onlyDiffering.value}
            onChange={(event) => (onlyDiffering.value = event.currentTarget.checked)}
          />
          only differing columns
        </label>
        <span class="soft small" role="status">
          {found.value.length === lines.value.length
            ? `${lines.value.length} lines`
            : `${found.value.length} of ${lines.value.length}`}
        </span>
        <button type="button" class="button small" onClick={exported}>
          CSV {chosen.value.size > 0 ? `of ${chosen.value.size}` : ""}
        </button>
      </div>
      <Scroll label="Runs" kind="runs" onScroll={(at) => (top.value = at)}>
        <table aria-rowcount={sorted.value.length + 1}>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">chosen</span>
              </th>
              {columns.value.map(({ name, title, isNumber }) => {
                const on = sorting.value?.name === name;
                return (
                  <th
                    key={name}
                    scope="col"
                    class={isNumber ? "number" : "name"}
                    {...(on
                      ? { "aria-sort": sorting.value!.down ? ("descending" as const) : ("ascending" as const) }
                      : {})}
                  >
                    <button type="button" onClick={() => sort(name, isNumber)}>
                      {clean(title, 28)} <span aria-hidden="true">{on ? (sorting.value!.down ? "↓" : "↑") : ""}</span>
                    </button>
                  </th>
                );
              })}
              <th scope="col">Tags</th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr class="room" style={{ height: `${first * ROW}px` }} />}
            {shown.map((line, i) => (
              <tr
                key={line.key}
                aria-rowindex={first + i + 2}
                class={chosen.value.has(line.key) || hovered.value === line.key ? "on" : ""}
              >
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Choose ${clean(line.trial.name, 60)}`}
                    checked={chosen.value.has(line.key)}
                    onChange={() => toggle(line.key)}
                  />
                </td>
                {columns.value.map((column) =>
                  column.name === "run" ? (
                    <td key="run" class="name">
                      <button type="button" class="link" onClick={() => go({ view: "overview", run: line.run.id })}>
                        <Name text={line.run.name} limit={36} />
                      </button>
                    </td>
                  ) : (
                    <td key={column.name} class={column.isNumber ? "number" : "name"}>
                      {column.isNumber ? column.text(line) : <Name text={column.text(line)} limit={40} />}
                      {column.name === "recipe" && line.trial.isWinner && line.run.trials.length > 1 && (
                        <span class="chip best">★</span>
                      )}
                    </td>
                  ),
                )}
                <td>
                  {(tags.value.get(line.key) ?? []).map((one) => (
                    <button key={one} type="button" class="chip" title="remove" onClick={() => untag(line.key, one)}>
                      <Name text={one} limit={24} /> ×
                    </button>
                  ))}
                </td>
              </tr>
            ))}
            {end < sorted.value.length && (
              <tr class="room" style={{ height: `${(sorted.value.length - end) * ROW}px` }} />
            )}
          </tbody>
        </table>
      </Scroll>
      {chosen.value.size > 0 && (
        <form class="bar chosen" onSubmit={tagged}>
          <span class="small">{chosen.value.size} chosen</span>
          <input
            class="input"
            list={undefined}
            type="text"
            placeholder="tag"
            aria-label="Tag for the chosen lines"
            maxLength={40}
            value={word.value}
            onInput={(event) => (word.value = event.currentTarget.value)}
          />
          <button type="submit" class="button small" disabled={word.value.trim() === ""}>
            Tag
          </button>
          <button type="button" class="button small plain" onClick={() => (chosen.value = new Set())}>
            Choose none
          </button>
        </form>
      )}
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
