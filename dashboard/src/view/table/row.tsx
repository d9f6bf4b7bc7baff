import type { Column } from "../../state/columns.ts";
import { go, hovered, type Line } from "../../state/store.ts";
import { tags, untag } from "../../state/tags.ts";
import { clean } from "../../text/format.ts";
import { Name } from "../../ui/name.tsx";

interface CellProps {
  readonly line: Line;
  readonly column: Column;
}

function Cell({ line, column }: CellProps) {
  const { run, trial } = line;
  if (column.name === "run")
    return (
      <td class="name">
        <button type="button" class="link" onClick={() => go({ view: "overview", run: run.id })}>
          <Name text={run.name} limit={36} />
        </button>
      </td>
    );
  return (
    <td class={column.isNumber ? "number" : "name"}>
      {column.isNumber ? column.text(line) : <Name text={column.text(line)} limit={40} />}
      {column.name === "recipe" && trial.isWinner && run.trials.length > 1 && <span class="chip best">★</span>}
    </td>
  );
}

interface RowProps {
  readonly line: Line;
  /** Its number in the whole table, the head being the first. */
  readonly index: number;
  readonly columns: readonly Column[];
  readonly isChosen: boolean;
  readonly toggle: (key: string) => void;
}

/** A line of the table. */
export const Row = ({ line, index, columns, isChosen, toggle }: RowProps) => (
  <tr aria-rowindex={index} class={isChosen || hovered.value === line.key ? "on" : ""}>
    <td>
      <input
        type="checkbox"
        aria-label={`Choose ${clean(line.trial.name, 60)}`}
        checked={isChosen}
        onChange={() => toggle(line.key)}
      />
    </td>
    {columns.map((column) => (
      <Cell key={column.name} line={line} column={column} />
    ))}
    <td>
      {(tags.value.get(line.key) ?? []).map((one) => (
        <button key={one} type="button" class="chip" title="remove" onClick={() => untag(line.key, one)}>
          <Name text={one} limit={24} /> ×
        </button>
      ))}
    </td>
  </tr>
);
