import type { Signal } from "@preact/signals";
import { lines } from "../../state/store.ts";
import { Check } from "../../ui/control/check.tsx";

interface ToolsProps {
  readonly query: Signal<string>;
  readonly onlyDiffering: Signal<boolean>;
  /** Lines that are found, and chosen. */
  readonly found: number;
  readonly chosen: number;
  readonly onExport: () => void;
}

/** The search, what is shown, and the way out as CSV. */
export const Tools = ({ query, onlyDiffering, found, chosen, onExport }: ToolsProps) => (
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
    <Check text="only differing columns" on={onlyDiffering.value} onChange={(on) => (onlyDiffering.value = on)} />
    <span class="soft small" role="status">
      {found === lines.value.length ? `${lines.value.length} lines` : `${found} of ${lines.value.length}`}
    </span>
    <button type="button" class="button small" onClick={onExport}>
      CSV {chosen > 0 ? `of ${chosen}` : ""}
    </button>
  </div>
);
